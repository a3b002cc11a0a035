"""Allots a year: shows old and new of every month still open, and writes what planning then reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from config.clock import Clock
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.allotting_tables import AllottedRow
from scheduler.adapters.district_tables import AllotmentRow
from scheduler.application.allotting_facts import read_year
from scheduler.domain.allotting import allot
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.allotting_supply import months_of
from scheduler.domain.allotting_year import AreaMonth, AreaYear, CategoryYear, Year
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.parameters import Parameters

Numbers = tuple[int, int]
"""The least and the most of an area, category and month."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A month's number, old → new, as least and most."""

    area_id: str
    category: Category
    month: str
    before: Numbers
    after: Numbers


@dataclass(frozen=True, slots=True)
class YearAllotted:
    """A year's allotment: from what it was made, what it comes to, and what it would change of what stands."""

    year: Year
    categories: tuple[CategoryYear, ...]
    standing: Mapping[tuple[str, Category, str], Numbers]
    changes: tuple[NumberChange, ...]

    @property
    def left(self) -> int:
        """Deliveries of the targets for which no open month has room."""
        return sum(sum(one.left.values()) for one in self.categories)

    def of_area(self, area_id: str, category: Category) -> AreaYear | None:
        return next(
            (one for found in self.categories for one in found.areas if _is(one, area_id, category)), None
        )

    def of_month(self, area_id: str, category: Category, month: str) -> AreaMonth | None:
        return next(
            (
                one
                for found in self.categories
                for one in found.months
                if _is(one, area_id, category) and one.month == month
            ),
            None,
        )

    def of_category(self, category: Category) -> CategoryYear:
        return next(one for one in self.categories if one.category is category)


def preview_year(
    session: Session,
    clock: Clock,
    district_id: str,
    year: int,
    rules: AllottingRules,
    parameters: Parameters,
) -> YearAllotted:
    """The allotment of `year` as it comes out now, beside what stands; nothing is written.

    Refused: a year without targets; floors that alone come to more than a target.
    """
    facts = read_year(session, clock, district_id, year, rules, parameters)
    try:
        categories = allot(facts, rules)
    except ValueError as error:
        category = Category(error.args[0])
        raise refuse(
            f"[allotment.floor] {category.value}",
            "各街道的保底合计多于全年{category}目标。请调低保底或提高目标。",
            "the floors of all areas come to more than the year's target of {category}. "
            "Lower the floor or raise the target.",
            category=CATEGORY_NAMES[category],
        ) from error
    standing = standing_numbers(session, district_id, year)
    return YearAllotted(facts, categories, standing, tuple(_changes(categories, standing)))


def apply_year(
    session: Session,
    clock: Clock,
    district_id: str,
    year: int,
    rules: AllottingRules,
    parameters: Parameters,
    *,
    by: str,
) -> YearAllotted:
    """Write the allotment of `year` that planning reads, and what was changed by whom.

    Months that are published or have begun stay untouched; without a change nothing is written. Numbers
    written so count as edited by hand: an import asks before it goes over them.
    """
    allotted = preview_year(session, clock, district_id, year, rules, parameters)
    write_numbers(session, clock, district_id, year, allotted.changes, rules, by=by)
    return allotted


def write_numbers(
    session: Session,
    clock: Clock,
    district_id: str,
    year: int,
    changes: Sequence[NumberChange],
    rules: AllottingRules,
    *,
    by: str,
) -> None:
    """Write the months' numbers as they become, and keep who changed them by which settings."""
    for change in changes:
        key = f"{change.area_id}/{change.category.value}/{change.month}"
        least, most = change.after
        row = session.get(AllotmentRow, (district_id, key), with_for_update=True)
        if row is None:
            row = AllotmentRow(
                district_id=district_id,
                id=key,
                area_id=change.area_id,
                category=change.category.value,
                month=change.month,
            )
            session.add(row)
        row.least, row.most = least, most
        row.edited_at, row.edited_by = clock.now(), by
    if changes:
        session.add(
            AllottedRow(
                district_id=district_id,
                id=sortable_id(),
                year=year,
                at=clock.now(),
                by=by,
                changes=[asdict(change) for change in changes],
                rules=_plain(rules),
            )
        )
    session.flush()


def _is(one: AreaYear | AreaMonth, area_id: str, category: Category) -> bool:
    return (one.area_id, one.category) == (area_id, category)


def standing_numbers(
    session: Session, district_id: str, year: int
) -> dict[tuple[str, Category, str], Numbers]:
    rows = session.scalars(
        sa.select(AllotmentRow).where(
            AllotmentRow.district_id == district_id, AllotmentRow.month.in_(months_of(year))
        )
    )
    return {(row.area_id, Category(row.category), row.month): (row.least, row.most) for row in rows}


def _changes(
    categories: tuple[CategoryYear, ...],
    standing: Mapping[tuple[str, Category, str], Numbers],
) -> Iterator[NumberChange]:
    """What differs in the months still open; what is not listed stands for nought."""
    for found in categories:
        for one in found.months:
            before = standing.get((one.area_id, one.category, one.month), (0, 0))
            after = (one.number, one.most)
            if one.standing != "closed" and before != after:
                yield NumberChange(one.area_id, one.category, one.month, before, after)


def _plain(rules: AllottingRules) -> dict[str, Any]:
    """The settings as JSON keeps them."""
    plain: dict[str, Any] = TypeAdapter(AllottingRules).dump_python(rules, mode="json")
    return plain
