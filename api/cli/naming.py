"""Finds what a person means by a name, a part of one, or an id; refused with the names that are known."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.domain.calendar import month_days
from scheduler.domain.terms import CATEGORY_NAMES

FEW = 6
"""So many names are all told; of more, only those that are near."""
MOST_MEANT = 12
"""So many of the names that what was given is a part of are told."""
NEAREST = 3
"""So many names are told to whom none of them may be meant."""


def one_of(names: Mapping[str, str], given: str, place: str) -> str:
    """The id that a person means by an id, a name, or the one name it is a part of; empty stays empty."""
    return _one(given, place, {one: Bilingual(name, name) for one, name in names.items()})


def category_of(given: str, place: str) -> str:
    """The code that a person means by a category's code, or its name in either language."""
    return _one(given, place, {category.value: name for category, name in CATEGORY_NAMES.items()})


def refuse_unless_month(given: str, example: str) -> None:
    """Refused when something else stands where the month belongs, with an example of the right order."""
    try:
        month_days(given)
    except Refusal:
        raise refuse(
            "month",
            "“{given}”不是月份。月份写在最前，如：{example}",
            "“{given}” is no month. The month comes first, as in: {example}",
            given=given,
            example=example,
        ) from None


def _one(given: str, place: str, names: Mapping[str, Bilingual]) -> str:
    if not given or given in names:
        return given
    wanted = given.strip().casefold()
    said = {one: (name.zh.casefold(), name.en.casefold()) for one, name in names.items()}
    exact = [one for one, both in said.items() if wanted in both]
    within = exact or [one for one, both in said.items() if any(wanted in name for name in both)]
    if len(within) == 1:
        return within[0]
    if within:
        raise refuse(
            place,
            "“{given}”不能确定是哪一个。{way_out}",
            "“{given}” does not name exactly one. {way_out}",
            given=given,
            way_out=_way_out([names[one] for one in within], list(names.values())),
        )
    raise refuse(
        place,
        "没有“{given}”。{way_out}",
        "There is no “{given}”. {way_out}",
        given=given,
        way_out=_way_out([names[one] for one in _nearest(wanted, said)], list(names.values())),
    )


def _nearest(wanted: str, said: Mapping[str, tuple[str, str]]) -> list[str]:
    """The few names that a slip of the finger may have made of it; what shares but a kind's ending, as 街道, is none."""
    words = {word: one for one, both in said.items() for word in both}
    close = get_close_matches(wanted, words, n=2 * NEAREST, cutoff=0.6)
    return list(dict.fromkeys(words[word] for word in close))[:NEAREST]


def _way_out(near: list[Bilingual], known: list[Bilingual]) -> Bilingual:
    if near:
        return _listed(Bilingual("是指：{names}？", "Do you mean: {names}?"), near[:MOST_MEANT])
    if len(known) <= FEW:
        return _listed(Bilingual("可以写的有：{names}。", "There are: {names}."), known)
    return Bilingual("请写全名或代号。", "Give its full name or its id.")


def _listed(sentence: Bilingual, names: list[Bilingual]) -> Bilingual:
    both = Bilingual("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    return sentence.fill(names=both)
