"""Looking for a repair as a durable job: what happened is told, proposals are found, one of them is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.calendar_repository import as_values, from_values
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.application.planning_facts import PlanningSettings
from scheduler.application.repairing import RepairPreview, Standing, outdated, read_standing
from scheduler.application.repairing_months import refuse_if_it_reaches_another
from scheduler.domain.calendar import differences
from scheduler.domain.disruption import Disruption
from scheduler.solver.accounting import Points
from scheduler.solver.disrupting import disrupted
from scheduler.solver.explaining import finding_words
from scheduler.solver.format.event_records import DISRUPTION
from scheduler.solver.process import repair_in_child
from scheduler.solver.proposing import Aim, Proposal, Repair
from scheduler.solver.solution import Ending, Options

OPEN_STATES = ("queued", "running")
SEARCH_SECONDS = 10.0
"""How long a search may take; most end in under a second."""


@dataclass(frozen=True, slots=True)
class RepairSearch:
    """A search as its page shows it; `preview` is there once it has ended and nothing has changed since.

    `broken` are the rules that each proposal cannot keep, in sentences.
    """

    id: str
    month: str
    asked_by: str
    asked_at: datetime
    state: str
    kind: str
    disruption: Disruption
    preview: RepairPreview | None
    broken: tuple[tuple[Bilingual, ...], ...]

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES


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
    """Have repairs looked for; returns the search's id. Refused: what does not fit the published month, or reaches another."""
    refuse_if_it_reaches_another(session, clock, district_id, month, disruption)
    standing = read_standing(session, clock, settings, district_id, month)
    disrupted(standing.problem, standing.plan, disruption)
    search_id = sortable_id()
    session.add(
        RepairSearchRow(
            district_id=district_id,
            id=search_id,
            month=month,
            asked_by=by,
            asked_at=clock.now(),
            state="queued",
            disruption=DISRUPTION.write(disruption),
            number=standing.number,
            touched=[],
            stuck=[],
            proposals=[],
        )
    )
    enqueue(session, district_id, "find_repair", {"search_id": search_id}, key=search_id, queue=PLAN)
    return search_id


def find_repair(
    outbox: Outbox,
    settings: PlanningSettings,
    district_id: str,
    search_id: str,
    look: Callable[..., Repair] = repair_in_child,
) -> None:
    """The job: read the month, close the session, look in another process, keep the proposals."""
    with outbox.transaction() as session:
        row = session.get_one(RepairSearchRow, (district_id, search_id), with_for_update=True)
        if row.state not in OPEN_STATES:
            return
        row.state = "running"
        disruption = DISRUPTION.read(row.disruption, "")
        standing = read_standing(session, outbox.clock, settings, district_id, row.month)
    try:
        found = look(
            standing.problem, standing.plan, disruption, Options(seconds=SEARCH_SECONDS), standing.recorded
        )
    except Exception as error:
        with outbox.transaction() as session:
            row = session.get_one(RepairSearchRow, (district_id, search_id))
            row.state, row.failure = "failed", f"{type(error).__name__}: {error}"
        raise
    with outbox.transaction() as session:
        row = session.get_one(RepairSearchRow, (district_id, search_id))
        row.state, row.number, row.fingerprint = "done", standing.number, standing.problem.fingerprint()
        row.ending, row.least = found.ending, found.least
        row.touched, row.stuck = sorted(found.touched), sorted(found.stuck)
        row.proposals = [_written(one, found) for one in found.proposals]
        row.why = [[one.zh, one.en] for one in found.why]


def read_search(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, search_id: str
) -> RepairSearch | None:
    """The search with its proposals against the month of now; None if there is none.

    Its state is `outdated` when the month or its facts have changed since.
    """
    row = session.get(RepairSearchRow, (district_id, search_id))
    if row is None:
        return None
    disruption = DISRUPTION.read(row.disruption, "")
    state, preview = row.state, None
    if state == "done":
        standing = read_standing(session, clock, settings, district_id, row.month)
        if (standing.number, standing.problem.fingerprint()) != (row.number, row.fingerprint):
            state = "outdated"
        else:
            preview = RepairPreview(standing, disruption, _read(row, standing))
    return RepairSearch(
        row.id,
        row.month,
        row.asked_by,
        row.asked_at,
        state,
        DISRUPTION.record_of(disruption).name,
        disruption,
        preview,
        tuple(tuple(Bilingual(*pair) for pair in one["broken"]) for one in row.proposals),
    )


def chosen_of(search: RepairSearch, number: int) -> tuple[RepairPreview, Proposal]:
    """The proposal with this number, from 1; a conflict if the search is outdated, refused if there is none."""
    if search.preview is None:
        raise outdated(search.month)
    proposals = search.preview.repair.proposals
    if not 1 <= number <= len(proposals):
        raise refuse(
            "proposal",
            "没有办法 {number}；共有 {count} 个。",
            "there is no proposal {number}; there are {count}.",
            number=number,
            count=len(proposals),
        )
    return search.preview, proposals[number - 1]


def _written(proposal: Proposal, repair: Repair) -> dict[str, Any]:
    broken = (finding_words(repair.problem, one) for one in proposal.broken)
    return {
        "aim": proposal.aim,
        "proven": proposal.proven,
        "cost": [[one.rule, one.points] for one in proposal.cost],
        "broken": [[one.zh, one.en] for one in broken],
        "deliveries": [
            {**as_values(one), "day": f"{one.day}", "start": f"{one.start}"} for one in proposal.deliveries
        ],
    }


def _read(row: RepairSearchRow, standing: Standing) -> Repair:
    return Repair(
        Ending(row.ending or Ending.CANCELLED),
        frozenset(row.touched),
        frozenset(row.stuck),
        row.least or 0,
        tuple(_proposal(one, standing) for one in _listed(row.proposals)),
        standing.problem,
        tuple(Bilingual(*pair) for pair in row.why or ()),
    )


def _listed(proposals: Sequence[Any]) -> list[dict[str, Any]]:
    return list(proposals)


def _proposal(kept: dict[str, Any], standing: Standing) -> Proposal:
    deliveries = tuple(from_values(one) for one in kept["deliveries"])
    return Proposal(
        Aim(kept["aim"]),
        deliveries,
        differences(standing.plan, deliveries),
        tuple(Points(rule, points) for rule, points in kept["cost"]),
        (),
        kept["proven"],
    )
