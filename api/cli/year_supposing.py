"""Reads what is supposed of a year: words such as `without:PROVIDER@2026-09-01`, or a TOML or JSON file of them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from api.cli.naming import category_of, one_of
from config.refusal import refuse
from scheduler.domain.terms import Category
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.supposing import (
    AreasMerged,
    BudgetSet,
    GoalSet,
    ProviderGone,
    Supposition,
    VenueShut,
)

FILES = {".toml", ".json"}
FORMS = "without:PROVIDER[@DAY] closed:VENUE[@DAY] budget:YUAN goal:AREA/CATEGORY=N merged:AREA+AREA"


def suppositions(problem: YearProblem, given: Iterable[str]) -> tuple[Supposition, ...]:
    """What the words and files say, in their order; refused by the word that is not understood."""
    return tuple(_supposition(problem, word) for each in given for word in _words(each))


def _words(given: str) -> list[str]:
    """The words of a file, `what_if = ["…"]` in TOML or `{"what_if": ["…"]}` in JSON; else the word itself."""
    path = Path(given)
    if path.suffix not in FILES:
        return [given]
    try:
        text = path.read_text(encoding="utf-8-sig")
        whole = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise refuse(
            given, "文件读不出来：{why}。", "the file cannot be read: {why}.", why=type(error).__name__
        ) from error
    found = whole.get("what_if") if isinstance(whole, dict) else None
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise refuse(
            given,
            '文件里要有 what_if 这一列，每项一句，如 what_if = ["budget:500000"]。',
            'the file needs a list what_if of such words, like what_if = ["budget:500000"].',
        )
    return found


def _supposition(problem: YearProblem, word: str) -> Supposition:
    kind, _, rest = word.partition(":")
    name, _, day = rest.partition("@")
    district = problem.district
    areas = {one.id: one.name for one in district.areas}
    match kind:
        case "without":
            providers = {one.id: one.name for one in district.providers}
            return ProviderGone(one_of(providers, name, word), _day(day, word))
        case "closed":
            venues = {one.id: one.name for one in district.venues}
            return VenueShut(one_of(venues, name, word), _day(day, word))
        case "budget" if rest.isdecimal():
            return BudgetSet(int(rest))
        case "goal":
            place, _, number = rest.partition("=")
            area, _, category = place.partition("/")
            if number.isdecimal():
                return GoalSet(one_of(areas, area, word), Category(category_of(category, word)), int(number))
        case "merged":
            one, _, into = rest.partition("+")
            return AreasMerged(one_of(areas, one, word), one_of(areas, into, word))
    raise refuse(
        word,
        "看不懂这句“假如”。可写：{forms}，或 .toml、.json 文件。",
        "this what-if is not understood. Write one of {forms}, or a .toml or .json file.",
        forms=FORMS,
    )


def _day(text: str, word: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text if len(text) > len("2026-09") else f"{text}-01")
    except ValueError as error:
        raise refuse(
            word,
            "“{day}”不是日期。请写成 2026-09-01。",
            "“{day}” is no day. Write it like 2026-09-01.",
            day=text,
        ) from error
