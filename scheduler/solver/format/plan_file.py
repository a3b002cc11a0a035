"""A plan as it is handed on: its deliveries, and what its maker says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.domain.delivery import Delivery
from scheduler.solver.judge import Score
from scheduler.solver.offered import Offered
from scheduler.solver.parameters import Weights
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Answer, Ending, Loosened, Solution, Unplaced


@dataclass(frozen=True, slots=True)
class Claimed:
    """Deliveries; all else is what their maker claims, and is judged again by whoever reads it.

    `problem` is the fingerprint of the problem that was planned; `gap` a share of `best`.
    """

    deliveries: tuple[Delivery, ...]
    problem: str | None = None
    outcome: Ending | None = None
    relaxed: bool = False
    best: int | None = None
    bound: int | None = None
    gap: float | None = None
    score: Score | None = None
    weights: Weights | None = None
    solver: str = ""
    seed: int | None = None
    seconds: float | None = None
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFile(Claimed):
    """The plan of a month, with what could not be served and from which offer it was chosen."""

    unplaced: tuple[Unplaced, ...] = ()
    loosened: Loosened | None = None
    offer: Offered = Offered.ORDERS_FIRST


def plan_file_of(problem: Problem, solution: Solution) -> PlanFile:
    """The plan of a solution, with the weights by which it was made."""
    return PlanFile(
        **claims_of(solution, problem.weights),
        unplaced=solution.unplaced,
        offer=solution.offered,
        loosened=solution.loosened,
    )


def claims_of(answer: Answer, weights: Weights) -> dict[str, Any]:
    """What every plan's file says of the search that made it."""
    return {
        "deliveries": answer.deliveries,
        "problem": answer.fingerprint,
        "outcome": answer.ending,
        "relaxed": answer.relaxed,
        "best": answer.best,
        "bound": answer.bound,
        "gap": answer.gap,
        "score": answer.score,
        "weights": weights,
        "solver": answer.solver,
        "seed": answer.seed,
        "seconds": answer.seconds,
        "log": answer.log,
    }
