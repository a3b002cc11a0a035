"""Where an order could be put into the plan as it is: the place for which the fewest others must give way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.accounting import Points
from scheduler.solver.assemble import ruled
from scheduler.solver.columns import Column, sessions_of
from scheduler.solver.decisions import Wanted, columns_of
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.sieve import Sieve
from scheduler.solver.trying import Change, Ground, Reach
from scheduler.solver.yielding import Yielding, smallest_yielding

NEW = "new"
"""The id of what is not in the plan yet."""
MOST_TRIED = 150
"""So many sets of others are judged for one place; there are many places."""


@dataclass(frozen=True, slots=True)
class Room:
    """An order's sessions of the month at a place, who must give way to them, what they cost if nobody must."""

    sessions: tuple[Delivery, ...]
    told: Yielding
    cost: tuple[Points, ...]


def nearest_room(
    problem: Problem, plan: Sequence[Delivery], order: Order, *, full: bool = False
) -> Room | None:
    """The cheapest place that is free, else one for which the fewest give way; None if no place can be made free.

    `full` says that none is free.
    """
    ground, changes = _tried(problem, plan, order)
    free = None if full else _free(ground, changes)
    if free is not None:
        return free
    best: Room | None = None
    proven = True
    for change in changes:
        told = smallest_yielding(ground, change, MOST_TRIED)
        proven = proven and told.proven
        if told.possible and (best is None or told.decisions < best.told.decisions):
            best = Room(change.into, told, ())
            if told.decisions == 1:
                return best
    return None if best is None else replace(best, told=replace(best.told, proven=proven))


def free_room(problem: Problem, plan: Sequence[Delivery], order: Order) -> Room | None:
    """The cheapest place that is free; None if none is."""
    return _free(*_tried(problem, plan, order))


def _free(ground: Ground, changes: Sequence[Change]) -> Room | None:
    free = [(change, ground.cost(change)) for change in changes if not ground.brought(change)]
    if not free:
        return None
    change, cost = min(free, key=lambda one: sum(points.points for points in one[1]))
    return Room(change.into, Yielding((), 0, possible=True, proven=True), cost)


def has_no_room(problem: Problem, plan: Sequence[Delivery], order: Order) -> bool:
    """Whether what stands leaves the order no place at all, even if everything that may move were gone."""
    ground, changes = _tried(problem, plan, order)
    gone = frozenset(one.id for one in ground.near if not problem.stands(one))
    return all(any(one.deliveries for one in ground.brought(change, gone)) for change in changes)


def _tried(problem: Problem, plan: Sequence[Delivery], order: Order) -> tuple[Ground, list[Change]]:
    """The places and times of an order that no rule bars by itself."""
    wanted = Wanted(order.area_id, problem.programmes[order.programme_id], order)
    model = ruled(problem)
    columns = columns_left(model, Sieve(problem, tuple(model.bars)), wanted)
    return ground_of(problem, plan, wanted), [as_new(problem, column) for column in columns]


def columns_left(model: Model, sieve: Sieve, wanted: Wanted) -> Iterator[Column]:
    """The places and times of what is wanted that no rule bars by itself."""
    for column in columns_of(model.problem, sieve, wanted):
        if all(when(column) is None for _, when in model.column_bars):
            yield column


def as_new(problem: Problem, column: Column) -> Change:
    """The change that adds a column's sessions of the month to a plan."""
    course = problem.programmes[column.programme_id].sessions > 1
    sessions = (
        replace(session, id=f"{NEW}#{session.session}" if course else NEW)
        for session in sessions_of(problem, column, NEW if course else None)
        if session.month == problem.month
    )
    return Change(frozenset(), tuple(sessions))


def ground_of(problem: Problem, plan: Sequence[Delivery], wanted: Wanted) -> Ground:
    """The ground on which something new is tried."""
    reach = Reach(
        venues=frozenset(venue.id for venue in problem.district.venues if venue.area_id == wanted.area_id),
        providers=wanted.programme.provider_ids,
        kinds=frozenset({(wanted.area_id, wanted.programme.category)}),
    )
    return Ground(problem, tuple(plan), reach)
