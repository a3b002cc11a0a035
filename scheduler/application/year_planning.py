"""Planning a year as a durable job: asked for with its problem, running outside any session, its plan kept."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.year_tables import YearRunRow
from scheduler.application.open_runs import OPEN_STATES, failing_by_name
from scheduler.application.planning import counted
from scheduler.solver.format.documents import read_year, read_year_plan, year_plan_text, year_text
from scheduler.solver.solution import Ending
from scheduler.solver.year.plan_file import YearPlanFile, year_plan_file_of
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.process import solve_year_in_child
from scheduler.solver.year.solution import YearOptions, YearProgress, YearSolution

TELL_EVERY_SECONDS = 0.5


def ask_year(
    session: Session,
    clock: Clock,
    district_id: str,
    year: int,
    problem: YearProblem,
    *,
    changes: Sequence[Bilingual] = (),
    by: str,
    seconds: float,
    seed: int = 1,
    work: float | None = None,
) -> str:
    """Have the year planned, for so many seconds or so much counted work; returns the run's id, an earlier one's of the same.

    `changes` say what is supposed otherwise than the facts. Refused while another run of the year is open.
    """
    fingerprint = problem.fingerprint()
    options = {"seconds": seconds, "seed": seed} | counted(work)
    for run in _runs(session, district_id, year):
        if run.state in OPEN_STATES:
            raise refuse(
                f"{year}",
                "{year} 年正在排（由 {by} 发起）。请等它完成，或先停下：culture year {year} --cancel",
                "{year} is being planned already (asked by {by}). Wait for it, or stop it first: "
                "culture year {year} --cancel",
                year=year,
                by=run.asked_by,
            )
    for run in _runs(session, district_id, year):
        same = run.fingerprint == fingerprint and run.options == options
        if same and run.state == "done" and run.outcome != Ending.CANCELLED:
            return run.id
    run_id = sortable_id()
    session.add(
        YearRunRow(
            district_id=district_id,
            id=run_id,
            year=year,
            asked_by=by,
            asked_at=clock.now(),
            state="queued",
            cancel_asked=False,
            options=options,
            changes=[[one.zh, one.en] for one in changes],
            fingerprint=fingerprint,
            problem=zlib.compress(year_text(problem).encode()),
        )
    )
    enqueue(session, district_id, "plan_year", {"run_id": run_id}, key=run_id, queue=PLAN)
    return run_id


def _runs(session: Session, district_id: str, year: int) -> Sequence[YearRunRow]:
    return session.scalars(
        sa.select(YearRunRow)
        .where(YearRunRow.district_id == district_id, YearRunRow.year == year)
        .order_by(YearRunRow.id.desc())
    ).all()


def cancel_year(session: Session, district_id: str, year: int) -> str:
    """Ask the year's open run to end; the best plan found so far is kept. Returns its id; refused if none is open."""
    for run in _runs(session, district_id, year):
        if run.state in OPEN_STATES:
            run.cancel_asked = True
            return run.id
    raise refuse(
        f"{year}",
        "{year} 年没有正在进行的排期，无可取消。",
        "no planning of {year} is going on; there is nothing to cancel.",
        year=year,
    )


def plan_year(
    outbox: Outbox,
    district_id: str,
    run_id: str,
    solve: Callable[..., YearSolution] = solve_year_in_child,
) -> None:
    """The job: close the session, solve in another process, keep the plan. A killed one is begun anew."""
    with failing_by_name(outbox, YearRunRow, district_id, run_id):
        begun = _begun(outbox, district_id, run_id)
        if begun is None:
            return
        problem, options = begun
        solution = solve(
            problem,
            options,
            _Teller(outbox, district_id, run_id),
            lambda: _cancel_asked(outbox, district_id, run_id),
        )
        _keep(outbox, district_id, run_id, problem, solution)


def _begun(outbox: Outbox, district_id: str, run_id: str) -> tuple[YearProblem, YearOptions] | None:
    """What the run plans, and how; None if there is nothing to do any more."""
    with outbox.transaction() as session:
        run = session.get_one(YearRunRow, (district_id, run_id), with_for_update=True)
        if run.state not in OPEN_STATES:
            return None
        if run.cancel_asked:
            run.state, run.outcome = "done", Ending.CANCELLED
            return None
        run.state, asked = "running", dict(run.options)
        problem = problem_of(run)
    return problem, YearOptions.asked(float(asked["seconds"]), int(asked["seed"]), asked.get("work"))


def _cancel_asked(outbox: Outbox, district_id: str, run_id: str) -> bool:
    with outbox.store.reading() as session:
        return session.get_one(YearRunRow, (district_id, run_id)).cancel_asked


def _keep(
    outbox: Outbox, district_id: str, run_id: str, problem: YearProblem, solution: YearSolution
) -> None:
    with outbox.transaction() as session:
        run = session.get_one(YearRunRow, (district_id, run_id), with_for_update=True)
        run.state, run.outcome = "done", solution.ending
        run.best, run.bound, run.gap = solution.best, solution.bound, solution.gap
        run.seconds, run.placed = solution.seconds, len(solution.deliveries)
        run.plan = zlib.compress(year_plan_text(year_plan_file_of(problem, solution)).encode())


def problem_of(run: YearRunRow) -> YearProblem:
    """What the run read."""
    return read_year(zlib.decompress(run.problem).decode())


def plan_of_run(run: YearRunRow) -> YearPlanFile | None:
    """What the run found; None while it is open or if it failed."""
    return read_year_plan(zlib.decompress(run.plan).decode()) if run.plan else None


class _Teller:
    """Writes a run's progress for whoever follows it, at most twice a second."""

    def __init__(self, outbox: Outbox, district_id: str, run_id: str) -> None:
        self._outbox, self._key = outbox, (district_id, run_id)
        self._told_at = 0.0

    def __call__(self, progress: YearProgress) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        with self._outbox.transaction() as session:
            run = session.get_one(YearRunRow, self._key)
            run.best, run.bound, run.gap = progress.best, progress.bound, progress.gap
            run.seconds, run.placed = progress.seconds, progress.placed
