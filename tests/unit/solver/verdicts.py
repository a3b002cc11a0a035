"""Asks either face of a rule for its verdict on a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.delivery import Delivery
from scheduler.solver.candidate import candidate_of
from scheduler.solver.columns import Column, Decisions, column_of, standing_column
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.finding import Severity
from scheduler.solver.judge import findings
from scheduler.solver.linear import linear_of
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import showings_of
from scheduler.solver.rule import Rule
from scheduler.solver.rules.course import SAME

ACCEPTED, REJECTED = True, False


@dataclass(frozen=True)
class Case:
    """A plan and what one rule says of it: accepted or rejected, or the units of a wish."""

    says: str
    problem: Problem
    plan: tuple[Delivery, ...]
    verdict: bool | int


def case(says: str, problem: Problem, plan: Iterable[Delivery], verdict: bool | int) -> Case:
    return Case(says, problem, tuple(plan), verdict)


def judged(rules: Iterable[Rule], code: str, one: Case) -> bool | int:
    """The judge's verdict by one of the rules; a rule that is not there has nothing to say."""
    found = [finding for finding in findings(one.problem, one.plan, list(rules)) if finding.rule == code]
    if isinstance(one.verdict, bool):
        return not any(finding.severity is Severity.HARD for finding in found)
    return sum(finding.amount for finding in found)


def modelled(rules: Iterable[Rule], code: str, one: Case) -> bool | int:
    """The model's verdict by one of the rules: bars, rows and costs, with the plan's columns settled."""
    model = Model(one.problem)
    for rule in rules:
        rule.build(model)
    columns = columns_of_plan(one.problem, one.plan)
    if columns is None or any(barred_by(model, code, column) for column in columns):
        return REJECTED
    missing = [
        standing_column(one.problem, delivery)
        for delivery in one.problem.fixed
        if delivery not in one.plan and delivery.month == one.problem.month
    ]
    model.write(Decisions((*columns, *missing)))
    wish = not isinstance(one.verdict, bool)
    chosen = {number: int(number < len(columns)) for number in range(len(columns) + len(missing))}
    units = cheapest(model, chosen, only=code if wish else None)
    if wish:
        assert units is not None
        return units
    return units is not None


def columns_of_plan(problem: Problem, plan: Iterable[Delivery]) -> list[Column] | None:
    """The columns that make up a plan; None if its courses are no columns at all."""
    seen = Plan(problem, tuple(plan))
    courses: dict[str, list[Delivery]] = defaultdict(list)
    columns = [standing_column(problem, delivery) for delivery in problem.around]
    for delivery in seen.deliveries:
        if problem.stands(delivery):
            columns.append(standing_column(problem, delivery))
        elif delivery.course_id is None:
            columns.append(column_of(problem, (delivery,)))
        else:
            courses[delivery.course_id].append(delivery)
    for course_id, sessions in courses.items():
        if any(getattr(one, name) != getattr(sessions[0], name) for one in sessions for name in SAME):
            return None
        later = [session for session in seen.later if session.course_id == course_id]
        columns.append(column_of(problem, (*sessions, *later)))
    return columns


def barred_by(model: Model, code: str | None, column: Column) -> bool:
    """Whether the rule (or any, if None) bars the column; what stands is not barred."""
    if column.standing is not None:
        return False
    if any(when(column) is not None for rule, when in model.column_bars if code in {rule, None}):
        return True
    candidates = [candidate_of(model.problem, one) for one in showings_of(model.problem, column)]
    return any(
        candidate is not None and bar.when(candidate) is not None
        for bar in model.bars
        if code in {bar.rule, None}
        for candidate in candidates
    )


def cheapest(model: Model, chosen: dict[int, int], only: str | None = None) -> int | None:
    """The least points of the model with its columns settled, None if they cannot stand together.

    With `only`, the units of that wish.
    """
    linear = linear_of(model, relaxed=only is not None)
    if only is not None:
        units: dict[int, int] = defaultdict(int)
        constant = 0
        for cost in model.costs:
            if cost.rule == only and cost.variable is None:
                constant += cost.units
            elif cost.rule == only and cost.variable is not None:
                units[cost.variable] += cost.units
        if model.gives_way_to == only:
            units.update(dict.fromkeys(model.slacks(), 1))
        linear = linear.aiming(units, constant)
    run = Run(linear.fixed(chosen), {}, workers=1, seed=1, for_bound=False, seconds=10, work=10)
    found, _ = run_solver(run, lambda *_: None, lambda: False)
    return found.best
