"""Published deliveries that the facts no longer allow, as when an import has closed their venue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from config.bilingual import Bilingual
from config.clock import Clock
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE, as_delivery
from scheduler.adapters.calendar_tables import (
    DeliveryLifeRow,
    MonthRow,
    PublicationRow,
    PublishedDeliveryRow,
)
from scheduler.adapters.district_tables import (
    BlackoutRow,
    ClosureRow,
    DayMarkRow,
    Fact,
    ProgrammeRow,
    ProviderRow,
    VenueRow,
)
from scheduler.application.names_view import Names, Told, told
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.remarks import remarks
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import ProviderAbsent, VenueClosed
from scheduler.domain.district import Period
from scheduler.domain.terms import DeliveryState
from scheduler.solver.finding import Finding
from scheduler.solver.judge import findings
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULES, declined, pins

OF_FACTS = tuple(
    rule for rule in RULES if rule.kind == "hard" and rule.code not in (pins.CODE, declined.CODE)
)
"""The rules by which the facts allow a delivery; a decline is on a list of its own."""


@dataclass(frozen=True, slots=True)
class Untenable:
    """A published delivery to come that a hard rule now bars, why, and the repair that would mend it, if one does."""

    told: Told
    why: tuple[Bilingual, ...]
    repair: VenueClosed | ProviderAbsent | None


def untenable_deliveries(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    names: Names,
    *,
    delivery_ids: Iterable[str] | None = None,
) -> tuple[Untenable, ...]:
    """Those of all published months, or of these ids, the earliest first; what was approved so is left out.

    A month is judged only where one of its facts was edited since it was last published as a whole.
    """
    asked = None if delivery_ids is None else frozenset(delivery_ids)
    months = session.scalars(
        sa.select(MonthRow).where(
            MonthRow.district_id == district_id,
            MonthRow.published_number > 0,
            MonthRow.month >= f"{clock.today():%Y-%m}",
        )
    )
    found = [
        one
        for row in months
        if month_days(row.month)[1] > clock.today()
        for one in _of_month(session, clock, settings, row, names, asked)
    ]
    return tuple(sorted(found, key=lambda one: (one.told.delivery.day, one.told.delivery.start)))


def _of_month(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    row: MonthRow,
    names: Names,
    asked: frozenset[str] | None,
) -> Iterator[Untenable]:
    suspects = [
        one
        for one in _edited_since(session, row, _approved_at(session, row))
        if one.starts_at(clock.zone) > clock.now() and (asked is None or one.id in asked)
    ]
    if not suspects:
        return
    problem = read_problem(session, clock, settings, row.district_id, row.month)
    ids = {one.id for one in suspects}
    barred: dict[str, list[Finding]] = {}
    for each in findings(problem, _standing(session, row), OF_FACTS):
        if len(each.deliveries) == 1 and each.deliveries[0] in ids:
            barred.setdefault(each.deliveries[0], []).append(each)
    for one in suspects:
        if one.id in barred:
            why = tuple(remark.sentence for remark in remarks(problem.district, barred[one.id]))
            yield Untenable(told(one, names), why, _repair(problem, one))


def _approved_at(session: Session, row: MonthRow) -> datetime:
    """When the month was last published as a whole, and so judged as a whole."""
    at = session.scalar(
        sa.select(sa.func.max(PublicationRow.at)).where(
            PublicationRow.district_id == row.district_id,
            PublicationRow.month == row.month,
            PublicationRow.why == "month",
        )
    )
    assert at is not None, "a published month was once published as a whole"
    return at


def _standing(session: Session, row: MonthRow) -> tuple[Delivery, ...]:
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == row.district_id,
            PublishedDeliveryRow.month == row.month,
            DeliveryLifeRow.state == DeliveryState.PLANNED,
        )
    )
    return tuple(as_delivery(one) for one in rows)


def _edited_since(session: Session, row: MonthRow, at: datetime) -> Iterator[Delivery]:
    """The standing deliveries that use a fact edited at that instant or later."""

    def edited(names: InstrumentedAttribute[str], table: type[Fact]) -> frozenset[str]:
        recent = sa.and_(table.district_id == row.district_id, table.edited_at >= at)
        return frozenset(session.scalars(sa.select(names).where(recent)))

    venues = edited(ClosureRow.venue_id, ClosureRow) | edited(VenueRow.id, VenueRow)
    providers = edited(BlackoutRow.provider_id, BlackoutRow) | edited(ProviderRow.id, ProviderRow)
    programmes = edited(ProgrammeRow.id, ProgrammeRow)
    marked = sa.and_(DayMarkRow.district_id == row.district_id, DayMarkRow.edited_at >= at)
    days = frozenset(session.scalars(sa.select(DayMarkRow.day).where(marked)))
    for one in _standing(session, row):
        in_venues = bool({one.venue_id, one.rain_venue_id} & venues)
        given = one.provider_id in providers or one.programme_id in programmes
        if in_venues or given or not days.isdisjoint({one.day, one.reserve_day}):
            yield one


def _repair(problem: Problem, delivery: Delivery) -> VenueClosed | ProviderAbsent | None:
    """The closure or absence that bars the delivery, from its first day in the month on."""
    own, reserved = delivery.day, delivery.reserve_day
    for venue_id, day in (
        (delivery.venue_id, own),
        (delivery.rain_venue_id, own),
        (delivery.venue_id, reserved),
    ):
        venue = problem.venues.get(venue_id or "")
        closed = _covering(venue.closures if venue is not None else (), day)
        if venue is not None and closed is not None:
            return VenueClosed(venue.id, _first(problem, closed), closed.last)
    provider = problem.providers.get(delivery.provider_id)
    blackouts = provider.blackouts if provider is not None else ()
    away = _covering(blackouts, own) or _covering(blackouts, reserved)
    if provider is not None and away is not None:
        return ProviderAbsent(provider.id, _first(problem, away), away.last)
    return None


def _covering(periods: Iterable[Period], day: date | None) -> Period | None:
    return next((one for one in periods if day is not None and one.holds(day)), None)


def _first(problem: Problem, period: Period) -> date:
    first = problem.days[0]
    return first if period.first is None else max(period.first, first)
