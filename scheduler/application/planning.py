"""Planning a month as a durable job: asked for, running outside any session, ended, its draft saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.calendar_repository import as_json, draft_of, month_row, published_of, replace_draft
from scheduler.adapters.calendar_tables import PlanRunRow, UnplacedRow
from scheduler.application.figures import score_kept
from scheduler.application.kept_runs import keep_plan_of, keep_problem_of
from scheduler.application.open_runs import OPEN_STATES, failing_by_name
from scheduler.application.planning_facts import EVERYTHING, PlanningSettings, read_problem
from scheduler.application.rebasing import drop_settled_conflicts, note_edit
from scheduler.solver.problem import Problem, next_free_serial
from scheduler.solver.process import solve_in_child
from scheduler.solver.solution import COUNTED_SECONDS, Ending, Options, Progress, Solution

TELL_EVERY_SECONDS = 0.5


def ask_plan(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    *,
    by: str,
    seconds: float | None = None,
    seed: int = 1,
    work: float | None = None,
    release: Collection[str] = (),
) -> str:
    """Have the month planned, for so many seconds or so much counted work; returns the run's id.

    `release` names what may move although both sides have confirmed it, or a person or a repair moved
    it: ids of deliveries, or `EVERYTHING`. Refused: no such month, a month past, a run of the same
    month still open, an id that no published delivery has, a district in which nobody delivers.
    """
    _refuse_strangers(session, district_id, month, release)
    _refuse_nothing_to_plan(read_problem(session, clock, settings, district_id, month, release=release))
    running = session.scalars(
        sa.select(PlanRunRow).where(
            PlanRunRow.district_id == district_id,
            PlanRunRow.month == month,
            PlanRunRow.state.in_(OPEN_STATES),
        )
    ).first()
    if running is not None:
        raise refuse(
            month,
            "{month} 正在排期（由 {by} 发起）。请等它完成，或先停下：culture plan {month} --cancel",
            "{month} is being planned already (asked by {by}). Wait for it, or stop it first: "
            "culture plan {month} --cancel",
            month=month,
            by=running.asked_by,
        )
    run_id = sortable_id()
    session.add(
        PlanRunRow(
            district_id=district_id,
            id=run_id,
            month=month,
            asked_by=by,
            asked_at=clock.now(),
            state="queued",
            cancel_asked=False,
            options={"seconds": seconds or settings.seconds, "seed": seed, "release": sorted(release)}
            | counted(work),
        )
    )
    enqueue(session, district_id, "plan_month", {"run_id": run_id}, key=run_id, queue=PLAN)
    return run_id


def counted(work: float | None) -> dict[str, float]:
    """A run's options for so much counted work; none where it goes by the clock."""
    return {} if work is None else {"seconds": COUNTED_SECONDS, "work": work}


def _refuse_strangers(session: Session, district_id: str, month: str, release: Collection[str]) -> None:
    known = {EVERYTHING, *(delivery.id for delivery in published_of(session, district_id, month))}
    if strangers := sorted(set(release) - known):
        raise refuse(
            "release",
            "{month} 已发布的计划里没有 {ids}。请核对编号（culture show {month}），或写 all 全部放开。",
            "the published {month} has no {ids}. Check the numbers (culture show {month}), or say all.",
            month=month,
            ids=Bilingual("、".join(strangers), ", ".join(strangers)),
        )


def _refuse_nothing_to_plan(problem: Problem) -> None:
    """Without areas or anybody who delivers there is no plan, whatever the time."""
    needed = (
        (problem.district.areas, Bilingual("街道", "areas")),
        (problem.district.venues, Bilingual("场地", "venues")),
        (problem.district.providers, Bilingual("配送主体", "providers")),
        (problem.district.programmes, Bilingual("菜单项目", "programmes")),
    )
    missing = [name for found, name in needed if not found]
    if missing:
        raise refuse(
            problem.month,
            "还没有{missing}，排不了。请先导入本区的表：culture import 文件夹",
            "there are no {missing} yet, so nothing can be planned. Import the district's tables first: "
            "culture import FOLDER",
            missing=Bilingual("、".join(one.zh for one in missing), ", ".join(one.en for one in missing)),
        )


def cancel_plan(session: Session, district_id: str, run_id: str) -> None:
    """Ask a run to end; the best plan it has found so far is kept as the draft."""
    run = session.get(PlanRunRow, (district_id, run_id), with_for_update=True)
    if run is None or run.state not in OPEN_STATES:
        raise refuse(
            run_id,
            "这次排期已经结束，无可取消。",
            "this run has ended already; there is nothing to cancel.",
        )
    run.cancel_asked = True


