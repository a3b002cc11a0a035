"""The instances made by hand end as was reckoned on paper, by our planner and by the plain model alike."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from benchmarks.planning.by_hand import DAYS, EVENING, FOLDER, INSTANCES
from benchmarks.planning.plain_cpsat import plan_plainly
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.format.documents import problem_text, read_problem
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Ending, Options, Solution
from scheduler.solver.solve import solve


def instance(name: str) -> Problem:
    return read_problem((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def solved(problem: Problem) -> Solution:
    return solve(problem, Options(seconds=10, workers=1))


@pytest.mark.parametrize("name", INSTANCES)
def test_the_file_is_the_problem_made_by_hand(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == problem_text(INSTANCES[name]()), "run python -m benchmarks.planning.by_hand"


def evenings(troupes: tuple[str, ...]) -> tuple[Delivery, ...]:
    return tuple(
        Delivery(
            f"e-{day}",
            "area",
            Category.PERFORMANCE,
            f"show-{troupe}",
            troupe,
            "hall",
            date(2026, 6, day),
            EVENING[0],
            90,
        )
        for day, troupe in zip(DAYS, troupes, strict=True)
    )


def feasible(problem: Problem) -> list[tuple[str, ...]]:
    """All ways to give the three evenings away that keep every rule; a plan of three shows is one of them."""
    ways = product(("red", "blue", "green"), repeat=3)
    return [way for way in ways if not hard_findings(problem, evenings(way))]


def test_exactly_one_plan_is_feasible_and_it_is_found() -> None:
    problem = instance("one-feasible")
    assert feasible(problem) == [("red", "blue", "green")]
    solution = solved(problem)
    assert solution.ending is Ending.OPTIMAL
    assert [delivery.provider_id for delivery in solution.deliveries] == ["red", "blue", "green"]


def test_no_plan_is_feasible_and_one_show_goes_unplaced() -> None:
    problem = instance("nothing-feasible")
    assert feasible(problem) == []
    solution = solved(problem)
    assert (solution.ending, len(solution.deliveries)) == (Ending.INFEASIBLE, 2)
    assert [(one.category, one.count) for one in solution.unplaced] == [(Category.PERFORMANCE, 1)]
    assert plan_plainly(problem, 10, 1, 1) == ((), None, False)


def test_of_many_plans_with_the_same_points_one_is_proven_the_best() -> None:
    """One order unserved, 12 order points of weight 3; 2 + 2 + 4 service points off, of weight 2."""
    problem = instance("ties")
    solution = solved(problem)
    assert (solution.ending, solution.best, solution.bound) == (Ending.OPTIMAL, 52, 52)
    plain, bound, proven = plan_plainly(problem, 10, 1, 1)
    assert (score(problem, plain).total, bound, proven) == (52, 52, True)
