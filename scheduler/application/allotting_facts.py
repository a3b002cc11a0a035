"""Gathers all that a year's allotment is made from, in one consistent view of the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.allotting_tables import AppealRow
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE, came_of
from scheduler.adapters.calendar_tables import (
    DeliveryLifeRow,
    HeldDeliveryRow,
    MonthRow,
    PublishedDeliveryRow,
)
from scheduler.adapters.district_repository import read_district, read_mergers
from scheduler.adapters.district_tables import ProgrammeRow, TargetRow
from scheduler.application.planning_facts import read_workdays
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.allotting_supply import months_of, year_columns
from scheduler.domain.allotting_year import Had, Pin, Promise, Unit, Year
from scheduler.domain.calendar import month_days
from scheduler.domain.district import Area, District
from scheduler.domain.measures import MEASURED
from scheduler.domain.merging import area_on, heads_over_year
from scheduler.domain.terms import TO_COME, Category, DeliveryState
from scheduler.solver.parameters import Parameters

COUNTED: dict[str, Unit] = {"books": "volumes", "periodicals": "titles"}
"""What a measure counts, where it is not deliveries."""
COUNTS = (DeliveryState.HELD, DeliveryState.SHORT_RECEIVED, *TO_COME)
"""What was held, and what a published month still holds to come, counts for the year."""

Place = tuple[str, Category, str]
"""Area, category and month."""


def read_year(
    session: Session,
    clock: Clock,
    district_id: str,
    year: int,
    rules: AllottingRules,
    parameters: Parameters,
) -> Year:
    """All that the allotment of `year` is made from as the store states it now; refused without targets."""
    promises = _promises(session, district_id, year)
    if not promises:
        raise refuse(
            f"{year}",
            "{year} 年没有年度目标。请写在 district.toml 的 [targets.{year}] 或“年度目标”表里，再导入。",
            "there are no targets for {year}. Put them in district.toml under [targets.{year}] and import it.",
            year=year,
        )
    district = read_district(session, district_id)
    workdays = read_workdays(session, district_id)
    closed = closed_months(session, clock, district_id, year)
    columns = {
        category: year_columns(
            district,
            year,
            category,
            rules=rules,
            workdays=workdays,
            film_months=parameters.film_months,
            closed=closed,
        )
        for category in Category
    }
    return Year(
        year,
        _areas(session, district, year),
        promises,
        columns,
        had_of(session, district_id, year),
        _points(district, year, parameters),
        _batches(district, year),
        pins_of(session, district_id, year),
        _taken_over(session, district_id, year),
    )


def closed_months(session: Session, clock: Clock, district_id: str, year: int) -> frozenset[str]:
    """The months whose numbers no longer change: those published, and those that have begun."""
    published = session.scalars(
        sa.select(MonthRow.month).where(MonthRow.district_id == district_id, MonthRow.published_number > 0)
    )
    begun = (month for month in months_of(year) if month_days(month)[0] <= clock.today())
    return frozenset((*(month for month in published if month in months_of(year)), *begun))


def pins_of(session: Session, district_id: str, year: int) -> tuple[Pin, ...]:
    """The numbers that accepted appeals have fixed, in the order in which they were answered."""
    rows = session.scalars(
        sa.select(AppealRow)
        .where(AppealRow.district_id == district_id, AppealRow.year == year, AppealRow.accepted.is_(True))
        .order_by(AppealRow.answered_at, AppealRow.id)
    )
    return tuple(
        Pin(row.area_id, Category(row.category), row.month, row.number or 0, row.id, row.answer or "")
        for row in rows
    )


def _promises(session: Session, district_id: str, year: int) -> tuple[Promise, ...]:
    rows = session.scalars(
        sa.select(TargetRow)
        .where(TargetRow.district_id == district_id, TargetRow.year == year)
        .order_by(TargetRow.id)
    )
    return tuple(
        Promise(MEASURED[row.measure], COUNTED.get(row.measure, "deliveries"), row.amount, row.each_area)
        for row in rows
        if row.measure in MEASURED
    )


def _areas(session: Session, district: District, year: int) -> tuple[Area, ...]:
    """Those that are there in the year; the heads of one that merges count for the other from then on."""
    areas = heads_over_year(district.areas, read_mergers(session, district.id), year)
    return tuple(area for area in areas if _there(area.valid.first, area.valid.last, year))


def _taken_over(session: Session, district_id: str, year: int) -> dict[str, str]:
    """By the area that goes in the year the one that it is part of at its end."""
    mergers, last = read_mergers(session, district_id), date(year, 12, 31)
    return {one.area_id: area_on(mergers, one.area_id, last) for one in mergers if one.first.year == year}


def _there(first: date | None, last: date | None, year: int) -> bool:
    return (first is None or first.year <= year) and (last is None or last.year >= year)


def had_of(session: Session, district_id: str, year: int) -> dict[Place, Had]:
    """By area, category and month what was held or is published to come, each delivery once."""
    days = (date(year, 1, 1), date(year, 12, 31))
    menu = session.scalars(sa.select(ProgrammeRow).where(ProgrammeRow.district_id == district_id))
    books = {one.id: (one.volumes, one.titles) for one in menu}
    before = session.scalars(
        sa.select(HeldDeliveryRow).where(
            HeldDeliveryRow.district_id == district_id,
            HeldDeliveryRow.day.between(*days),
            HeldDeliveryRow.state.in_(COUNTS),
        )
    )
    came = {row.id: (_place(row), books.get(row.programme_id, (0, 0))) for row in before}
    came |= dict(_published(session, district_id, days))
    count: Counter[Place] = Counter(place for place, _ in came.values())
    brought: dict[Place, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for place, (volumes, titles) in came.values():
        brought[place] = (brought[place][0] + volumes, brought[place][1] + titles)
    return {place: Had(number, *brought[place]) for place, number in count.items()}


def _published(
    session: Session, district_id: str, days: tuple[date, date]
) -> Iterator[tuple[str, tuple[Place, tuple[int, int]]]]:
    """Of a batch that was short-received the volumes and titles count that came."""
    rows = session.execute(
        sa.select(PublishedDeliveryRow, DeliveryLifeRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day.between(*days),
            DeliveryLifeRow.state.in_(COUNTS),
        )
    )
    for row, life in rows:
        yield row.id, (_place(row), came_of(row, life))


def _place(row: HeldDeliveryRow | PublishedDeliveryRow) -> Place:
    return row.area_id, Category(row.category), f"{row.day:%Y-%m}"


def _points(district: District, year: int, parameters: Parameters) -> dict[tuple[str, Category], int]:
    """By area and category the order points of the year's orders; a dear order has more than a late one."""
    categories = {one.id: one.category for one in district.programmes}
    points: Counter[tuple[str, Category]] = Counter()
    for order in district.orders:
        if order.month in months_of(year) and order.programme_id in categories:
            points[order.area_id, categories[order.programme_id]] += parameters.points_of_rank(order.rank)
    return dict(points)


def _batches(district: District, year: int) -> dict[str, tuple[int, int]]:
    """By month the volumes and titles that the leanest batch on the menu brings."""
    menu = [one for one in district.programmes if one.category is Category.BOOKS]
    given = {month: [one for one in menu if int(month[5:]) in one.months] for month in months_of(year)}
    return {
        month: (min(one.volumes for one in batches), min(one.titles for one in batches))
        for month, batches in given.items()
        if batches
    }
