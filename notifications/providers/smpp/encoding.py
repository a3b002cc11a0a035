"""Texts as the octets of a packet and back: GSM-7 and UCS-2, whole or in parts.

Source: 3GPP TS 23.038 (alphabet), 23.040 §9.2.3.24 (the header of a part), SMPP 3.4 §5.2.19 (data_coding).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from notifications.domain.segments import encoding_of, parts

LongTexts = Literal["payload", "parts"]
"""A long text goes whole in the field message_payload, or in parts that the telephone joins."""

GSM_7: Final = 0x00
ASCII: Final = 0x01
LATIN_1: Final = 0x03
UCS_2: Final = 0x08
CHINESE: Final = 0x0F
"""Used by mainland gateways for GB 18030; reserved in SMPP itself."""
HEADED: Final = 0x40
"""Of esm_class: the text begins with a header."""
MOST_OCTETS: Final = 254
"""Of the field short_message."""

ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final[Mapping[str, int]] = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_ESCAPE: Final = 0x1B
_EXTENDED: Final = {code: char for char, code in EXTENSION.items()}
_JOINED_PARTS: Final = {0x00: 1, 0x08: 2}
"""Elements of a header that say of how many parts this is which, and the octets of their number."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of which text: `number` of `total`, from 1; `text` tells texts to one telephone apart."""

    text: int
    total: int
    number: int


def packets_of(text: str, reference: str, long_texts: LongTexts) -> tuple[Mapping[str, Any], ...]:
    """The fields that carry a text, for each packet; `reference` makes the number that joins its parts."""
    coding = GSM_7 if encoding_of(text) == "GSM-7" else UCS_2
    pieces = parts(text)
    if len(pieces) == 1:
        return ({"data_coding": coding, "esm_class": 0, "short_message": octets(text, coding)},)
    if long_texts == "payload":
        return ({"data_coding": coding, "esm_class": 0, "message_payload": octets(text, coding)},)
    number = hashlib.sha256(reference.encode()).digest()[0]
    return tuple(
        {
            "data_coding": coding,
            "esm_class": HEADED,
            "short_message": bytes((5, 0, 3, number, len(pieces), place)) + octets(piece, coding),
        }
        for place, piece in enumerate(pieces, 1)
    )


def octets(text: str, coding: int) -> bytes:
    """A text in GSM-7, one septet an octet, or in UCS-2; ValueError for a character outside of GSM-7."""
    if coding == UCS_2:
        return text.encode("utf-16-be")
    found = bytearray()
    for char in text:
        if char in EXTENSION:
            found += bytes((_ESCAPE, EXTENSION[char]))
        else:
            found.append(ALPHABET.index(char))
    return bytes(found)


def words(content: bytes, coding: int) -> str:
    """What octets say; those that fit no character stand as �."""
    if coding == GSM_7:
        return _from_gsm(content)
    names = {UCS_2: "utf-16-be", CHINESE: "gb18030", ASCII: "ascii", LATIN_1: "latin-1"}
    return content.decode(names.get(coding, "latin-1"), errors="replace")


def headless(content: bytes) -> tuple[Place | None, bytes]:
    """The text after its header, and which part it is where the header says so."""
    length = content[0] + 1 if content else 0
    header, rest = content[1:length], content[length:]
    while len(header) > 1:
        kind, size = header[0], header[1]
        said, header = header[2 : 2 + size], header[2 + size :]
        if kind in _JOINED_PARTS and len(said) == _JOINED_PARTS[kind] + 2:
            return Place(int.from_bytes(said[:-2], "big"), said[-2], said[-1]), rest
    return None, rest


def _from_gsm(content: bytes) -> str:
    found: list[str] = []
    escaped = False
    for code in content:
        if escaped:
            found.append(_EXTENDED.get(code, "�"))
        elif code != _ESCAPE:
            found.append(ALPHABET[code] if code < len(ALPHABET) else "�")
        escaped = code == _ESCAPE and not escaped
    return "".join(found)
