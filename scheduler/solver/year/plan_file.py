"""A year's plan as it is handed on: its deliveries, and what its maker says of it."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.solver.format.plan_file import Claimed, claims_of
from scheduler.solver.offered import Offered
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.solution import GivesWay, YearSolution


@dataclass(frozen=True, slots=True)
class YearPlanFile(Claimed):
    """The plan of a year's months, with the floors that give way and from which offer it was chosen."""

    gives_way: tuple[GivesWay, ...] = ()
    offer: Offered = Offered.ORDERS_FIRST


def year_plan_file_of(problem: YearProblem, solution: YearSolution) -> YearPlanFile:
    """The plan of a solution, with the weights by which it was made."""
    return YearPlanFile(
        **claims_of(solution, problem.weights), gives_way=solution.gives_way, offer=solution.offered
    )
