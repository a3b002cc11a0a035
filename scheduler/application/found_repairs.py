"""What a search for a repair found: read back against the months of now, and which of its ways is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import from_json
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.application.open_runs import OPEN_STATES
from scheduler.application.planning_facts import PlanningSettings
from scheduler.application.repairing import RepairPreview, Standing, outdated, read_standing
from scheduler.application.repairing_months import Chosen, refuse_unless_together
from scheduler.domain.calendar import differences
from scheduler.domain.disruption import Disruption
from scheduler.solver.accounting import Points
from scheduler.solver.format.event_records import DISRUPTION
from scheduler.solver.looking import Looking
from scheduler.solver.proposing import Aim, Proposal, Repair
from scheduler.solver.solution import Ending


@dataclass(frozen=True, slots=True)
class MonthFound:
    """What was found for one of the months; `broken` are the rules that each proposal cannot keep, in sentences."""

    preview: RepairPreview
    broken: tuple[tuple[Bilingual, ...], ...]

    @property
    def month(self) -> str:
        return self.preview.month


@dataclass(frozen=True, slots=True)
class RepairSearch:
    """A search as its page shows it; `found`, month by month, is there once it has ended and nothing has changed since.

    `months` are those that the event reaches, `month` the first.
    """

    id: str
    months: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    state: str
    kind: str
    disruption: Disruption
    found: tuple[MonthFound, ...]
    stopping: bool = False
    looking: tuple[tuple[str, Looking], ...] = ()
    """How far each month is while the search goes on."""
    why: tuple[Bilingual, ...] = ()
    """Why it failed, where that is known."""

    @property
    def month(self) -> str:
        return self.months[0]

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES


def rows_of_search(
    session: Session, district_id: str, search_id: str, *, lock: bool = False
) -> list[RepairSearchRow]:
    """The rows of a search, the first month's first; none if there is none."""
    table = RepairSearchRow
    query = (
        sa.select(table)
        .where(table.district_id == district_id, sa.or_(table.id == search_id, table.lead_id == search_id))
        .order_by(table.lead_id.is_not(None), table.id)
    )
    return list(session.scalars(query.with_for_update() if lock else query))


def read_search(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, search_id: str
) -> RepairSearch | None:
    """The search with its proposals against the months of now; None if there is none.

    Its state is `outdated` when one of the months or its facts have changed since.
    """
    rows = rows_of_search(session, district_id, search_id)
    if not rows or rows[0].lead_id is not None:
        return None
    state, found = rows[0].state, list[MonthFound]()
    if state == "done":
        standings = [read_standing(session, clock, settings, district_id, row.month) for row in rows]
        found = [_found(row, standing) for row, standing in zip(rows, standings, strict=True)]
        if any(
            (one.number, one.problem.fingerprint()) != (row.number, row.fingerprint)
            for row, one in zip(rows, standings, strict=True)
        ):
            state, found = "outdated", []
    disruption = DISRUPTION.read(rows[0].disruption, "")
    return RepairSearch(
        rows[0].id,
        tuple(row.month for row in rows),
        rows[0].asked_by,
        rows[0].asked_at,
        state,
        DISRUPTION.record_of(disruption).name,
        disruption,
        tuple(found),
        rows[0].cancel_asked,
        tuple((row.month, Looking(**row.looking)) for row in rows if row.looking),
        tuple(Bilingual(*pair) for pair in rows[0].why or ()) if state == "failed" else (),
    )


def _found(row: RepairSearchRow, standing: Standing) -> MonthFound:
    return MonthFound(
        RepairPreview(standing, DISRUPTION.read(row.disruption, ""), _read(row, standing)),
        tuple(tuple(Bilingual(*pair) for pair in one["broken"]) for one in row.proposals),
    )


def chosen_of(search: RepairSearch, numbers: Sequence[int]) -> list[Chosen]:
    """The proposal with this number, from 1, of each month, the first where none is given.

    A conflict if the search is outdated; refused if there is none, or if they do not go together.
    """
    if not search.found:
        raise outdated(search.month)
    wanted = [*numbers, *(1 for _ in search.found)][: len(search.found)]
    chosen = [_chosen(one, number) for one, number in zip(search.found, wanted, strict=True)]
    if any(number != 1 for number in wanted[:-1]):
        refuse_unless_together(chosen, [_chosen(one, 1) for one in search.found])
    return chosen


def _chosen(found: MonthFound, number: int) -> Chosen:
    proposals = found.preview.repair.proposals
    if not 1 <= number <= len(proposals):
        raise refuse(
            "proposal",
            "{month} 没有办法 {number}；共有 {count} 个。",
            "there is no proposal {number} for {month}; there are {count}.",
            number=number,
            month=found.month,
            count=len(proposals),
        )
    return found.preview, proposals[number - 1]


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
    deliveries = tuple(from_json(one) for one in kept["deliveries"])
    return Proposal(
        Aim(kept["aim"]),
        deliveries,
        differences(standing.plan, deliveries),
        tuple(Points(rule, points) for rule, points in kept["cost"]),
        (),
        kept["proven"],
    )
