"""Plans the problem of a file into a file, apart from any store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from api.cli.frame import Frame
from api.cli.plan_files import (
    NOT_WRITTEN,
    holds_a_year,
    keep_plan,
    problem_in,
    refuse_unless_writable,
    year_in,
)
from api.cli.planning_year_apart import plan_year_apart
from api.cli.report import Listing, Report, column
from api.cli.stopping import first_ctrl_c
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.domain.terms import CATEGORY_NAMES
from scheduler.solver.city.parts import districts_of
from scheduler.solver.format.plan_file import PlanFile, plan_file_of
from scheduler.solver.loosening_words import loosened_words
from scheduler.solver.offered import OFFER_WORDS
from scheduler.solver.problem import Problem
from scheduler.solver.process import solve_in_child
from scheduler.solver.solution import OUTCOMES, Ending, Options, Progress
from scheduler.solver.year.solution import YearOptions

DEFAULT_SECONDS, YEAR_SECONDS = 60.0, 120.0
ENDED = {
    Ending.OPTIMAL: Bilingual(
        "完成：已证明没有更好的安排（{offer}）。",
        "Done: proven that no better plan exists ({offer}).",
    ),
    Ending.FEASIBLE: Bilingual(
        "完成：所有规则都满足，时间内找到的最好安排。",
        "Done: every rule holds; the best plan found in the time.",
    ),
    Ending.INFEASIBLE: Bilingual(
        "无法满足全部规则：写出的是放宽后的安排。",
        "Not all rules can hold together: a relaxed plan was written.",
    ),
    Ending.CANCELLED: Bilingual(
        "已停止：留下了到那时为止最好的安排。", "Stopped: the best plan up to then is kept."
    ),
    Ending.OUT_OF_TIME: Bilingual(
        "时间用完，还没有找到可行的安排。", "Time ran out before a plan was found."
    ),
}
NOTHING = {
    Ending.INFEASIBLE: Bilingual(
        "无法满足全部规则，放宽之后也没有找到安排。",
        "Not all rules can hold together, and no relaxed plan was found.",
    ),
    Ending.CANCELLED: Bilingual("已停止：停下时还没有找到任何安排。", "Stopped before any plan was found."),
}
"""How it ended where nothing was found, if that is another sentence."""
FIGURES = Bilingual(
    "{placed} 场，分数 {best}，下界 {bound}，差距 {gap}，用时 {seconds:.1f} 秒；已写到 {out}。",
    "{placed} deliveries, {best} points, bound {bound}, gap {gap}, {seconds:.1f} s; written to {out}.",
)


def plan_apart(
    frame: Frame,
    problem_file: Path,
    out: Path | None,
    *,
    seconds: float | None,
    seed: int,
    work: float | None,
    workers: int,
) -> Report:
    """Solve the problem of a file and write its plan; Ctrl+C keeps the best found so far.

    A problem of several districts is planned district by district, by so many processes.
    """
    if holds_a_year(problem_file):
        asked = YearOptions.asked(seconds or YEAR_SECONDS, seed, work)
        year = year_in(problem_file)
        return plan_year_apart(frame, year, out_asked(out), asked)
    problem = problem_in(problem_file)
    out = out_asked(out)
    options = Options.asked(seconds or DEFAULT_SECONDS, seed, work)
    if len(districts_of(problem)) > 1:
        refuse_counted(work)
    with first_ctrl_c() as pressed:
        if len(districts_of(problem)) > 1:
            # imported here so that no other command waits for the solver
            from scheduler.solver.city.solving import solve_city  # noqa: PLC0415

            solution = solve_city(problem, options, _watch(frame), pressed.is_set, workers=workers)
        else:
            solution = solve_in_child(problem, options, _watch(frame), pressed.is_set)
    return kept_if_found(plan_file_of(problem, solution), out, problem)


def kept_if_found(plan: PlanFile, out: Path, problem: Problem) -> Report:
    """Write the plan and tell how planning ended; where nothing was found the file stays as it was."""
    if plan.best is not None:
        keep_plan(plan, out)
    return report_of(plan, out, {key: area.name for key, area in problem.areas.items()})


def refuse_counted(work: float | None) -> None:
    """Several districts are planned at once, each as fast as it goes."""
    if work is not None:
        raise refuse(
            "--work",
            "多个区的问题文件由几个进程同时排，只能按时间。请去掉 --work，改用 --seconds。",
            "several districts are planned beside one another, by the clock only. "
            "Leave --work out and give --seconds.",
        )


def out_asked(out: Path | None) -> Path:
    """The file for the plan; refused if none is named, or none can be written there.

    Asked for once the problem is read, so that a faulty file is told at the first try.
    """
    if out is None:
        raise refuse(
            "--out",
            "--problem 要与 --out 一起用，写明计划存到哪个文件。",
            "--problem goes with --out, the file that the plan is written to.",
        )
    refuse_unless_writable(out)
    return out


def report_of(plan: PlanFile, out: Path, areas: Mapping[str, str]) -> Report:
    """How planning a file ended, whether it was written, and what is not placed; `areas` are the areas' names by id."""
    ending = plan.outcome or Ending.OUT_OF_TIME
    figures = FIGURES if plan.best is not None else NOT_WRITTEN
    told_of = figures.fill(
        placed=len(plan.deliveries), seconds=plan.seconds or 0.0, out=out, **figures_of(plan)
    )
    facts: dict[str, object] = {
        "ending": ending,
        "placed": len(plan.deliveries),
        "best": plan.best,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": plan.seconds,
        "out": out if plan.best is not None else None,
    }
    ended = ENDED[ending]
    if plan.best is None:
        ended = NOTHING.get(ending, ended)
    told = [ended.fill(offer=OFFER_WORDS[plan.offer]), told_of]
    if plan.loosened is not None:
        facts["loosened"] = plan.loosened
        told.append(loosened_words(plan.loosened))
    return Report(told, facts, _unplaced(plan, areas), OUTCOMES[ending])


