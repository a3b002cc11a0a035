"""How far the year has got with what it promised: what was held, what came, what published months still hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE
from scheduler.adapters.calendar_tables import (
    DeliveryLifeRow,
    HeldDeliveryRow,
    MonthRow,
    PublishedDeliveryRow,
)
from scheduler.adapters.district_tables import AreaRow, ProgrammeRow, TargetRow
from scheduler.domain.terms import Category, DeliveryState

MEASURED = {
    "performances": Category.PERFORMANCE,
    "films": Category.FILM,
    "training_sessions": Category.TRAINING,
    "feature_services": Category.FEATURE,
    "books": Category.BOOKS,
    "periodicals": Category.BOOKS,
}
"""The category that each measure is about; books count volumes, periodicals titles, all others deliveries."""
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


def year_progress(session: Session, district_id: str, today: date) -> tuple[YearProgress, ...]:
    """How far each target of this year has got, a target of each area summed over the areas of today."""
    targets = session.scalars(
        sa.select(TargetRow).where(TargetRow.district_id == district_id, TargetRow.year == today.year)
    )
    areas = _areas(session, district_id, today)
    amounts = {one.measure: one.amount * (areas if one.each_area else 1) for one in targets}
    held = _held(session, district_id, today)
    planned = _planned(session, district_id, today)
    return tuple(
        YearProgress(measure, category, amounts[measure], held[measure], planned[measure])
        for measure, category in MEASURED.items()
        if measure in amounts
    )


def _areas(session: Session, district_id: str, today: date) -> int:
    """How many areas there are on `today`."""
    there = sa.and_(
        sa.or_(AreaRow.valid_from.is_(None), AreaRow.valid_from <= today),
        sa.or_(AreaRow.valid_to.is_(None), AreaRow.valid_to >= today),
    )
    counted = sa.select(sa.func.count()).select_from(AreaRow)
    return session.scalar(counted.where(AreaRow.district_id == district_id, there)) or 0


def _held(session: Session, district_id: str, today: date) -> Tally:
    """What was held since New Year, here or before the calendar lived here, each delivery once.

    Of a batch that was short-received its volumes count as received, its titles not.
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
    came = {
        row.id: (row.category, row.volumes, row.titles)
        if life.state == DeliveryState.HELD
        else (row.category, life.received or 0, 0)
        for row, life in here
    }
    of_menu = sa.and_(
        ProgrammeRow.district_id == HeldDeliveryRow.district_id,
        ProgrammeRow.id == HeldDeliveryRow.programme_id,
    )
    before = session.execute(
        sa.select(HeldDeliveryRow.id, HeldDeliveryRow.category, ProgrammeRow.volumes, ProgrammeRow.titles)
        .join(ProgrammeRow, of_menu)
        .where(
            HeldDeliveryRow.district_id == district_id,
            HeldDeliveryRow.day.between(*year),
            HeldDeliveryRow.state == DeliveryState.HELD,
        )
    )
    return _tally(({row.id: (row.category, row.volumes, row.titles) for row in before} | came).values())


def _planned(session: Session, district_id: str, today: date) -> Tally:
    """What the last versions still hold to come, until the year ends."""
    rows = session.execute(
        sa.select(PublishedDeliveryRow.category, PublishedDeliveryRow.volumes, PublishedDeliveryRow.titles)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day.between(today, today.replace(month=12, day=31)),
            DeliveryLifeRow.state == DeliveryState.PLANNED,
        )
    )
    return _tally((row.category, row.volumes, row.titles) for row in rows)


def _tally(came: Iterable[tuple[str, int, int]]) -> Tally:
    """Category, volumes and titles of deliveries, counted by measure."""
    counted = Tally()
    for category, volumes, titles in came:
        if category == Category.BOOKS:
            counted.update(books=volumes, periodicals=titles)
        else:
            counted.update(measure for measure, of in MEASURED.items() if of == category)
    return counted
