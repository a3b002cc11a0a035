"""A year's plan as it is handed on: its deliveries, and what its maker says of it."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.delivery import Delivery
from scheduler.solver.judge import Score
from scheduler.solver.parameters import Weights
from scheduler.solver.solution import Ending
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.solution import GivesWay, YearSolution


@dataclass(frozen=True, slots=True)
class YearPlanFile:
    """The deliveries of a year's months; all else is what its maker claims, and is judged again by whoever reads it.

    `problem` is the fingerprint of the problem that was planned; `gap` a share of `best`.
    """

    deliveries: tuple[Delivery, ...]
    problem: str | None = None
    outcome: Ending | None = None
    relaxed: bool = False
    gives_way: tuple[GivesWay, ...] = ()
    best: int | None = None
    bound: int | None = None
    gap: float | None = None
    score: Score | None = None
    weights: Weights | None = None
    solver: str = ""
    seed: int | None = None
    seconds: float | None = None
    log: tuple[str, ...] = ()


def year_plan_file_of(problem: YearProblem, solution: YearSolution) -> YearPlanFile:
    """The plan of a solution, with the weights by which it was made."""
    return YearPlanFile(
        deliveries=solution.deliveries,
        problem=solution.fingerprint,
        outcome=solution.ending,
        relaxed=solution.relaxed,
        gives_way=solution.gives_way,
        best=solution.best,
        bound=solution.bound,
        gap=solution.gap,
        score=solution.score,
        weights=problem.weights,
        solver=solution.solver,
        seed=solution.seed,
        seconds=solution.seconds,
        log=solution.log,
    )
