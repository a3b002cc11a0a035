"""The warning about a character that costs a text a part more, alike at the command line and beside each preview."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from config.bilingual import Bilingual
from notifications.domain.costly_characters import Costly, Overrun, costly_characters, overrun

MOST_PLACES = 5
"""As many places of one character are named; a person finds the rest."""


def warnings_of(text: str) -> tuple[Bilingual, ...]:
    """The warnings about a text that carries its signature, which nobody can write otherwise."""
    signature, closing, body = text.partition("】") if text.startswith("【") else ("", "", text)
    found = costly_characters(body, signature + closing)
    if found:
        return tuple(costly_words(one) for one in found)
    over = overrun(text)
    return () if over is None else (_overrun_words(over),)


def _overrun_words(over: Overrun) -> Bilingual:
    """How much too long it is, and which names could be shorter: nobody writes a date or a telephone otherwise."""
    said = Bilingual(
        "注意：超出 {units} 个单位，因此多占 {saves} 条", "note: {units} units over, which costs {saves} more"
    ).fill(units=over.units, saves=over.saves)
    if not over.names:
        return Bilingual("{said}；可精简模板的用语。", "{said}; shorten the words of the template.").fill(
            said=said
        )
    names = Bilingual(
        "、".join(f"“{name}”" for name in over.names), ", ".join(f"“{name}”" for name in over.names)
    )
    return Bilingual(
        "{said}；较长的名称有{names}，可在资料中用简称。",
        "{said}; long names: {names}, which the data may hold in short.",
    ).fill(said=said, names=names)


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
