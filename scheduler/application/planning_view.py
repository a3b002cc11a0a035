"""A run of the planner as its page and the month board tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import draft_of, from_json
from scheduler.adapters.calendar_tables import PlanRunRow
from scheduler.application.kept_runs import offer_of
from scheduler.application.names_view import Names, read_names
from scheduler.application.publishing_view import ToldDifference, told_differences
from scheduler.solver.offered import Offered
from scheduler.solver.solution import Ending

RunState = Literal["queued", "running", "done", "outdated", "failed"]


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One run: points of the best plan and of the bound, gap as a share, seconds of search; the `work` that it was asked to count."""

    id: str
    month: str
    asked_by: str
    asked_at: datetime
    state: RunState
    outcome: str
    best: float | None
    bound: float | None
    gap: float | None
    seconds: float | None
    most_seconds: float
    placed: int | None
    unplaced: int | None
    cancel_asked: bool
    proposed: bool
    work: float | None = None
    offer: Offered = Offered.ORDERS_FIRST
    """What its plan was chosen from; told where no better one exists."""

    @property
    def open(self) -> bool:
        """Whether it is still to end."""
        return self.state in ("queued", "running")

    @property
    def kept(self) -> bool:
        """Whether it left a draft."""
        return self.state == "done" and bool(self.placed)

    @property
    def standing(self) -> str:
        """How it stands, as one word: what it waits for, or how it ended and whether anything was found."""
        if self.open and self.cancel_asked:
            return "state_stopping"
        if self.state == "running" and self.best is None:
            return "state_beginning"
        if self.state != "done":
            return f"state_{self.state}"
        if self.kept and self.outcome == Ending.OPTIMAL and self.offer is Offered.LEAST_OPEN:
            return "outcome_optimal_wider"
        return f"outcome_{self.outcome}" if self.kept else f"nothing_{self.outcome}"


def plan_run(session: Session, district_id: str, run_id: str) -> PlanRun | None:
    """One run by its id."""
    row = session.get(PlanRunRow, (district_id, run_id))
    return _with_offer(session, district_id, _run(row)) if row else None


def last_run(session: Session, district_id: str, month: str) -> PlanRun | None:
    """The run of the month that was asked for last."""
    row = session.scalar(
        sa.select(PlanRunRow)
        .where(PlanRunRow.district_id == district_id, PlanRunRow.month == month)
        .order_by(PlanRunRow.id.desc())
        .limit(1)
    )
    return _with_offer(session, district_id, _run(row)) if row else None


def _with_offer(session: Session, district_id: str, run: PlanRun) -> PlanRun:
    return replace(run, offer=offer_of(session, district_id, run.id)) if run.kept else run


def months_of_runs(session: Session, district_id: str, run_ids: Iterable[str]) -> dict[str, str]:
    """By run the month it planned."""
    rows = session.execute(
        sa.select(PlanRunRow.id, PlanRunRow.month).where(
            PlanRunRow.district_id == district_id, PlanRunRow.id.in_(set(run_ids))
        )
    )
    return {row.id: row.month for row in rows}


def _run(row: PlanRunRow) -> PlanRun:
    state: RunState = row.state  # type: ignore[assignment]
    told = row.bound is not None and row.bound >= 0  # no plan has fewer points than none
    return PlanRun(
        id=row.id,
        month=row.month,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=state,
        outcome=row.outcome or "",
        best=row.best,
        bound=row.bound if told else None,
        gap=row.gap if told else None,
        seconds=row.seconds,
        most_seconds=float(row.options.get("seconds", 0)),
        placed=row.placed,
        unplaced=row.unplaced,
        cancel_asked=row.cancel_asked,
        proposed=row.proposal is not None,
        work=row.options.get("work"),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan whose facts changed while it was made, by its differences to the draft of now."""

    run: PlanRun
    added: tuple[ToldDifference, ...]
    changed: tuple[ToldDifference, ...]
    removed: tuple[ToldDifference, ...]
    names: Names


def outdated_proposal(session: Session, district_id: str, run_id: str) -> Proposal | None:
    """What the run would have made of the draft; None when it kept no proposal."""
    row = session.get(PlanRunRow, (district_id, run_id))
    if row is None or row.proposal is None:
        return None
    names = read_names(session, district_id)
    draft = draft_of(session, district_id, row.month)
    found = told_differences(draft, [from_json(values) for values in row.proposal], names)
    return Proposal(
        _run(row),
        added=tuple(each for each in found if each.before is None),
        changed=tuple(each for each in found if each.before and each.after),
        removed=tuple(each for each in found if each.after is None),
        names=names,
    )
