"""What a month decides for itself and for the months after: its own deliveries and its courses' later sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.delivery import Delivery
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem, delivery_id, next_free_serial
from scheduler.solver.year.problem import YearProblem


def decided(
    year: YearProblem, problem: Problem, own: Iterable[Delivery], given: Iterable[Delivery]
) -> tuple[Delivery, ...]:
    """What the month's plan `own` adds to the year: its new deliveries, and later sessions with ids of their months.

    `given` are what the months before decided; no id is used twice.
    """
    plan = Plan(problem, tuple(own))
    found = list(plan.new)
    for session in plan.later:
        if session.month in year.months:
            known = (*year.fixed, *given, *found)
            serial = next_free_serial(session.month, known)
            found.append(replace(session, id=delivery_id(session.month, serial), order_id=None))
    return tuple(found)
