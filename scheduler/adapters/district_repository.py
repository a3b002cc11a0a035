"""Reads a district's facts from the tables into the shapes that planning knows."""

from __future__ import annotations

from collections import defaultdict
from datetime import time
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.district_clock import DistrictRow
from scheduler.adapters.district_tables import (
    AllotmentRow,
    AreaRow,
    BlackoutRow,
    ClosureRow,
    CourseRow,
    DayMarkRow,
    Fact,
    HoldRow,
    MonthBudgetRow,
    OrderRow,
    ProgrammeRow,
    ProviderRow,
    VenueRow,
)
from scheduler.adapters.merger_tables import AreaMergerRow
from scheduler.adapters.reserve_repository import holds_of, reserves_in
from scheduler.adapters.sheets_supply import home_point
from scheduler.domain.decline import Side
from scheduler.domain.district import (
    Allotment,
    Area,
    Course,
    DayMark,
    District,
    Hold,
    Order,
    Period,
    Programme,
    Provider,
    Venue,
)
from scheduler.domain.merging import Merger
from scheduler.domain.terms import Category, VenueKind

Row = TypeVar("Row", bound=Fact)


def read_mergers(session: Session, district_id: str) -> tuple[Merger, ...]:
    """Which areas became part of others, the earliest first."""
    rows = session.scalars(
        sa.select(AreaMergerRow)
        .where(AreaMergerRow.district_id == district_id)
        .order_by(AreaMergerRow.first_day, AreaMergerRow.id)
    )
    return tuple(Merger(row.id, row.into_id, row.first_day) for row in rows)


def read_district(session: Session, district_id: str, month: str | None = None) -> District:
    """The whole district as planning reads it, each kind in the order of its keys; with the budget of one `month`."""
    row = session.get_one(DistrictRow, district_id)
    day_marks = _rows(session, DayMarkRow, district_id)
    budget = session.get(MonthBudgetRow, (district_id, month)) if month is not None else None
    return District(
        id=district_id,
        name=row.name,
        timezone=row.timezone,
        latitude=row.latitude,
        longitude=row.longitude,
        areas=tuple(_area(area) for area in _rows(session, AreaRow, district_id)),
        venues=_venues(session, district_id),
        providers=_providers(session, district_id),
        programmes=tuple(_programme(item) for item in _rows(session, ProgrammeRow, district_id)),
        orders=tuple(_order(order) for order in _rows(session, OrderRow, district_id)),
        allotments=tuple(_allotment(quota) for quota in _rows(session, AllotmentRow, district_id)),
        courses=tuple(_course(course) for course in _rows(session, CourseRow, district_id)),
        day_marks=tuple(DayMark(day=mark.day, kind=mark.kind, name=mark.name) for mark in day_marks),
        month_budget=budget.yuan if budget is not None else row.month_budget,
        holds=_holds(session, district_id),
        years_with_holidays=frozenset(mark.day.year for mark in day_marks if mark.kind == "holiday"),
    )


def _rows(session: Session, row_type: type[Row], district_id: str) -> list[Row]:
    statement = sa.select(row_type).where(row_type.district_id == district_id).order_by(row_type.id)
    return list(session.scalars(statement))


def _area(row: AreaRow) -> Area:
    valid = Period(row.valid_from, row.valid_to)
    return Area(row.id, row.name, row.population, row.latitude, row.longitude, valid)


def _venues(session: Session, district_id: str) -> tuple[Venue, ...]:
    closures = _periods(_rows(session, ClosureRow, district_id), "venue_id")
    return tuple(
        Venue(
            id=row.id,
            area_id=row.area_id,
            name=row.name,
            kind=VenueKind(row.kind),
            capacity=row.capacity,
            features=frozenset(row.features),
            hours={
                int(day): (time.fromisoformat(open_), time.fromisoformat(close))
                for day, (open_, close) in row.hours.items()
            },
            opened=Period(row.opened_from, row.opened_to),
            closures=closures[row.id],
        )
        for row in _rows(session, VenueRow, district_id)
    )


def _providers(session: Session, district_id: str) -> tuple[Provider, ...]:
    blackouts = _periods(_rows(session, BlackoutRow, district_id), "provider_id")
    return tuple(
        Provider(
            id=row.id,
            name=row.name,
            categories=frozenset(Category(category) for category in row.categories),
            per_day=row.per_day,
            per_week=row.per_week,
            per_month=row.per_month,
            contract=Period(row.contract_from, row.contract_to),
            blackouts=blackouts[row.id],
            weekdays=frozenset(row.weekdays),
            van_volumes=row.van_volumes,
            home=home_point(row.home_latitude, row.home_longitude),
        )
        for row in _rows(session, ProviderRow, district_id)
    )


def _periods(rows: list[Any], owner: str) -> defaultdict[str, tuple[Period, ...]]:
    periods: defaultdict[str, tuple[Period, ...]] = defaultdict(tuple)
    for row in rows:
        periods[getattr(row, owner)] += (Period(row.first_day, row.last_day),)
    return periods


def _programme(row: ProgrammeRow) -> Programme:
    return Programme(
        id=row.id,
        name=row.name,
        category=Category(row.category),
        provider_ids=frozenset(row.provider_ids),
        minutes=row.minutes,
        setup_minutes=row.setup_minutes,
        clearing_minutes=row.clearing_minutes,
        needs=frozenset(row.needs),
        cost=row.cost,
        audience=row.audience,
        sessions=row.sessions,
        months=frozenset(row.months),
        open_air=row.open_air,
        amplified=row.amplified,
        volumes=row.volumes,
        titles=row.titles,
        start_from=row.start_from,
        start_until=row.start_until,
    )


def _order(row: OrderRow) -> Order:
    return Order(
        id=row.id,
        area_id=row.area_id,
        month=row.month,
        programme_id=row.programme_id,
        rank=row.rank,
        venue_id=row.venue_id,
        weekdays=frozenset(row.weekdays),
        pinned_day=row.pinned_day,
        pinned_start=row.pinned_start,
        permit_recorded=row.permit_recorded,
    )


def _holds(session: Session, district_id: str) -> tuple[Hold, ...]:
    """What is kept provisionally, and what is kept for the reserve dates of films."""
    by_hand = (_hold(one) for one in _rows(session, HoldRow, district_id))
    return (*by_hand, *(hold for row in reserves_in(session, district_id) for hold in holds_of(row)))


def _hold(row: HoldRow) -> Hold:
    side: Side = "provider" if row.side == "provider" else "venue"
    return Hold(side, row.party, Period(row.first_day, row.last_day), row.until, row.why)


def _allotment(row: AllotmentRow) -> Allotment:
    return Allotment(row.area_id, Category(row.category), row.month, row.least, row.most)


def _course(row: CourseRow) -> Course:
    return Course(
        id=row.id,
        area_id=row.area_id,
        programme_id=row.programme_id,
        provider_id=row.provider_id,
        venue_id=row.venue_id,
        first_day=row.first_day,
        start=row.start,
        sessions=row.sessions,
        held=row.held,
    )
