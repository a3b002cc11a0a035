"""The district's facts as a person reads them: words for codes, weekdays by name, opening hours in a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from config.bilingual import Bilingual
from config.tabular_times import WEEKDAY_NAMES
from scheduler.adapters.sheets_demand import DAY_KIND_NAMES
from scheduler.domain.terms import CATEGORY_NAMES, DELIVERY_STATE_NAMES, VENUE_KIND_NAMES

_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOTHING = Bilingual("（空）", "(blank)")
_BY_CODE: dict[str, dict[str, Bilingual]] = {
    "category": {code.value: name for code, name in CATEGORY_NAMES.items()},
    "categories": {code.value: name for code, name in CATEGORY_NAMES.items()},
    "kind": {**{code.value: name for code, name in VENUE_KIND_NAMES.items()}, **DAY_KIND_NAMES},
    "state": {code.value: name for code, name in DELIVERY_STATE_NAMES.items()},
}


def worded(column: str, value: Any) -> Bilingual:
    """A stored value of a column in words; an empty one says so."""
    if value is None or value in ("", [], {}):
        return _NOTHING
    if column == "hours":
        return _hours(value)
    if isinstance(value, list):
        return _listed([_one(column, part) for part in value])
    return _one(column, value)


def _one(column: str, value: Any) -> Bilingual:
    if isinstance(value, bool):
        return Bilingual("是", "yes") if value else Bilingual("否", "no")
    if column == "weekdays":
        return weekday_name(int(value))
    if isinstance(value, time):
        return _same(f"{value:%H:%M}")
    if isinstance(value, date):
        return _same(value.isoformat())
    return _BY_CODE.get(column, {}).get(str(value), _same(str(value)))


def _hours(hours: Mapping[str, Any]) -> Bilingual:
    days = [
        _listed([weekday_name(int(day)), _same(f"{opens}-{closes}")], " ", " ")
        for day, (opens, closes) in sorted(hours.items())
    ]
    return _listed(days, "；", "; ")


def weekday_name(number: int) -> Bilingual:
    """A day of the week by its ISO number: 周五, Fri."""
    return Bilingual(f"周{WEEKDAY_NAMES[number - 1]}", _ENGLISH_WEEKDAYS[number - 1])


def _listed(words: list[Bilingual], zh: str = "、", en: str = ", ") -> Bilingual:
    return Bilingual(zh.join(word.zh for word in words), en.join(word.en for word in words))


def _same(word: str) -> Bilingual:
    return Bilingual(word, word)