def plan_month(
    outbox: Outbox,
    settings: PlanningSettings,
    district_id: str,
    run_id: str,
    solve: Callable[..., Solution] = solve_in_child,
) -> None:
    """The job: read the facts, close the session, solve in another process, save the draft.

    A run that ended before is left alone; one that was killed is begun anew with the same seed, unless it
    was cancelled.
    """
    with failing_by_name(outbox, PlanRunRow, district_id, run_id):
        begun = _begun(outbox, settings, district_id, run_id)
        if begun is None:
            return
        problem, options = begun
        solution = solve(
            problem,
            options,
            _Teller(outbox, district_id, run_id),
            lambda: _cancel_asked(outbox, district_id, run_id),
        )
        _save(outbox, settings, district_id, run_id, problem, solution)


def _begun(
    outbox: Outbox, settings: PlanningSettings, district_id: str, run_id: str
) -> tuple[Problem, Options] | None:
    """What the run reads, kept with it, and how it is to be solved; None if there is nothing to do any more."""
    with outbox.transaction() as session:
        run = session.get_one(PlanRunRow, (district_id, run_id), with_for_update=True)
        if run.state not in OPEN_STATES:
            return None
        if run.cancel_asked:
            run.state, run.outcome = "done", Ending.CANCELLED
            return None
        run.state = "running"
        asked = dict(run.options)
        problem = read_problem(
            session, outbox.clock, settings, district_id, run.month, release=asked.get("release", ())
        )
        run.fingerprint = problem.fingerprint()
        keep_problem_of(session, district_id, run_id, problem)
    return problem, Options.asked(float(asked["seconds"]), int(asked["seed"]), asked.get("work"))


class _Teller:
    """Writes a run's progress for the pages, at most twice a second."""

    def __init__(self, outbox: Outbox, district_id: str, run_id: str) -> None:
        self._outbox, self._key = outbox, (district_id, run_id)
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        with self._outbox.transaction() as session:
            run = session.get_one(PlanRunRow, self._key)
            run.best, run.bound, run.gap = progress.best, progress.bound, progress.gap
            run.seconds, run.placed = progress.seconds, progress.placed


def _cancel_asked(outbox: Outbox, district_id: str, run_id: str) -> bool:
    with outbox.store.reading() as session:
        return session.get_one(PlanRunRow, (district_id, run_id)).cancel_asked


def _save(
    outbox: Outbox,
    settings: PlanningSettings,
    district_id: str,
    run_id: str,
    problem: Problem,
    solution: Solution,
) -> None:
    with outbox.transaction() as session:
        run = session.get_one(PlanRunRow, (district_id, run_id), with_for_update=True)
        row = month_row(session, district_id, problem.month, lock=True)
        _keep_figures(run, solution)
        keep_plan_of(session, district_id, run_id, problem, solution)
        run.state = "done"
        if not solution.deliveries:
            return
        release = run.options.get("release", ())
        facts_now = read_problem(session, outbox.clock, settings, district_id, problem.month, release=release)
        if facts_now.fingerprint() != run.fingerprint:
            run.state = "outdated"
            run.proposal = [as_json(delivery) for delivery in solution.deliveries]
            return
        before = draft_of(session, district_id, problem.month)
        published = published_of(session, district_id, problem.month)
        planned = (*solution.deliveries, *(one for one in published if one.id in problem.lapsed))
        replace_draft(
            session,
            district_id,
            problem.month,
            planned,
            by=run.asked_by,
            at=outbox.clock.now(),
        )
        if set(before) != set(planned):
            note_edit(session, row)
        drop_settled_conflicts(session, row)
        row.next_serial = max(row.next_serial, next_free_serial(problem.month, solution.deliveries))
        row.outcome = solution.ending
        row.score = score_kept(solution.score) if solution.score is not None else None
        _replace_unplaced(session, district_id, solution, problem.month)


def _keep_figures(run: PlanRunRow, solution: Solution) -> None:
    run.outcome, run.best, run.bound = solution.ending, solution.best, solution.bound
    run.gap, run.seconds = solution.gap, solution.seconds
    run.placed, run.unplaced = len(solution.deliveries), len(solution.unplaced)
    run.solver, run.log = solution.solver, "\n".join(solution.log)


def _replace_unplaced(session: Session, district_id: str, solution: Solution, month: str) -> None:
    session.execute(
        sa.delete(UnplacedRow).where(UnplacedRow.district_id == district_id, UnplacedRow.month == month)
    )
    for position, item in enumerate(solution.unplaced, start=1):
        session.add(
            UnplacedRow(
                district_id=district_id,
                month=month,
                position=position,
                area_id=item.area_id,
                category=item.category.value,
                programme_id=item.programme_id,
                order_id=item.order_id,
                reason_zh=item.reason.zh,
                reason_en=item.reason.en,
            )
        )
