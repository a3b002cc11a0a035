"""The parts of a text, held against a second reckoning that builds what goes on the air octet by octet."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from notifications.domain.segments import parts, segments

# The alphabet as 3GPP TS 23.038 numbers it, row by row; 0x1B is the escape.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
)
SEPTET = {
    char: 16 * row + column
    for row, chars in enumerate(ALPHABET)
    for column, char in enumerate(chars)
    if char != "\x1b"
}
ESCAPED = {
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
OCTETS, HEADER = 140, 6

texts = st.text(st.sampled_from([*SEPTET, *ESCAPED]), max_size=500) | st.text(
    st.sampled_from("a€[中文。😀𠮷\n") | st.characters(codec="utf-8"), max_size=300
)


def on_the_air(text: str) -> tuple[str, list[list[int]], int]:
    """Encoding, the characters of the text each as its code units, and how many bits a unit has."""
    if all(char in SEPTET or char in ESCAPED for char in text):
        return "GSM-7", [[SEPTET[c]] if c in SEPTET else [0x1B, ESCAPED[c]] for c in text], 7
    coded = [char.encode("utf-16-be") for char in text]
    return "UCS-2", [[int.from_bytes(c[at : at + 2]) for at in range(0, len(c), 2)] for c in coded], 16


def reckoned(text: str) -> tuple[str, int, list[str]]:
    """Fill user data of 140 octets, 134 behind a header, character after character."""
    encoding, coded, bits = on_the_air(text)
    units = sum(len(one) for one in coded)
    if units * bits <= OCTETS * 8:
        return encoding, units, [text]
    most = (OCTETS - HEADER) * 8 // bits
    filled = [""]
    used = 0
    for char, one in zip(text, coded, strict=True):
        if used + len(one) > most:
            filled.append("")
            used = 0
        filled[-1] += char
        used += len(one)
    return encoding, units, filled


@given(texts)
@example("文" * 66 + "😀" * 3)
@example("a" * 152 + "€" * 80)
def test_the_count_is_that_of_the_octets_on_the_air(text: str) -> None:
    counted = segments(text)
    assert (counted.encoding, counted.units, list(parts(text))) == reckoned(text)
    assert counted.parts == len(parts(text))


@given(texts)
def test_no_part_holds_half_a_character(text: str) -> None:
    encoding, _, _ = reckoned(text)
    for part in parts(text):
        if encoding == "UCS-2":
            assert part.encode("utf-16-be").decode("utf-16-be") == part
        else:
            assert all(char in SEPTET or char in ESCAPED for char in part)
