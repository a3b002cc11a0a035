"""The numbers by which a year is allotted, each with its unit, its source and since when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.terms import Category

MONTHS = 12
WHOLE = 100
Counted = Literal["days", "days without holidays", "working days", "months"]


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a number comes from, in what it is counted, and since when it is taken to hold."""

    unit: str
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class ByCategory(Cited):
    """One whole number for each category, nought or more."""

    value: dict[Category, int]

    def __post_init__(self) -> None:
        _of_each_category(self.value)
        if min(self.value.values()) < 0:
            raise ValueError("a number is below nought")


@dataclass(frozen=True, slots=True)
class Percent(Cited):
    """A part of the whole in percent."""

    value: int

    def __post_init__(self) -> None:
        if not 0 <= self.value <= WHOLE:
            raise ValueError(f"{self.value} is no percentage")


@dataclass(frozen=True, slots=True)
class CountedDays(Cited):
    """By category, what makes a month long: its days, those without holidays, its working days, or nothing."""

    value: dict[Category, Counted]

    def __post_init__(self) -> None:
        _of_each_category(self.value)


@dataclass(frozen=True, slots=True)
class Season(Cited):
    """By category, what each month weighs, January first: 100 is ordinary, 0 is out of season."""

    value: dict[Category, list[int]]

    def __post_init__(self) -> None:
        _of_each_category(self.value)
        if any(len(months) != MONTHS or min(months) < 0 for months in self.value.values()):
            raise ValueError("twelve months are weighed, none below nought")


@dataclass(frozen=True, slots=True)
class AllottingRules:
    """By what a year is allotted; the section `[allotment]` of the settings.

    `floor` goes to each area before all else; `by_orders` percent of the rest follow the orders, what is
    left the heads; `room` is what a month's most lies above its least; `catch_up` is by how much of its even
    share an area's month may differ from it, to come back to its share of the year.
    """

    floor: ByCategory
    by_orders: Percent
    room: ByCategory
    counted: CountedDays
    season: Season
    catch_up: Percent


def _of_each_category(table: Mapping[Category, object]) -> None:
    missing = [category.value for category in Category if category not in table]
    if missing:
        raise ValueError(f"these categories are missing: {', '.join(missing)}")
