"""Looking for a repair as a durable job: what happened is told, proposals are found, one of them is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from scheduler.adapters.calendar_repository import as_json
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.application.found_repairs import OPEN_STATES, rows_of_search
from scheduler.application.kept_runs import keep_repair_of
from scheduler.application.planning_facts import PlanningSettings
from scheduler.application.repairing import RepairPreview, Standing, read_standing
from scheduler.application.repairing_months import (
    Chosen,
    in_month,
    months_reached,
    standing_beside,
)
from scheduler.domain.disruption import Disruption
from scheduler.solver.disrupting import disrupted, undisrupted
from scheduler.solver.explaining import finding_words
from scheduler.solver.format.event_records import DISRUPTION
from scheduler.solver.process import repair_in_child
from scheduler.solver.proposing import Proposal, Repair
from scheduler.solver.solution import Options

SEARCH_SECONDS = 10.0
"""How long a search may take; most end in under a second."""


def ask_repair(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    disruption: Disruption,
    *,
    by: str,
) -> str:
    """Have repairs looked for in every month that the event reaches; returns the search's id.

    Refused: what does not fit one of the published months.
    """
    months = months_reached(session, clock, district_id, disruption, month)
    standings = [read_standing(session, clock, settings, district_id, one) for one in months]
    lead = sortable_id()
    for standing in standings:
        happened = in_month(disruption, standing)
        disrupted(undisrupted(standing.problem, standing.plan, happened), standing.plan, happened)
        first = standing is standings[0]
        row_id = lead if first else sortable_id()
        lead_id = None if first else lead
        session.add(_row(district_id, standing, happened, lead_id, row_id, by=by, at=clock.now()))
    enqueue(session, district_id, "find_repair", {"search_id": lead}, key=lead, queue=PLAN)
    return lead


def _row(
    district_id: str,
    standing: Standing,
    happened: Disruption,
    lead_id: str | None,
    row_id: str,
    *,
    by: str,
    at: datetime,
) -> RepairSearchRow:
    return RepairSearchRow(
        district_id=district_id,
        id=row_id,
        month=standing.month,
        lead_id=lead_id,
        asked_by=by,
        asked_at=at,
        state="queued",
        disruption=DISRUPTION.write(happened),
        number=standing.number,
        touched=[],
        stuck=[],
        proposals=[],
    )


def keep_search(
    session: Session, clock: Clock, district_id: str, found: Sequence[RepairPreview], *, by: str
) -> str:
    """Keep a search that was done elsewhere, as on the command line, like one that was asked for; returns its id."""
    lead = sortable_id()
    for preview in found:
        first = preview is found[0]
        row = _row(
            district_id,
            preview.standing,
            preview.disruption,
            None if first else lead,
            lead if first else sortable_id(),
            by=by,
            at=clock.now(),
        )
        session.add(row)
        _keep(session, row, preview.standing, preview.standing, preview.repair)
    return lead


def find_repair(
    outbox: Outbox,
    settings: PlanningSettings,
    district_id: str,
    search_id: str,
    look: Callable[..., Repair] = repair_in_child,
) -> None:
    """The job: read the months, close the session, look in another process, keep the proposals."""
    with outbox.transaction() as session:
        rows = rows_of_search(session, district_id, search_id, lock=True)
        if rows[0].state not in OPEN_STATES:
            return
        standings: list[Standing] = []
        happened: list[Disruption] = []
        for row in rows:
            row.state = "running"
            happened.append(DISRUPTION.read(row.disruption, ""))
            standings.append(read_standing(session, outbox.clock, settings, district_id, row.month))
    try:
        found = _looked_for(standings, happened, look)
    except Exception as error:
        with outbox.transaction() as session:
            for row in rows_of_search(session, district_id, search_id):
                row.state, row.failure = "failed", f"{type(error).__name__}: {error}"
        raise
    with outbox.transaction() as session:
        rows = rows_of_search(session, district_id, search_id)
        for row, standing, (beside, repair) in zip(rows, standings, found, strict=True):
            _keep(session, row, standing, beside, repair)


def _looked_for(
    standings: Sequence[Standing], happened: Sequence[Disruption], look: Callable[..., Repair]
) -> list[tuple[Standing, Repair]]:
    """The month as it was read and its repairs, beside the first proposals of the months before it."""
    firsts: list[Chosen] = []
    repairs: list[tuple[Standing, Repair]] = []
    for standing, disruption in zip(standings, happened, strict=True):
        beside = standing_beside(standing, firsts)
        options = Options(seconds=SEARCH_SECONDS)
        found = look(beside.problem, beside.plan, disruption, options, beside.recorded)
        repairs.append((beside, found))
        if found.proposals:
            firsts.append((RepairPreview(standing, disruption, found), found.proposals[0]))
    return repairs


def _keep(
    session: Session, row: RepairSearchRow, standing: Standing, beside: Standing, found: Repair
) -> None:
    row.state, row.number, row.fingerprint = "done", standing.number, standing.problem.fingerprint()
    row.ending, row.least = found.ending, found.least
    row.touched, row.stuck = sorted(found.touched), sorted(found.stuck)
    row.proposals = [_written(one, found) for one in found.proposals]
    row.why = [[one.zh, one.en] for one in found.why]
    keep_repair_of(session, row, beside.problem, beside.plan, found)


def _written(proposal: Proposal, repair: Repair) -> dict[str, Any]:
    broken = (finding_words(repair.problem, one) for one in proposal.broken)
    return {
        "aim": proposal.aim,
        "proven": proposal.proven,
        "cost": [[one.rule, one.points] for one in proposal.cost],
        "broken": [[one.zh, one.en] for one in broken],
        "deliveries": [as_json(one) for one in proposal.deliveries],
    }
