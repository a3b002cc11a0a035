"""Keeps what each planning run read and answered, and gives it back to be verified."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.refusal import refuse
from scheduler.adapters.calendar_tables import PlanRunRow
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.adapters.run_tables import PlanRunFilesRow
from scheduler.domain.delivery import Delivery
from scheduler.solver.format.documents import plan_text, problem_text, read_plan, read_problem
from scheduler.solver.format.plan_file import PlanFile, plan_file_of
from scheduler.solver.judge import score
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Repair
from scheduler.solver.solution import Loosened, Solution

READ = "/read"
"""After the id of a search for a repair: what it read, before the event."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run with the problem that it read and the plan that it found."""

    run_id: str
    month: str
    fingerprint: str | None
    problem: Problem
    plan: PlanFile


def keep_problem_of(session: Session, district_id: str, run_id: str, problem: Problem) -> None:
    """Keep what a run read; a run that is begun anew reads anew."""
    session.merge(
        PlanRunFilesRow(
            district_id=district_id, run_id=run_id, problem=_packed(problem_text(problem)), plan=None
        )
    )


def keep_plan_of(
    session: Session, district_id: str, run_id: str, problem: Problem, solution: Solution
) -> None:
    """Keep what a run answered."""
    files = session.get_one(PlanRunFilesRow, (district_id, run_id))
    files.plan = _packed(plan_text(plan_file_of(problem, solution)))


def keep_repair_of(
    session: Session, row: RepairSearchRow, read: Problem, plan: Sequence[Delivery], found: Repair
) -> None:
    """Keep what the search for a repair read, and what its first proposal makes of the month, as a run's files."""
    row.seed, row.solver, row.log = found.seed, found.solver, "\n".join(found.log)
    files = {f"{row.id}{READ}": (read, PlanFile(tuple(plan), read.fingerprint(), weights=read.weights))}
    if found.proposals:
        then, proposal = found.problem_with(found.proposals[0]), found.proposals[0]
        points = score(then, proposal.deliveries)
        row.answer_fingerprint = then.fingerprint()
        files[row.id] = (
            then,
            PlanFile(
                proposal.deliveries,
                row.answer_fingerprint,
                outcome=found.ending,
                best=points.total,
                score=points,
                weights=then.weights,
                seed=found.seed,
                solver=found.solver,
                offer=Offered.ANYTHING,
            ),
        )
    for run_id, (problem, answer) in files.items():
        session.merge(
            PlanRunFilesRow(
                district_id=row.district_id,
                run_id=run_id,
                problem=_packed(problem_text(problem)),
                plan=_packed(plan_text(answer)),
            )
        )


def _kept_repair(session: Session, district_id: str, asked: str) -> KeptRun | None:
    """What a search for a repair kept: its first proposal, or by its id with `/read` what it read."""
    row = session.get(RepairSearchRow, (district_id, asked.removesuffix(READ)))
    files = session.get(PlanRunFilesRow, (district_id, asked))
    if row is None or files is None or files.plan is None:
        return None
    problem, plan = (
        read_problem(_unpacked(files.problem), "problem"),
        read_plan(_unpacked(files.plan), "plan"),
    )
    fingerprint = plan.problem if asked.endswith(READ) else row.answer_fingerprint
    return KeptRun(asked, row.month, fingerprint, problem, plan)


def kept_run(session: Session, district_id: str, asked: str) -> KeptRun:
    """The run of this id, be it a repair's, or the latest ended one of a month.

    Refused if there is none, or it found no plan.
    """
    if (repair := _kept_repair(session, district_id, asked)) is not None:
        return repair
    ended = sa.or_(
        PlanRunRow.id == asked, sa.and_(PlanRunRow.month == asked, PlanRunRow.outcome.is_not(None))
    )
    run = session.scalars(
        sa.select(PlanRunRow)
        .where(PlanRunRow.district_id == district_id, ended)
        .order_by(PlanRunRow.id.desc())
        .limit(1)
    ).one_or_none()
    if run is None:
        raise refuse(
            "--run",
            "没有排期“{run}”。请写排期编号，或写月份（如 2026-06）查它最近的一次。",
            "there is no planning run “{run}”. Give its id, or a month like 2026-06 for its latest.",
            run=asked,
        )
    files = session.get(PlanRunFilesRow, (district_id, run.id))
    if files is None or files.plan is None:
        raise refuse(
            "--run",
            "这次排期（{run}）没有留下计划，无可复核。",
            "this run ({run}) left no plan; there is nothing to verify.",
            run=run.id,
        )
    return KeptRun(
        run.id,
        run.month,
        run.fingerprint,
        read_problem(_unpacked(files.problem), "problem"),
        read_plan(_unpacked(files.plan), "plan"),
    )


def loosened_of(session: Session, district_id: str, run_id: str) -> Loosened | None:
    """What else would let the infeasible month of a run be; None where it was not asked, or time was up."""
    files = session.get(PlanRunFilesRow, (district_id, run_id))
    if files is None or files.plan is None:
        return None
    return read_plan(_unpacked(files.plan), "plan").loosened


def offer_of(session: Session, district_id: str, run_id: str) -> Offered:
    """What the plan that a run kept was chosen from."""
    files = session.get(PlanRunFilesRow, (district_id, run_id))
    if files is None or files.plan is None:
        return Offered.ORDERS_FIRST
    return Offered(json.loads(_unpacked(files.plan)).get("offer", Offered.ORDERS_FIRST))


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode(), level=6)


def _unpacked(content: bytes) -> str:
    return zlib.decompress(content).decode()