def _watch(frame: Frame) -> Callable[[Progress], None]:
    told: list[tuple[int | None, int | None]] = [(None, None)]

    def watch(progress: Progress) -> None:
        if progress.best is None or (progress.best, progress.bound) == told[0]:
            return
        told[0] = (progress.best, progress.bound)
        frame.presenter.say(
            Bilingual(
                "  {seconds:5.1f} 秒  最好 {best}  下界 {bound}  差距 {gap}  已排 {placed} 场",
                "  {seconds:5.1f} s  best {best}  bound {bound}  gap {gap}  placed {placed}",
            ).fill(seconds=progress.seconds, placed=progress.placed, **figures_of(progress))
        )

    return watch


def figures_of(of: object) -> dict[str, str]:
    best, bound, gap = (getattr(of, name) for name in ("best", "bound", "gap"))
    return {
        "best": "–" if best is None else str(best),
        "bound": "–" if bound is None else str(bound),
        "gap": "–" if gap is None else f"{gap:.2%}",
    }


def _unplaced(plan: PlanFile, areas: Mapping[str, str]) -> tuple[Listing, ...]:
    rows = [
        {
            "area": one.area_id,
            "area_name": areas.get(one.area_id, one.area_id),
            "category": one.category,
            "count": one.count,
            "order": one.order_id,
            "reason": one.reason,
        }
        for one in plan.unplaced
    ]
    columns = (
        column("area_name", "街道/镇", "area"),
        column("category", "类别", "category", lambda value: CATEGORY_NAMES[value]),
        column("count", "场次", "deliveries"),
        column("order", "点单", "order"),
        column("reason", "原因", "why"),
    )
    return (Listing("unplaced", columns, rows, Bilingual("没排上", "Not placed")),) if rows else ()
