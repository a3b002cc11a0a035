"""The year area by area: what each was promised, what came, how many people it reached."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, PublishedDeliveryRow
from scheduler.adapters.district_tables import AllotmentRow, AreaRow
from scheduler.adapters.merger_tables import AreaMergerRow
from scheduler.application.names_view import Named
from scheduler.application.progress_view import (
    Counted,
    Tally,
    held_since_new_year,
    still_to_come,
    tally,
    targets_of,
)
from scheduler.domain.measures import MEASURED
from scheduler.domain.terms import Category, DeliveryState


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of an area's year; `target` is None where nothing was promised or allotted to it."""

    measure: str
    category: Category
    target: int | None
    held: int
    planned: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Heads that came to what an area had held; `of` deliveries that people come to, `reported` said how many.

    `satisfied` is the percent of satisfied people, each report weighed by its heads; None if nobody asked.
    """

    heads: int
    reported: int
    of: int
    satisfied: int | None


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """An area's year until today."""

    area: Named
    measures: tuple[Measure, ...]
    audience: Audience


def area_progress(session: Session, district_id: str, today: date) -> tuple[AreaProgress, ...]:
    """Each area that is or was there this year, by its id, until `today`.

    A book target is what each area is promised, all others what the area's months are allotted at least.
    """
    held = _by_area(held_since_new_year(session, district_id, today))
    planned = _by_area(still_to_come(session, district_id, today))
    targets = _targets(session, district_id, today)
    audiences = _audiences(session, district_id, today)
    return tuple(
        AreaProgress(
            area,
            tuple(
                Measure(
                    measure,
                    category,
                    targets.get((area.id, measure)),
                    held[area.id][measure],
                    planned[area.id][measure],
                )
                for measure, category in MEASURED.items()
            ),
            audiences.get(area.id, Audience(0, 0, 0, None)),
        )
        for area in _areas(session, district_id, today.year)
    )


def months_unallotted(session: Session, district_id: str, today: date) -> tuple[str, ...]:
    """The year's months from this one on that nobody has allotted yet, where the year promises anything."""
    if not targets_of(session, district_id, today.year):
        return ()
    allotted = set(
        session.scalars(
            sa.select(AllotmentRow.month).distinct().where(AllotmentRow.district_id == district_id)
        )
    )
    coming = (f"{today.year}-{number:02}" for number in range(today.month, 13))
    return tuple(month for month in coming if month not in allotted)


def _areas(session: Session, district_id: str, year: int) -> list[Named]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = session.scalars(
        sa.select(AreaRow)
        .where(
            AreaRow.district_id == district_id,
            sa.or_(AreaRow.valid_from.is_(None), AreaRow.valid_from <= last),
            sa.or_(AreaRow.valid_to.is_(None), AreaRow.valid_to >= first),
        )
        .order_by(AreaRow.id)
    )
    return [Named(row.id, row.name) for row in rows]


def _by_area(came: Iterable[Counted]) -> defaultdict[str, Tally]:
    found: defaultdict[str, list[Counted]] = defaultdict(list)
    for one in came:
        found[one.area_id].append(one)
    return defaultdict(Tally, {area_id: tally(those) for area_id, those in found.items()})


def _targets(session: Session, district_id: str, today: date) -> dict[tuple[str, str], int]:
    """By area and measure what was promised to each area, else what its months are allotted at least.

    An area that has merged by `today` is promised nothing more; before that both had what they had.
    """
    rows = session.scalars(
        sa.select(AllotmentRow).where(
            AllotmentRow.district_id == district_id, AllotmentRow.month.startswith(f"{today.year}-")
        )
    )
    mergers = list(session.scalars(sa.select(AreaMergerRow).where(AreaMergerRow.district_id == district_id)))
    later = [one for one in mergers if one.first_day > today and one.first_day.year == today.year]
    least: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if not any(row.area_id in one.allotted and row.month >= f"{one.first_day:%Y-%m}" for one in later):
            least[row.area_id, row.category] += row.least
    for one in later:
        for area_id, had in one.allotted.items():
            least.update({(area_id, category): number for category, number in had.items()})
    gone = {one.id for one in mergers if one.first_day <= today}
    areas = [area.id for area in _areas(session, district_id, today.year) if area.id not in gone]
    allotted = {
        (area_id, measure): least[area_id, category]
        for area_id in areas
        for measure, category in MEASURED.items()
        if category is not Category.BOOKS and (area_id, category) in least
    }
    promised = {
        (area_id, one.measure): one.amount
        for one in targets_of(session, district_id, today.year)
        if one.each_area
        for area_id in areas
    }
    return allotted | promised


def _audiences(session: Session, district_id: str, today: date) -> dict[str, Audience]:
    rows = session.execute(
        sa.select(PublishedDeliveryRow.area_id, DeliveryLifeRow.attendance, DeliveryLifeRow.satisfied)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day.between(today.replace(month=1, day=1), today),
            PublishedDeliveryRow.category != Category.BOOKS,
            DeliveryLifeRow.state == DeliveryState.HELD,
        )
    )
    reports: defaultdict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    for area_id, attendance, satisfied in rows:
        reports[area_id].append((attendance, satisfied))
    return {area_id: audience_of(those) for area_id, those in reports.items()}


def audience_of(reports: Iterable[tuple[int | None, int | None]]) -> Audience:
    """The audience of deliveries from what was reported of each: heads, and percent satisfied."""
    told = tuple(reports)
    heads = [attendance for attendance, _ in told if attendance is not None]
    asked = [
        (attendance, satisfied)
        for attendance, satisfied in told
        if attendance is not None and satisfied is not None
    ]
    weight = sum(attendance for attendance, _ in asked)
    content = sum(attendance * satisfied for attendance, satisfied in asked)
    return Audience(sum(heads), len(heads), len(told), round(content / weight) if weight else None)
