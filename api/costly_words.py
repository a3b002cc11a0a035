"""The warning about a character that costs a text a part more, alike at the command line and beside each preview."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from config.bilingual import Bilingual
from notifications.domain.costly_characters import Costly, costly_characters

MOST_PLACES = 5
"""As many places of one character are named; a person finds the rest."""


def warnings_of(text: str) -> tuple[Bilingual, ...]:
    """The warnings about a text that carries its signature, which nobody can write otherwise."""
    signature, closing, body = text.partition("】") if text.startswith("【") else ("", "", text)
    return tuple(costly_words(one) for one in costly_characters(body, signature + closing))


def costly_words(one: Costly) -> Bilingual:
    """Which character it is, where, what it costs and what to write instead."""
    if one.instead:
        remedy = Bilingual("请改用“{instead}”", "write “{instead}” instead").fill(instead=one.instead)
    else:
        remedy = Bilingual("请删去或换个说法", "leave it out or say it in other words")
    return Bilingual(
        "注意：第 {places} 个字{name}使短信多占 {saves} 条；{remedy}。",
        "note: character {places}, {name}, costs {saves} more; {remedy}.",
    ).fill(places=_places(one.places), name=_name(one.character), saves=one.saves, remedy=remedy)


def _places(places: Sequence[int]) -> Bilingual:
    first = [str(place) for place in places[:MOST_PLACES]]
    rest = len(places) - len(first)
    if not rest:
        return Bilingual("、".join(first), ", ".join(first))
    return Bilingual(f"{'、'.join(first)} 等（共 {len(places)} 处）", f"{', '.join(first)} and {rest} more")


def _name(character: str) -> Bilingual:
    """The character, with its number where it may not be seen."""
    code = f"U+{ord(character):04X}"
    if character.isspace() or unicodedata.category(character).startswith("C"):
        return Bilingual(f"（{code}，看不见）", f"{code}, which cannot be seen")
    return Bilingual(f"“{character}”（{code}）", f"“{character}” ({code})")
