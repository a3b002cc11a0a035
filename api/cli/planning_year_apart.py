"""Plans the year of a file into a file, apart from any store."""

from __future__ import annotations

from pathlib import Path

from api.cli.frame import Frame
from api.cli.plan_files import NOT_WRITTEN, keep_year_plan
from api.cli.report import Report
from api.cli.stopping import first_ctrl_c
from api.cli.year_words import ENDED, NOTHING, figures, giving_way, watching
from config.bilingual import Bilingual
from scheduler.solver.year.plan_file import year_plan_file_of
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.process import solve_year_in_child
from scheduler.solver.year.solution import YearOptions, YearSolution

FIGURES = Bilingual(
    "{months} 个月 {placed} 场，分数 {best}，下界 {bound}，差距 {gap}，用时 {seconds:.1f} 秒；已写到 {out}。",
    "{placed} deliveries in {months} months, {best} points, bound {bound}, gap {gap}, {seconds:.1f} s; "
    "written to {out}.",
)


def plan_year_apart(frame: Frame, problem: YearProblem, out: Path, options: YearOptions) -> Report:
    """Solve the year and write its plan; Ctrl+C keeps the best found so far."""
    with first_ctrl_c() as pressed:
        solution = solve_year_in_child(problem, options, watching(frame), pressed.is_set)
    return year_kept_if_found(problem, solution, out)


def year_kept_if_found(problem: YearProblem, solution: YearSolution, out: Path) -> Report:
    """Write the year's plan and tell how planning ended; where nothing was found the file stays as it was."""
    found = solution.best is not None
    if found:
        keep_year_plan(year_plan_file_of(problem, solution), out)
    told = FIGURES if found else NOT_WRITTEN
    told = told.fill(
        months=len(problem.months),
        placed=len(solution.deliveries),
        seconds=solution.seconds,
        out=out,
        **figures(solution.best, solution.bound, solution.gap),
    )
    facts = {
        "ending": solution.ending,
        "placed": len(solution.deliveries),
        "best": solution.best,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "out": out if found else None,
    }
    ended = ENDED[solution.ending] if found else NOTHING.get(solution.ending, ENDED[solution.ending])
    return Report((ended, told), facts, giving_way(solution.gives_way), solution.outcome)
