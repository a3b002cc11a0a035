"""What a year's allotment is made from, and what it comes to: for each area, category and month, with its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Literal

from scheduler.domain.allotting_months import Column
from scheduler.domain.allotting_rules import MONTHS
from scheduler.domain.allotting_shares import Portion
from scheduler.domain.district import Allotment, Area
from scheduler.domain.terms import Category

Unit = Literal["deliveries", "volumes", "titles"]
Standing = Literal["closed", "pinned", "absent", "off season", "open"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What the year promises of a category: so many of a unit, to each area or in the whole district."""

    category: Category
    unit: Unit
    amount: int
    each_area: bool

    def for_months(self, months: int) -> int:
        """The amount due to an area that is there for so many months of the year."""
        return ceil(Fraction(self.amount * months, MONTHS))


@dataclass(frozen=True, slots=True)
class Had:
    """What an area has of a category in a month: deliveries held or published to come, with their books."""

    deliveries: int = 0
    volumes: int = 0
    titles: int = 0

    def of(self, unit: Unit) -> int:
        found: int = getattr(self, unit)
        return found


@dataclass(frozen=True, slots=True)
class Pin:
    """A number that an accepted appeal has fixed; without a month it is the year's."""

    area_id: str
    category: Category
    month: str | None
    number: int
    appeal_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Year:
    """All that a year's allotment is made from.

    `columns` hold each category's months; `had` counts by area, category and month; `points` are order
    points by area and category; `batches` the volumes and titles of a book batch by month; `taken_over`
    names by the area that goes in the year the one that it is part of at its end.
    """

    year: int
    areas: tuple[Area, ...]
    promises: tuple[Promise, ...]
    columns: Mapping[Category, tuple[Column, ...]]
    had: Mapping[tuple[str, Category, str], Had]
    points: Mapping[tuple[str, Category], int]
    batches: Mapping[str, tuple[int, int]]
    pins: tuple[Pin, ...] = ()
    taken_over: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaYear:
    """What an area gets of a category in the year, and what it was made from.

    `promised` is the district's target in deliveries, or what is promised to each area; `heads` are the
    area's and the district's, counted once for each month that an area is there; `points` likewise.
    `by_head` and `by_orders` are the exact parts beyond the floor; `fixed` is held,
    published or fixed by an appeal already; `taken` what areas that became part of it still lacked.
    """

    area_id: str
    category: Category
    number: int
    promised: int
    each_area: bool
    portion: Portion | None
    by_head: Fraction
    by_orders: Fraction
    heads: tuple[int, int]
    points: tuple[int, int]
    fixed: int
    months: int
    pin: Pin | None
    taken: int = 0


@dataclass(frozen=True, slots=True)
class AreaMonth:
    """What an area gets of a category in a month: `before` it has already; `due` by its end, `even` in it, exactly."""

    area_id: str
    category: Category
    month: str
    number: int
    most: int
    standing: Standing
    before: int
    due: Fraction
    even: Fraction
    total: int
    supply: int
    pin: Pin | None

    @property
    def allotment(self) -> Allotment:
        return Allotment(self.area_id, self.category, self.month, self.number, self.most)


@dataclass(frozen=True, slots=True)
class CategoryYear:
    """A category's year: its areas, its months, and what found no month, by area.

    `target` is the year's in deliveries; `number` what the areas get together, which is more where what
    was held, the floors and accepted appeals come to more.
    """

    category: Category
    target: int
    areas: tuple[AreaYear, ...]
    months: tuple[AreaMonth, ...]
    left: Mapping[str, int]

    @property
    def number(self) -> int:
        return sum(one.number for one in self.areas)
