"""How far the year has got with what it promised: what was held, what came, what published months still hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE, came_of
from scheduler.adapters.calendar_tables import (
    DeliveryLifeRow,
    HeldDeliveryRow,
    MonthRow,
    PublishedDeliveryRow,
)
from scheduler.adapters.district_tables import AreaRow, ProgrammeRow, TargetRow
from scheduler.domain.measures import MEASURED
from scheduler.domain.terms import TO_COME, Category, DeliveryState

Tally = Counter[str]
"""By measure how much."""


@dataclass(frozen=True, slots=True)
class YearProgress:
    """One measure of the year's promise: the target, what was held, and what published months still hold."""

    measure: str
    category: Category
    target: int
    held: int
    planned: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One delivery as the year counts it: whose it is, and the volumes and titles of a batch."""

    area_id: str
    category: str
    volumes: int
    titles: int


def year_progress(session: Session, district_id: str, today: date) -> tuple[YearProgress, ...]:
    """How far each target of this year has got, a target of each area summed over the areas of today."""
    targets = targets_of(session, district_id, today.year)
    areas = _areas(session, district_id, today)
    amounts = {one.measure: one.amount * (areas if one.each_area else 1) for one in targets}
    held = tally(held_since_new_year(session, district_id, today))
    planned = tally(still_to_come(session, district_id, today))
    return tuple(
        YearProgress(measure, category, amounts[measure], held[measure], planned[measure])
        for measure, category in MEASURED.items()
        if measure in amounts
    )


def targets_of(session: Session, district_id: str, year: int) -> tuple[TargetRow, ...]:
    """What the year promises."""
    wanted = sa.select(TargetRow).where(TargetRow.district_id == district_id, TargetRow.year == year)
    return tuple(session.scalars(wanted))


def _areas(session: Session, district_id: str, today: date) -> int:
    """How many areas there are on `today`."""
    there = sa.and_(
        sa.or_(AreaRow.valid_from.is_(None), AreaRow.valid_from <= today),
        sa.or_(AreaRow.valid_to.is_(None), AreaRow.valid_to >= today),
    )
    counted = sa.select(sa.func.count()).select_from(AreaRow)
    return session.scalar(counted.where(AreaRow.district_id == district_id, there)) or 0


def held_since_new_year(session: Session, district_id: str, today: date) -> tuple[Counted, ...]:
    """What was held from New Year to `today`, here or before the calendar lived here, each delivery once.

    Of a batch that was short-received the volumes and titles count that came.
    """
    year = (today.replace(month=1, day=1), today)
    here = session.execute(
        sa.select(PublishedDeliveryRow, DeliveryLifeRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day.between(*year),
            DeliveryLifeRow.state.in_((DeliveryState.HELD, DeliveryState.SHORT_RECEIVED)),
        )
    )
    came = {row.id: Counted(row.area_id, row.category, *came_of(row, life)) for row, life in here}
    of_menu = sa.and_(
        ProgrammeRow.district_id == HeldDeliveryRow.district_id,
        ProgrammeRow.id == HeldDeliveryRow.programme_id,
    )
    before = session.execute(
        sa.select(HeldDeliveryRow, ProgrammeRow.volumes, ProgrammeRow.titles)
        .join(ProgrammeRow, of_menu)
        .where(
            HeldDeliveryRow.district_id == district_id,
            HeldDeliveryRow.day.between(*year),
            HeldDeliveryRow.state == DeliveryState.HELD,
        )
    )
    earlier = {row.id: Counted(row.area_id, row.category, *books) for row, *books in before}
    return tuple((earlier | came).values())


def still_to_come(session: Session, district_id: str, today: date) -> tuple[Counted, ...]:
    """What the last versions still hold to come, or to be received, until the year ends."""
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day.between(today, today.replace(month=12, day=31)),
            DeliveryLifeRow.state.in_(TO_COME),
        )
    )
    return tuple(Counted(row.area_id, row.category, row.volumes, row.titles) for row in rows)


def tally(came: Iterable[Counted]) -> Tally:
    """The deliveries counted by measure."""
    counted = Tally()
    for one in came:
        if one.category == Category.BOOKS:
            counted.update(books=one.volumes, periodicals=one.titles)
        else:
            counted.update(measure for measure, of in MEASURED.items() if of == one.category)
    return counted
