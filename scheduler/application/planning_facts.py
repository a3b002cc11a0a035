"""Gathers all that planning a month reads, in one consistent view of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, as_delivery, draft_of, published_of
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, PublishedDeliveryRow
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.district_tables import DayMarkRow
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import DeliveryState
from scheduler.solver.parameters import Parameters, Weights, planning_settings
from scheduler.solver.problem import Problem, month_problem
from scheduler.workdays import Workdays, workdays_from


@dataclass(frozen=True, slots=True)
class PlanningSettings:
    """The numbers in the rules, the weights of the wishes, and the longest a month is planned in seconds."""

    parameters: Parameters
    weights: Weights
    seconds: float = 60.0


def planning_settings_of(table: Mapping[str, object], seconds: float) -> PlanningSettings:
    """The section `[planning]` of the settings, read and checked."""
    parameters, weights = planning_settings(table)
    return PlanningSettings(parameters, weights, seconds)


def read_problem(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, month: str
) -> Problem:
    """The month's planning problem as the store states it now."""
    row = session.get(MonthRow, (district_id, month))
    published = published_of(session, district_id, month)
    return month_problem(
        read_district(session, district_id),
        month,
        clock.today(),
        settings.parameters,
        settings.weights,
        published=published,
        draft=draft_of(session, district_id, month),
        around=_published_around(session, district_id, month),
        unmovable=_no_longer_planned(session, district_id, published),
        next_serial=row.next_serial if row else 1,
    )


def read_workdays(session: Session, district_id: str) -> Workdays:
    """The district's table of days: holidays, make-up workdays, quiet days."""
    marks = list(session.scalars(sa.select(DayMarkRow).where(DayMarkRow.district_id == district_id)))
    years = {mark.day.year for mark in marks if mark.kind == "holiday"}
    return workdays_from(marks, years)


def _published_around(session: Session, district_id: str, month: str) -> tuple[Delivery, ...]:
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.month != month)
        .order_by(PublishedDeliveryRow.day, PublishedDeliveryRow.id)
    )
    return tuple(as_delivery(row) for row in rows)


def _no_longer_planned(
    session: Session, district_id: str, deliveries: tuple[Delivery, ...]
) -> frozenset[str]:
    """Published deliveries whose fate is settled (held, rained off …) may not be moved by planning."""
    ids = [delivery.id for delivery in deliveries]
    return frozenset(
        session.scalars(
            sa.select(DeliveryLifeRow.id).where(
                DeliveryLifeRow.district_id == district_id,
                DeliveryLifeRow.id.in_(ids),
                DeliveryLifeRow.state != DeliveryState.PLANNED,
            )
        )
    )
