"""What fits into a free evening: orders not served, what the menu has, what would do better there than where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from scheduler.domain.delivery import Delivery
from scheduler.solver.accounting import Points
from scheduler.solver.assemble import ruled
from scheduler.solver.columns import Column
from scheduler.solver.decisions import Wanted, orders_wanted
from scheduler.solver.making_room import as_new, columns_left, ground_of
from scheduler.solver.placing import Asked, ground_for, places
from scheduler.solver.problem import Problem
from scheduler.solver.sieve import Sieve
from scheduler.solver.trying import Change, Ground
from scheduler.solver.yielding import may_give_way


@dataclass(frozen=True, slots=True)
class Cell:
    """A free place in the calendar: one day of an area, a venue or a provider; starts no sooner than `since`."""

    day: date
    area_id: str | None = None
    venue_id: str | None = None
    provider_id: str | None = None
    since: time = time.min

    def holds(self, delivery: Delivery) -> bool:
        return (
            delivery.day == self.day
            and delivery.start >= self.since
            and self.area_id in (None, delivery.area_id)
            and self.venue_id in (None, delivery.venue_id)
            and self.provider_id in (None, delivery.provider_id)
        )


class Kind(StrEnum):
    """What it is that fits."""

    ORDER = "order"
    """An order that the plan does not serve."""
    MOVE = "move"
    """A delivery of the plan that would do better here."""
    MENU = "menu"
    """A programme that nobody ordered, where the allotment leaves room."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One thing that fits, at its best place and time of the cell; `cost` below nought is a gain.

    `delivery` is its session in the cell, `change` all that it brings; `was` is where it stands now.
    """

    kind: Kind
    delivery: Delivery
    change: Change
    cost: tuple[Points, ...]
    was: Delivery | None = None

    @property
    def points(self) -> int:
        return sum(one.points for one in self.cost)


def fits(problem: Problem, plan: Sequence[Delivery], cell: Cell) -> tuple[Fit, ...]:
    """All that fits into the cell with every rule kept, the greatest gain first.

    A move is told only if it gains; of what is added the best place and time in the cell.
    """
    found = [*_added(problem, plan, cell), *_moved(problem, plan, cell)]
    kinds = list(Kind)
    rank = {order.id: order.rank for order in problem.district.orders}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.points,
                kinds.index(one.kind),
                rank.get(one.delivery.order_id or "", 0),
                one.delivery.area_id,
                one.delivery.programme_id,
                one.delivery.id,
            ),
        )
    )


def _added(problem: Problem, plan: Sequence[Delivery], cell: Cell) -> Iterator[Fit]:
    model = ruled(problem)
    sieve = Sieve(problem, tuple(model.bars))
    for one in _wanted(problem, plan, cell):
        ground = ground_of(problem, plan, one)
        tried = [
            fit
            for column in columns_left(model, sieve, one)
            if cell.day in column.month_days and (fit := _fit(ground, column, cell)) is not None
        ]
        if tried:
            yield min(tried, key=lambda fit: fit.points)


def _fit(ground: Ground, column: Column, cell: Cell) -> Fit | None:
    change = as_new(ground.problem, column)
    here = next((session for session in change.into if cell.holds(session)), None)
    if here is None or ground.brought(change):
        return None
    return Fit(Kind.MENU if column.order_id is None else Kind.ORDER, here, change, ground.cost(change))


def _wanted(problem: Problem, plan: Sequence[Delivery], cell: Cell) -> Iterator[Wanted]:
    """The orders not served and the menu where there is room for more, as far as they can touch the cell."""
    served = {one.order_id for one in plan}
    count = Counter((one.area_id, one.category) for one in plan)
    areas = _areas(problem, cell)
    for one in orders_wanted(problem):
        if one.order is not None and one.order.id not in served and one.area_id in areas and _able(one, cell):
            yield one
    for programme in problem.district.programmes:
        for area_id in areas:
            place = (area_id, programme.category)
            wanted = Wanted(area_id, programme)
            if count[place] < problem.allotment(*place).most and _able(wanted, cell):
                yield wanted


def _able(wanted: Wanted, cell: Cell) -> bool:
    return cell.provider_id is None or cell.provider_id in wanted.programme.provider_ids


def _areas(problem: Problem, cell: Cell) -> list[str]:
    """The areas to which the cell can belong."""
    venue = problem.venues.get(cell.venue_id or "")
    return [
        area_id
        for area_id in problem.areas
        if cell.area_id in (None, area_id) and (venue is None or venue.area_id == area_id)
    ]


def _moved(problem: Problem, plan: Sequence[Delivery], cell: Cell) -> Iterator[Fit]:
    areas = set(_areas(problem, cell))
    asked = Asked(venue_id=cell.venue_id, provider_id=cell.provider_id, day=cell.day)
    courses: set[str] = set()
    for one in plan:
        if one.area_id not in areas or not may_give_way(problem, one) or one.course_id in courses:
            continue
        programme = problem.programmes.get(one.programme_id)
        if programme is None or not _able(Wanted(one.area_id, programme), cell):
            continue
        for place in places(ground_for(problem, plan, one, asked), one, asked):
            if not place.blocked and place.points < 0 and cell.holds(place.delivery):
                yield Fit(Kind.MOVE, place.delivery, place.change, place.cost, was=one)
                courses |= {one.course_id} - {None}  # type: ignore[arg-type]
                break
