"""How many parts a text takes on the air: GSM-7 and UCS-2 counted exactly, the signature with it.

Source: 3GPP TS 23.038 (the alphabet and its extension table) and 23.040 (the header of a part):
160 septets alone and 153 in a part, 70 UTF-16 units alone and 67 in a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALPHABET = _BASIC | _EXTENDED

_ALONE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
_IN_A_PART: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}
_LAST_OF_ONE_UNIT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes: `units` are septets in GSM-7 and UTF-16 units in UCS-2; `parts` are billed."""

    encoding: Encoding
    units: int
    parts: int


def signed(text: str, signature: str) -> str:
    """The text as it goes on the air: the registered signature in its brackets, then the text."""
    return f"【{signature}】{text}" if signature else text


def encoding_of(text: str) -> Encoding:
    """GSM-7 if every character is in its alphabet, otherwise UCS-2."""
    return "GSM-7" if _ALPHABET.issuperset(text) else "UCS-2"


def segments(text: str) -> Segments:
    """Encoding, units and parts of a text that already carries its signature."""
    encoding = encoding_of(text)
    units, most = units_of(text, encoding), _IN_A_PART[encoding]
    if units <= _ALONE[encoding]:
        return Segments(encoding, units, 1)
    unsplittable = units != len(text)  # a pair or an escaped character may leave room in a part
    return Segments(encoding, units, len(parts(text)) if unsplittable else -(-units // most))


def units_of(text: str, encoding: Encoding) -> int:
    """Septets in GSM-7, an escaped character taking two; UTF-16 units in UCS-2, a surrogate pair taking two."""
    if encoding == "GSM-7":
        return len(text) + sum(map(text.count, _EXTENDED))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts(text: str) -> tuple[str, ...]:
    """The text cut as the carrier cuts it; neither a surrogate pair nor an escaped character is split."""
    encoding = encoding_of(text)
    units, most = units_of(text, encoding), _IN_A_PART[encoding]
    if units <= _ALONE[encoding]:
        return (text,)
    if units == len(text):
        return tuple(text[begun : begun + most] for begun in range(0, units, most))
    cut: list[str] = []
    room, begun = 0, 0
    for place, weight in enumerate(_weights(text, encoding)):
        if room < weight:
            if place:
                cut.append(text[begun:place])
            begun, room = place, most
        room -= weight
    cut.append(text[begun:])
    return tuple(cut)


def _weights(text: str, encoding: Encoding) -> Iterator[int]:
    if encoding == "GSM-7":
        return (2 if char in _EXTENDED else 1 for char in text)
    return (2 if ord(char) > _LAST_OF_ONE_UNIT else 1 for char in text)
