"""Looking for a repair as a durable job: what happened is told, proposals are found, one of them is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from config.refusal import Refusal
from scheduler.adapters.calendar_repository import as_json
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.application.found_repairs import rows_of_search
from scheduler.application.kept_runs import keep_repair_of
from scheduler.application.open_runs import OPEN_STATES
from scheduler.application.past_events import refuse_past_event
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
from scheduler.solver.looking import Looking
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

    Refused: what is past, what does not fit one of the published months.
    """
    refuse_past_event(disruption, clock.today())
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
        cancel_asked=False,
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


def stop_search(session: Session, district_id: str, search_id: str) -> bool:
    """Ask an open search to end; the ways found by then are shown. False if there is no such search."""
    rows = rows_of_search(session, district_id, search_id, lock=True)
    if rows and rows[0].state in OPEN_STATES:
        rows[0].cancel_asked = True
    return bool(rows)


def find_repair(
    outbox: Outbox,
    settings: PlanningSettings,
    district_id: str,
    search_id: str,
    look: Callable[..., Repair] = repair_in_child,
) -> None:
    """The job: read the months, close the session, look in another process, keep the proposals.

    One that was stopped before it began is left alone, one that ended before too.
    """
    watched = _Watched(outbox, district_id, search_id)
    try:
        months = watched.begun(settings)
        found = _looked_for(months, watched, look) if months else []
        with outbox.transaction() as session:
            rows = rows_of_search(session, district_id, search_id) if found else []
            for row, (standing, _), (beside, repair) in zip(rows, months, found, strict=True):
                _keep(session, row, standing, beside, repair)
    except Refusal as refusal:
        watched.failed(str(refusal), [one.sentence for one in refusal.faults])
        return
    except Exception as error:
        watched.failed(f"{type(error).__name__}: {error}", ())
        raise


@dataclass(frozen=True, slots=True)
class _Watched:
    """A search's rows while it goes on: how it begins, how far it is, whether it is to end."""

    outbox: Outbox
    district_id: str
    search_id: str

    def begun(self, settings: PlanningSettings) -> list[tuple[Standing, Disruption]]:
        """The months as they are read now, each with what happened in it; none if there is nothing to look for."""
        with self.outbox.transaction() as session:
            rows = rows_of_search(session, self.district_id, self.search_id, lock=True)
            if rows[0].state not in OPEN_STATES:
                return []
            for row in rows:
                row.state = "stopped" if rows[0].cancel_asked else "running"
            if rows[0].cancel_asked:
                return []
            clock = self.outbox.clock
            return [
                (
                    read_standing(session, clock, settings, self.district_id, row.month),
                    DISRUPTION.read(row.disruption, ""),
                )
                for row in rows
            ]

    def cancelled(self) -> bool:
        with self.outbox.store.reading() as session:
            return rows_of_search(session, self.district_id, self.search_id)[0].cancel_asked

    def tell(self, month: str, looking: Looking) -> None:
        with self.outbox.transaction() as session:
            for row in rows_of_search(session, self.district_id, self.search_id):
                if row.month == month:
                    row.looking = asdict(looking)

    def failed(self, failure: str, why: Iterable[Bilingual]) -> None:
        sentences = [[one.zh, one.en] for one in why]
        with self.outbox.transaction() as session:
            for row in rows_of_search(session, self.district_id, self.search_id):
                row.state, row.failure, row.why = "failed", failure, sentences


def _looked_for(
    months: Sequence[tuple[Standing, Disruption]], watched: _Watched, look: Callable[..., Repair]
) -> list[tuple[Standing, Repair]]:
    """The month as it was read and its repairs, beside the first proposals of the months before it."""
    firsts: list[Chosen] = []
    repairs: list[tuple[Standing, Repair]] = []
    for standing, disruption in months:
        beside = standing_beside(standing, firsts)
        found = look(
            beside.problem,
            beside.plan,
            disruption,
            Options(seconds=SEARCH_SECONDS),
            beside.recorded,
            watch=partial(watched.tell, standing.month),
            cancelled=watched.cancelled,
        )
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
