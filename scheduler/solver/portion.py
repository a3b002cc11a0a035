"""A wished portion: of an area's events in the month so many percent are of one kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, time

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import EVENTS
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import finding

PERCENT = 100
Kind = Callable[[Problem, date, time], bool]
"""Whether an event on that day at that start is of the kind."""
Portion = Callable[[Problem], int]
"""The percentage that is wished for."""


def portion_rows(code: str, kind: Kind, portion: Portion) -> Callable[[Model], None]:
    """The building face: what lacks to the portion, rounded up to whole deliveries, is counted by area."""

    def write(model: Model) -> None:
        percent = portion(model.problem)
        terms: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for variable, column in model.decisions.in_month():
            if column.category in EVENTS and percent:
                of_kind = sum(kind(model.problem, day, column.start) for day in column.month_days)
                amount = PERCENT * of_kind - percent * column.in_month
                terms[column.area_id].append((variable, amount))
        for area_id, amounts in terms.items():
            lacking = -sum(amount for _, amount in amounts if amount < 0)
            if lacking:
                short = model.count(-(-lacking // PERCENT))
                model.at_least(code, (area_id,), [(short, PERCENT), *amounts], 0)
                model.cost(code, short, 1)

    return lambda model: model.over_columns(write)


def portion_findings(code: str, kind: Kind, portion: Portion) -> Callable[[Plan], Iterator[Finding]]:
    """The judging face."""

    def findings(plan: Plan) -> Iterator[Finding]:
        percent = portion(plan.problem)
        events: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in plan.deliveries:
            if delivery.category in EVENTS and percent:
                events[delivery.area_id].append(delivery)
        for area_id, found in events.items():
            of_kind = sum(kind(plan.problem, one.day, one.start) for one in found)
            short = -(-percent * len(found) // PERCENT) - of_kind
            if short > 0:
                yield finding(
                    code,
                    "few",
                    Severity.WISH,
                    amount=short,
                    area=area_id,
                    count=len(found),
                    of_kind=of_kind,
                    percent=percent,
                )

    return findings
