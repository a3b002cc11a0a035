"""Plans a year in a process of its own: progress streams back, and the child ends when its parent does."""

from __future__ import annotations

import threading
from collections.abc import Callable

from scheduler.solver.process import in_child
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.solution import YearOptions, YearProgress, YearSolution


def solve_year_in_child(
    problem: YearProblem,
    options: YearOptions | None = None,
    watch: Callable[[YearProgress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> YearSolution:
    """Solve in a fresh process; `watch` and `cancelled` are called here, by the caller's own thread.

    Raises SolveError if the child dies or fails.
    """
    found: YearSolution = in_child(_solved, (problem, options), watch, cancelled)
    return found


def _solved(
    say: Callable[[YearProgress], None],
    stop: threading.Event,
    problem: YearProblem,
    options: YearOptions | None,
) -> YearSolution:
    # imported here so that the parent never loads the solver
    from scheduler.solver.year.solve import solve_year  # noqa: PLC0415

    return solve_year(problem, options, say, stop.is_set)
