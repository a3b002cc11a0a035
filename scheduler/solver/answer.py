"""Turns what a search found into an answer that was judged again before it leaves."""

from __future__ import annotations

from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import deliveries_of
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import findings, score
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.reasons import unplaced_of
from scheduler.solver.search import Found
from scheduler.solver.solution import Ending, Options, Solution, gap_of

GIVING_WAY = frozenset({("allotment", "least"), ("pins", "order_missing"), ("pins", "pinned")})
"""What a relaxed plan may be found wanting in, by rule and case."""


def answer(
    model: Model, found: Found, options: Options, seconds: float, log: tuple[str, ...], solver: str
) -> Solution:
    """The solution to the model's problem; raises RuntimeError if the judge disagrees with the solver."""
    problem = model.problem
    deliveries: tuple[Delivery, ...] = ()
    chosen = found.chosen(len(model.columns))
    if found.values is not None:
        columns = (model.columns[variable] for variable in chosen)
        deliveries = with_ids(problem, deliveries_of(problem, columns))
        _rejudge(model, found, deliveries)
    has_plan = found.values is not None
    return Solution(
        ending=_ending(found),
        relaxed=found.relaxed,
        deliveries=deliveries,
        unplaced=unplaced_of(model, Plan(problem, deliveries), found.values) if found.values else (),
        best=found.best,
        bound=found.bound,
        gap=gap_of(found.best, found.bound),
        seconds=seconds,
        score=score(problem, deliveries) if has_plan else None,
        log=log,
        solver=solver,
        seed=options.seed,
        fingerprint=problem.fingerprint(),
    )


def _ending(found: Found) -> Ending:
    if found.stopped and not found.proven:
        return Ending.CANCELLED
    if found.relaxed or found.infeasible:
        return Ending.INFEASIBLE
    if found.values is None:
        return Ending.OUT_OF_TIME
    return Ending.OPTIMAL if found.proven else Ending.FEASIBLE


def _rejudge(model: Model, found: Found, deliveries: tuple[Delivery, ...]) -> None:
    problem = model.problem
    total = score(problem, deliveries).total
    if total != found.best:
        raise RuntimeError(f"the judge scores {total} where the solver says {found.best}")
    wrong = [one for one in findings(problem, deliveries) if _unexpected(one, relaxed=found.relaxed)]
    if wrong:
        raise RuntimeError(f"the judge finds {wrong[0]} in the solver's plan")


def _unexpected(finding: Finding, *, relaxed: bool) -> bool:
    if finding.severity is not Severity.HARD:
        return False
    return not relaxed or (finding.rule, finding.case) not in GIVING_WAY
