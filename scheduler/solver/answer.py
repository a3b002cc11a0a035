"""Turns what a search found into an answer that was judged again before it leaves."""

from __future__ import annotations

from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import deliveries_of
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import Score, findings, score
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.reasons import unplaced_of
from scheduler.solver.search import Found
from scheduler.solver.solution import Ending, Solution, Unplaced, gap_of

GIVING_WAY = frozenset({("allotment", "least"), ("pins", "order_missing"), ("pins", "pinned")})
"""What a relaxed plan may be found wanting in, by rule and case."""


def answer(
    model: Model,
    found: Found,
    *,
    relaxed: bool,
    seed: int,
    seconds: float,
    log: tuple[str, ...],
    solver: str,
) -> Solution:
    """The solution to the model's problem; raises RuntimeError if the judge disagrees with the solver."""
    problem, values = model.problem, found.values
    deliveries: tuple[Delivery, ...] = ()
    points: Score | None = None
    if values is not None:
        chosen = [column for column, value in zip(model.columns, values, strict=False) if value]
        deliveries = with_ids(problem, deliveries_of(problem, chosen))
        points = score(problem, deliveries)
        rejudge(problem, deliveries, found, points, relaxed=relaxed)
    best = points.total if points else None
    unplaced: tuple[Unplaced, ...] = ()
    if values is not None:
        unplaced = unplaced_of(model, Plan(problem, deliveries), values, proven=found.proven)
    return Solution(
        ending=_ending(found, relaxed=relaxed),
        relaxed=relaxed,
        deliveries=deliveries,
        unplaced=unplaced,
        best=best,
        bound=found.bound,
        gap=gap_of(best, found.bound),
        seconds=seconds,
        score=points,
        log=log,
        solver=solver,
        seed=seed,
        fingerprint=problem.fingerprint(),
        offered=model.decisions.offered,
    )


def _ending(found: Found, *, relaxed: bool) -> Ending:
    if found.stopped and not found.proven:
        return Ending.CANCELLED
    if relaxed:
        return Ending.INFEASIBLE
    if found.values is None:
        return Ending.OUT_OF_TIME
    return Ending.OPTIMAL if found.proven else Ending.FEASIBLE


def rejudge(
    problem: Problem, deliveries: tuple[Delivery, ...], found: Found, points: Score, *, relaxed: bool
) -> None:
    """Raise RuntimeError if the judge disagrees with the solver about a plan.

    A search that is cut short may count more against its plan than need be; more than it says, or less than
    its bound, the plan never costs.
    """
    if found.best is not None and points.total > found.best:
        raise RuntimeError(f"the judge scores {points.total} where the solver says {found.best}")
    if found.best is not None and found.bound is not None and points.total < found.bound:
        raise RuntimeError(f"the judge scores {points.total}, below the bound {found.bound}")
    fixed = {delivery.id for delivery in problem.fixed}
    wrong = [
        one
        for one in findings(problem, deliveries)
        if _unexpected(one, relaxed=relaxed) and not (one.deliveries and fixed.issuperset(one.deliveries))
    ]
    if wrong:
        raise RuntimeError(f"the judge finds {wrong[0]} in the solver's plan")


def _unexpected(finding: Finding, *, relaxed: bool) -> bool:
    if finding.severity is not Severity.HARD:
        return False
    return not relaxed or (finding.rule, finding.case) not in GIVING_WAY
