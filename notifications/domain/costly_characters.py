"""Finds the character that costs a text a whole part more: which, where, and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from notifications.domain.segments import encoding_of, segments

_STAND_INS = {
    **dict.fromkeys("“”„«»″「」『』", '"'),
    **dict.fromkeys("‘’‚`´′", "'"),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("•·●", "*"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f", ""),
    **dict.fromkeys("、", ","),
    **dict.fromkeys("。", "."),
    **dict.fromkeys("【〔", "("),
    **dict.fromkeys("】〕", ")"),
    "\t": " ",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "|": "/",
    "\\": "/",
    "~": "-",
    "^": "'",
}
"""What reads the same and takes less room; an empty stand-in is a character that nobody sees."""

_LAST_OF_ONE_UNIT = 0xFFFF

MOST_OVER = 3
LONG_NAME = 8
MOST_NAMES = 2
_NAMED = re.compile("《([^》]+)》|(?<=，)[^，。（）：；\n《》]{8,}(?=[，。；\n])")


@dataclass(frozen=True, slots=True)
class Costly:
    """A character that costs `saves` parts: write `instead` at all its `places` (counted from 1).

    An `instead` of None: nothing reads the same, so leave it out or say it in other words.
    """

    character: str
    places: tuple[int, ...]
    instead: str | None
    saves: int


def costly_characters(text: str, signature: str = "") -> tuple[Costly, ...]:
    """The characters of `text` of which each alone costs a part or more, the most costly first.

    One with a stand-in is judged wherever it stands, one without where it stands just once. `signature`
    is what goes before the text on the air, brackets and all.
    """
    now = segments(signature + text).parts
    if now == 1:
        return ()
    found = []
    for character in dict.fromkeys(text):
        instead = stand_in(character)
        if instead is None and not _stands_out(character, text):
            continue
        saves = now - segments(signature + text.replace(character, instead or "")).parts
        if saves > 0:
            found.append(Costly(character, tuple(_places(text, character)), instead, saves))
    return tuple(sorted(found, key=lambda one: (-one.saves, one.places))) or _one_too_long(
        text, signature, now
    )


@dataclass(frozen=True, slots=True)
class Overrun:
    """A text too long for its parts by so few `units`; `names` are those in it that are long, the longest first."""

    units: int
    saves: int
    names: tuple[str, ...]


def overrun(text: str) -> Overrun | None:
    """By how many of the last units, three at most, a whole text misses a part less; None where it is more."""
    now = segments(text).parts
    for units in range(1, MOST_OVER + 1):
        saves = now - segments(text[:-units]).parts
        if saves > 0:
            found = dict.fromkeys(match[1] or match[0] for match in _NAMED.finditer(text))
            names = sorted(found, key=len, reverse=True)
            return Overrun(units, saves, tuple(name for name in names if len(name) >= LONG_NAME)[:MOST_NAMES])
    return None


def stand_in(character: str) -> str | None:
    """What reads like `character` and takes less room on the air, or None."""
    if character in _STAND_INS:
        return _STAND_INS[character]
    if encoding_of(character) == "GSM-7":
        return None
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return plain if plain and plain != character and encoding_of(plain) == "GSM-7" else None


def _stands_out(character: str, text: str) -> bool:
    """Whether a character without stand-in is unlike its neighbours: once only, dear, or foreign among plain ones."""
    foreign = {other for other in text if encoding_of(other) != "GSM-7"}
    return text.count(character) == 1 and (ord(character) > _LAST_OF_ONE_UNIT or foreign == {character})


def _one_too_long(text: str, signature: str, now: int) -> tuple[Costly, ...]:
    """The last character, where the text is too long by just that one and any other would do as well.

    A digit is not named: dates, telephones and codes are not to be written otherwise.
    """
    if text and text[-1].isdigit():
        return ()
    saves = now - segments(signature + text[:-1]).parts if text else 0
    return (Costly(text[-1], (len(text),), None, saves),) if saves > 0 else ()


def _places(text: str, character: str) -> Iterator[int]:
    return (place for place, other in enumerate(text, 1) if other == character)
