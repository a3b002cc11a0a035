"""A holiday that moves from one published month into another: both are repaired together, in one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import month_row, published_number
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
from scheduler.domain.disruption import Disruption, HolidayMoved
from scheduler.solver.proposing import Aim, Proposal
from scheduler.solver.solution import Options

Chosen = tuple[RepairPreview, Proposal]


def months_reached(session: Session, clock: Clock, district_id: str, moved: HolidayMoved) -> tuple[str, ...]:
    """The months of both days that are published and not past, the old day's first; that one if neither is."""
    months = dict.fromkeys(f"{day:%Y-%m}" for day in (moved.was, moved.now))
    now = f"{clock.today():%Y-%m}"
    reached = tuple(
        month for month in months if month >= now and published_number(session, district_id, month)
    )
    return reached or tuple(months)[:1]


def refuse_if_it_reaches_another(
    session: Session, clock: Clock, district_id: str, month: str, disruption: Disruption
) -> None:
    """Refused where repairing this month alone would leave another published one unrepaired."""
    if not isinstance(disruption, HolidayMoved):
        return
    reached = months_reached(session, clock, district_id, disruption)
    other = next((one for one in reached if one != month), None)
    if other is not None:
        raise refuse(
            "now",
            "{other} 也已发布，要和 {month} 一并补救。请用命令：culture event holiday {was} {now}",
            "{other} is published, too, and is repaired together with {month}. Use the command: "
            "culture event holiday {was} {now}",
            other=other,
            month=month,
            was=disruption.was.isoformat(),
            now=disruption.now.isoformat(),
        )


def preview_beside(
    standing: Standing,
    others: Sequence[Chosen],
    disruption: Disruption,
    options: Options,
    *,
    aims: frozenset[Aim] = frozenset(Aim),
    cancelled: Callable[[], bool] = lambda: False,
) -> RepairPreview:
    """The proposals for a month beside what was chosen for others, as they will stand then."""
    then: dict[str, tuple[Delivery, ...]] = {
        preview.month: preview.after(proposal) for preview, proposal in others
    }
    kept = (one for one in standing.problem.fixed if one.month not in then)
    fixed = (*kept, *(one for deliveries in then.values() for one in deliveries))
    beside = replace(standing, problem=replace(standing.problem, fixed=fixed))
    found = preview_repair(beside, disruption, options, aims=aims, cancelled=cancelled)
    return replace(found, standing=standing)


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
        )
        for (preview, proposal), row in zip(chosen, rows, strict=True)
    )
