"""Gathers all that planning a month reads, in one consistent view of the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, as_delivery, draft_of, published_of
from scheduler.adapters.calendar_tables import MonthRow, PublishedDeliveryRow, SessionLeftOutRow
from scheduler.adapters.district_repository import read_district, read_mergers
from scheduler.adapters.district_tables import DayMarkRow
from scheduler.adapters.reserve_repository import beside_planned
from scheduler.application.carried import with_carried
from scheduler.application.contract_facts import with_contracts_left
from scheduler.application.holding import read_since
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery, with_fields
from scheduler.domain.merging import as_merged, of_areas
from scheduler.solver.judge import no_longer_allowed
from scheduler.solver.parameters import Parameters, Weights, planning_settings
from scheduler.solver.problem import Problem, month_problem
from scheduler.solver.releasing import can_keep
from scheduler.solver.standing import PIN_FIELDS
from scheduler.workdays import Workdays, workdays_from

EVERYTHING = "all"
"""Releases whatever is firm."""


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
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    *,
    release: Collection[str] = (),
) -> Problem:
    """The month's planning problem as the store states it now.

    What is firm (see `read_since`) stands as it was published as long as the rules still allow it;
    `release` gives the ids of those that may move after all, their pins with them, or `EVERYTHING`. What
    was declined loses pins that no other place keeps.
    """
    row = session.get(MonthRow, (district_id, month))
    mergers, first_day = read_mergers(session, district_id), month_days(month)[0]
    published = of_areas(published_of(session, district_id, month), mergers, first_day)
    draft = of_areas(draft_of(session, district_id, month), mergers, first_day)
    since = read_since(session, district_id, published)
    around = of_areas(_published_around(session, district_id, month), mergers, first_day)
    district = as_merged(read_district(session, district_id, month), mergers, first_day)
    district = with_contracts_left(session, with_carried(district, month, published, around), month)
    district = replace(district, holds=beside_planned(district.holds, published))
    left_out = _left_out(session, district_id)

    def freeing(loose: frozenset[str], broken: frozenset[str] = frozenset()) -> Problem:
        unsheltered = since.unsheltered - loose

        def held(deliveries: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
            return _held(_released(deliveries, loose, clock.today()), unsheltered)

        return month_problem(
            district,
            month,
            clock.today(),
            settings.parameters,
            settings.weights,
            published=held(published),
            draft=held(draft),
            around=around,
            unmovable=since.settled | (since.firm - loose - broken),
            unsheltered=unsheltered,
            next_serial=row.next_serial if row else 1,
            declines=since.declines,
            lapsed=since.lapsed,
            left_out=left_out,
        )

    every = {delivery.id for delivery in (*published, *draft)}
    loose = frozenset(every if EVERYTHING in release else release)
    problem = freeing(loose)
    if stuck := _stuck(problem, since.refused | since.unsheltered):
        problem = freeing(loose := loose | stuck)
    broken = no_longer_allowed(problem, published) & (since.firm - loose)
    return freeing(loose, broken) if broken else problem


def _stuck(problem: Problem, declined: frozenset[str]) -> frozenset[str]:
    """Those that were declined and for which no other place keeps what is pinned of them."""
    return frozenset(
        delivery.id
        for delivery in problem.pinned
        if delivery.id in declined and not can_keep(problem, delivery)
    )


def _released(deliveries: tuple[Delivery, ...], loose: frozenset[str], today: date) -> tuple[Delivery, ...]:
    """The deliveries to come among those that are released, without their pins."""
    return tuple(
        with_fields(one, pinned=frozenset()) if one.day > today and one.id in loose else one
        for one in deliveries
    )


def _held(deliveries: tuple[Delivery, ...], unsheltered: frozenset[str]) -> tuple[Delivery, ...]:
    """The deliveries, those films pinned whose rain venue alone is to be found anew."""
    return tuple(
        with_fields(one, pinned=one.pinned - {"rain_venue_id"} | PIN_FIELDS) if one.id in unsheltered else one
        for one in deliveries
    )


def read_workdays(session: Session, district_id: str) -> Workdays:
    """The district's table of days: holidays, make-up workdays, quiet days."""
    marks = list(session.scalars(sa.select(DayMarkRow).where(DayMarkRow.district_id == district_id)))
    years = {mark.day.year for mark in marks if mark.kind == "holiday"}
    return workdays_from(marks, years)


def _left_out(session: Session, district_id: str) -> frozenset[tuple[str, int]]:
    """The sessions of courses that are not given, by course and number."""
    rows = session.execute(
        sa.select(SessionLeftOutRow.course_id, SessionLeftOutRow.session).where(
            SessionLeftOutRow.district_id == district_id
        )
    )
    return frozenset((course_id, number) for course_id, number in rows)


def _published_around(session: Session, district_id: str, month: str) -> tuple[Delivery, ...]:
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.month != month)
        .order_by(PublishedDeliveryRow.day, PublishedDeliveryRow.id)
    )
    return tuple(as_delivery(row) for row in rows)
