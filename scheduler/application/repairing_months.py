"""An event that reaches several published months: all are repaired together, in one commit, and taken back at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.calendar_repository import month_row, published_delivery, published_number
from scheduler.adapters.calendar_tables import MonthRow
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.fact_changes import change_facts
from scheduler.application.planning_facts import PlanningSettings
from scheduler.application.publishing import Publication
from scheduler.application.publishing_repair import publish_repair
from scheduler.application.repairing import (
    RepairPreview,
    Standing,
    preview_repair,
    refuse_unless_as_seen,
)
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    Declined,
    Disruption,
    HolidayMoved,
    ProviderAbsent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Period
from scheduler.solver.judge import hard_findings
from scheduler.solver.looking import Looking
from scheduler.solver.moves import beyond
from scheduler.solver.proposing import Aim, Proposal
from scheduler.solver.solution import Options

Chosen = tuple[RepairPreview, Proposal]


def months_reached(
    session: Session, clock: Clock, district_id: str, disruption: Disruption, month: str
) -> tuple[str, ...]:
    """The months that the event touches, published and not past; `month` alone if none is, or if it is of one month."""
    now = f"{clock.today():%Y-%m}"
    match disruption:
        case HolidayMoved(was, moved_to):
            months: Iterable[str] = dict.fromkeys(f"{day:%Y-%m}" for day in (was, moved_to))
        case ProviderAbsent(_, first, last) | VenueClosed(_, first, last):
            months = _published_from(session, district_id, first, last)
        case VenueReopened(venue_id, first):
            ends = [one.last for one in _closures(session, district_id, venue_id) if one.holds(first)]
            last = None if None in ends else max((day for day in ends if day is not None), default=first)
            months = _published_from(session, district_id, first, last)
        case Declined():
            stood = (published_delivery(session, district_id, one) for one in disruption.deliveries)
            months = sorted({one.month for one in stood if one is not None})
        case _:
            return (month,)
    reached = tuple(one for one in months if one >= now and published_number(session, district_id, one))
    return reached or (month,)


def _published_from(session: Session, district_id: str, first: date, last: date | None) -> list[str]:
    rows = session.scalars(
        sa.select(MonthRow.month)
        .where(MonthRow.district_id == district_id, MonthRow.published_number > 0)
        .order_by(MonthRow.month)
    )
    return [one for one in rows if f"{first:%Y-%m}" <= one and (last is None or one <= f"{last:%Y-%m}")]


def _closures(session: Session, district_id: str, venue_id: str) -> tuple[Period, ...]:
    venues = read_district(session, district_id).venues
    return next((one.closures for one in venues if one.id == venue_id), ())


def in_month(disruption: Disruption, standing: Standing) -> Disruption:
    """What of the event is the month's own: of a course the sessions that stand in it."""
    if not isinstance(disruption, Declined):
        return disruption
    stands = {one.id for one in standing.plan}
    first, *others = [one for one in disruption.deliveries if one in stands]
    return replace(disruption, delivery_id=first, others=tuple(others))


def standing_beside(standing: Standing, others: Sequence[Chosen]) -> Standing:
    """The month beside what was chosen for others, as they will stand then."""
    then: dict[str, tuple[Delivery, ...]] = {
        preview.month: preview.after(proposal) for preview, proposal in others
    }
    kept = (one for one in standing.problem.fixed if one.month not in then)
    fixed = (*kept, *(one for deliveries in then.values() for one in deliveries))
    return replace(standing, problem=replace(standing.problem, fixed=fixed))


def preview_beside(
    standing: Standing,
    others: Sequence[Chosen],
    disruption: Disruption,
    options: Options,
    *,
    aims: frozenset[Aim] = frozenset(Aim),
    cancelled: Callable[[], bool] = lambda: False,
    watch: Callable[[Looking], None] = lambda _: None,
) -> RepairPreview:
    """The proposals for a month beside what was chosen for others, as they will stand then."""
    beside = standing_beside(standing, others)
    happened = in_month(disruption, standing)
    found = preview_repair(beside, happened, options, aims=aims, cancelled=cancelled, watch=watch)
    return replace(found, standing=standing)


def refuse_unless_together(chosen: Sequence[Chosen], firsts: Sequence[Chosen]) -> None:
    """Refused where what was chosen for one month breaks a rule beside what was chosen for another.

    Each month's proposals were found beside the `firsts` of the months before it.
    """
    for place, (preview, proposal) in enumerate(chosen):
        said = [
            hard_findings(standing_beside(preview.standing, before).problem, proposal.deliveries)
            for before in (chosen[:place], firsts[:place])
        ]
        if beyond(said[0], said[1]):
            raise refuse(
                preview.month,
                "{month} 选的办法和前面月份选的合不到一起。请给前面的月份选第 1 个办法，或另选。",
                "the way chosen for {month} does not go with those of the months before. Choose the first there, or another here.",
                month=preview.month,
            )


def act_on_repairs(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    chosen: Sequence[Chosen],
    *,
    by: str,
) -> tuple[Publication | None, ...]:
    """Record the disruption once, with the first month, and publish each month's proposal, in one commit.

    None for a month in which no delivery changes. A conflict if any month or its facts changed since the previews.
    """
    rows = [month_row(session, district_id, preview.month, lock=True) for preview, _ in chosen]
    for preview, _ in chosen:
        refuse_unless_as_seen(session, clock, settings, district_id, preview.standing)
    first, _ = chosen[0]
    facts = change_facts(session, district_id, first.month, first.disruption, by=by, at=clock.now())
    event_id = sortable_id() if len(chosen) > 1 else None
    return tuple(
        publish_repair(
            session,
            clock,
            row,
            preview.disruption,
            preview.after(proposal),
            why="repair",
            reasons=preview.reasons(),
            by=by,
            facts=facts if preview is first else (),
            event_id=event_id,
        )
        for (preview, proposal), row in zip(chosen, rows, strict=True)
    )
