"""How far a plan is from what stood before: of plans that cost the same the nearest is the best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem

APART = 100
"""How far a delivery is from having gone; more than it can be by its attributes and days."""

Kind = tuple[str, str, str | None]
"""Area, programme, order: what is of one kind can take each other's place."""


def stood(problem: Problem) -> tuple[Delivery, ...]:
    """What stood before: the month's draft, else its published version."""
    return problem.draft or problem.published


def nearness(model: Model) -> dict[int, int]:
    """What each column takes away (below nought) or adds to how far a plan is from what stood."""
    were: dict[Kind, list[Delivery]] = defaultdict(list)
    for one in stood(model.problem):
        if one.session in {None, 1} and not model.problem.stands(one):
            were[one.area_id, one.programme_id, one.order_id].append(one)
    found: dict[int, int] = {}
    for variable, column in model.decisions:
        if column.standing is None:
            before = were.get((column.area_id, column.programme_id, column.order_id), ())
            nearest = min((distance(column, one) for one in before), default=None)
            found[variable] = 1 if nearest is None else nearest - APART
    return found


def distance(column: Column, was: Delivery) -> int:
    """Attributes that differ, ten each, and days between, at most nine."""
    differing = (column.provider_id != was.provider_id) + (column.venue_id != was.venue_id)
    differing += (column.days[0] != was.day) + (column.start != was.start)
    differing += column.reserve != was.reserve_date
    return 10 * differing + min(9, abs((column.days[0] - was.day).days))


def apart(model: Model, kept: Mapping[int, int], found: Mapping[int, int]) -> dict[int, int]:
    """The columns of neither plan, each as nought: between two plans there are few others."""
    return {
        variable: 0 for variable, _ in model.decisions if not kept.get(variable) and not found.get(variable)
    }
