"""The model of a repair: what may change with all its places, everything else as it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.assemble import ruled
from scheduler.solver.columns import Column, Decisions, column_of, deliveries_of, standing_column
from scheduler.solver.decisions import Wanted, fillers_wanted, offer
from scheduler.solver.excepting import exceptions_of, is_allowed
from scheduler.solver.identity import with_ids
from scheduler.solver.making_room import columns_left
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule
from scheduler.solver.rules.stability import Slot, movable, slot_of
from scheduler.solver.search import slot_of_column
from scheduler.solver.sessions import session_days
from scheduler.solver.sieve import Sieve
from scheduler.solver.staying import distance

Place = tuple[str, Category]
EXCEPTION = "exception"
"""Rows that ask for a session of a course, on its own, in another place or at another time."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one model of a repair may do.

    `problem` has as `fixed` what stays, as `published` the plan. `moving` may be given any place,
    `keeping` may only stay or go; `exceptions` are groups of sessions that leave their course's slot
    together. `places` are the areas and categories in which something new may come, `asked` orders
    that may come besides; `waiting` are orders with a pinned day that need not be served, but on no
    other day. `unwanted` are programmes that an area must not get unasked. `complete`: with all of the menu
    no plan that keeps the rules at the offered times is left out.
    """

    problem: Problem
    moving: tuple[Delivery, ...] = ()
    keeping: tuple[Delivery, ...] = ()
    exceptions: tuple[tuple[Delivery, ...], ...] = ()
    places: frozenset[Place] = frozenset()
    unwanted: frozenset[tuple[str, str]] = frozenset()
    asked: frozenset[str] = frozenset()
    waiting: frozenset[Order] = frozenset()
    declined: frozenset[Slot] = frozenset()
    all_places: bool = False
    complete: bool = False


@dataclass(frozen=True)
class Mending:
    """A model with what its special columns stand for."""

    task: Task
    model: Model
    exceptions: Mapping[Column, tuple[Delivery, ...]]

    @cached_property
    def sessions(self) -> dict[DeliveryId, list[Delivery]]:
        """Each session that leaves its course, as it was."""
        return {one.id: [one] for group in self.task.exceptions for one in group}

    @property
    def published(self) -> int:
        """How many published deliveries may change."""
        return len(movable(self.model.problem))

    def kept(self) -> dict[int, int]:
        """How many published deliveries each column leaves as they are, by slot and order.

        A session of a course may have another number then: whoever comes to it sees no difference.
        """
        problem = self.model.problem
        stood = {
            (slot_of(one), one.course_id is not None): one.order_id
            if one.order_id in problem.orders
            else None
            for one in movable(problem)
        }
        found: dict[int, int] = {}
        for variable, column in self.model.decisions.in_month():
            if column.standing is None:
                first, course = slot_of_column(column), len(column.days) > 1
                number = sum(
                    stood.get(((*first[:5], day, *first[6:]), course), "") in {None, column.order_id}
                    for day in column.month_days
                )
                if number:
                    found[variable] = number
        return found

    def distances(self) -> dict[int, int]:
        """How far each column is from what it takes the place of: of plans that cost the same the nearest is better."""
        were: dict[tuple[str, str, str | None], list[Delivery]] = defaultdict(list)
        for one in self.task.moving:
            were[one.area_id, one.programme_id, one.order_id].append(one)
        found: dict[int, int] = {}
        for variable, column in self.model.decisions:
            if column.standing is not None:
                continue
            before = were.get((column.area_id, column.programme_id, column.order_id), ())
            if column in self.exceptions:
                before = self.sessions[self.exceptions[column][0].id]
            found[variable] = min((distance(column, one) for one in before), default=0)
        return found

    def deliveries(self, values: Sequence[int]) -> tuple[Delivery, ...]:
        """The plan that a solution of the model says, with the ids that deliveries keep for life."""
        problem = self.model.problem
        chosen = [column for column, value in zip(self.model.columns, values, strict=False) if value]
        plain = deliveries_of(problem, (column for column in chosen if column not in self.exceptions))
        moved = (one for column in chosen for one in self.exceptions.get(column, ()))
        apart = self.sessions.keys()
        named = _by_order(problem, plain)
        taken = apart | {one.id for one in named} | _unserved(problem, plain)
        known = replace(problem, published=tuple(one for one in problem.published if one.id not in taken))
        return with_ids(known, (*named, *moved))


def mending(task: Task, rules: Iterable[Rule], *, widely: bool) -> Mending:
    """The model of a task; `widely` offers what nobody ordered wherever the least allotment is open."""
    model = ruled(task.problem, rules)
    sieve = Sieve(task.problem, tuple(model.bars))
    exceptions = {
        column: moved
        for group in task.exceptions
        for column, moved in exceptions_of(model, task.problem, group)
    }
    groups = _grouped(exceptions)

    def asked(written: Model) -> None:
        for ids, columns in groups.items():
            variables = [(variable, 1) for variable, column in written.decisions if column in columns]
            written.at_least(EXCEPTION, ids, variables, 1, gives_way=True)
            written.at_most(EXCEPTION, ids, variables, 1)

    model.over_columns(asked)
    model.write(Decisions((*_offered(model, sieve, task, widely=widely), *exceptions)))
    return Mending(task, model, exceptions)


def _by_order(problem: Problem, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """What serves an order keeps the id of what was published for it; courses are matched as a whole later."""
    was = {one.order_id or "": one for one in movable(problem) if one.order_id in problem.orders}
    return [
        replace(one, id=before.id, pinned=before.pinned)
        if not one.id
        and one.course_id is None
        and (before := was.get(one.order_id or "")) is not None
        and before.course_id is None
        else one
        for one in deliveries
    ]


def _unserved(problem: Problem, deliveries: Iterable[Delivery]) -> set[DeliveryId]:
    """What was published for orders that are served no more: it is gone, whatever stands in its place."""
    served = {one.order_id for one in deliveries}
    return {
        one.id for one in movable(problem) if one.order_id in problem.orders and one.order_id not in served
    }


def _grouped(exceptions: Mapping[Column, tuple[Delivery, ...]]) -> dict[tuple[DeliveryId, ...], set[Column]]:
    groups: dict[tuple[DeliveryId, ...], set[Column]] = defaultdict(set)
    for column, moved in exceptions.items():
        groups[tuple(one.id for one in moved)].add(column)
    return groups


def _offered(model: Model, sieve: Sieve, task: Task, *, widely: bool) -> Iterator[Column]:
    problem = task.problem
    if task.all_places:
        found = list(offer(model, widely=widely).columns)
    else:
        found = [standing_column(problem, one) for one in problem.fixed]
        for wanted in _wanted(task, widely=widely):
            found += columns_left(model, sieve, wanted)
    found += _indoors(model, task.moving)
    waiting = {order.id: order for order in task.waiting}
    known = set(found)
    kept = (column for column in _as_they_were(problem, task.moving) if is_allowed(model, column))
    # What may only stay or go may stay even where it broke a rule before, as a declined one that is not seen to yet.
    stay = set(_as_they_were(problem, task.keeping))
    found += [column for column in (*kept, *_as_they_were(problem, task.keeping)) if column not in known]
    return (
        column
        for column in dict.fromkeys(found)
        if column.standing is not None
        or column in stay
        or not (
            slot_of_column(column) in task.declined
            or _on_another_day(column, waiting)
            or (column.order_id is None and (column.area_id, column.programme_id) in task.unwanted)
        )
    )


def _on_another_day(column: Column, waiting: Mapping[str, Order]) -> bool:
    order = waiting.get(column.order_id or "")
    if order is None:
        return False
    return column.days[0] != order.pinned_day or order.pinned_start not in {None, column.start}


def _wanted(task: Task, *, widely: bool) -> list[Wanted]:
    """What moves, and what could come in its places: orders not served, and unasked ones where the least is short."""
    problem = task.problem
    wanted: dict[Wanted, None] = {}
    for one in task.moving:
        order = problem.orders.get(one.order_id or "")
        wanted[Wanted(one.area_id, problem.programmes[one.programme_id], order)] = None
    apart = {(one.area_id, one.category) for group in task.exceptions for one in group}
    places = task.places | apart if widely else task.places
    settled = {one.order_id for one in (*problem.standing, *task.keeping)}
    for order in problem.district.orders:
        programme = problem.programmes[order.programme_id]
        comes = order.id in task.asked or (order.area_id, programme.category) in places
        if comes and order.id not in settled:
            wanted[Wanted(order.area_id, programme, order)] = None
    if widely:
        for filler in fillers_wanted(problem, {}):
            unwanted = (filler.area_id, filler.programme.id) in task.unwanted
            if not unwanted and (filler.area_id, filler.programme.category) in places:
                wanted[filler] = None
    return list(wanted)


def _as_they_were(problem: Problem, deliveries: Iterable[Delivery]) -> Iterator[Column]:
    """The columns of deliveries as they were published; a course with its sessions of later months."""
    for one in deliveries:
        sessions = problem.programmes[one.programme_id].sessions
        if one.session in {None, 1}:
            known = replace(one, order_id=one.order_id if one.order_id in problem.orders else None)
            days = session_days(one.day, sessions, problem.workdays) if sessions > 1 else (one.day,)
            yield column_of(problem, tuple(replace(known, day=day) for day in days))


def _indoors(model: Model, moving: Iterable[Delivery]) -> Iterator[Column]:
    """A film in an indoor venue of its area, on its evening: planning itself never offers that."""
    problem = model.problem
    for one in moving:
        programme = problem.programmes[one.programme_id]
        if one.category is not Category.FILM:
            continue
        for venue in problem.district.venues:
            if venue.area_id != one.area_id or venue.open_air:
                continue
            for provider_id in sorted(programme.provider_ids & problem.providers.keys()):
                inside = replace(
                    one,
                    venue_id=venue.id,
                    rain_venue_id=venue.id,
                    reserve_day=None,
                    reserve_start=None,
                    provider_id=provider_id,
                )
                column = next(iter(_as_they_were(problem, [inside])))
                if is_allowed(model, column):
                    yield column
