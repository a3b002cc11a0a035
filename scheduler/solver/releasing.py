"""What a repair need not keep: pins that the disruption has made impossible, floors that were not reached before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Disruption, QuotaChanged, Urgent
from scheduler.solver.assemble import ruled
from scheduler.solver.decisions import Wanted
from scheduler.solver.making_room import columns_left
from scheduler.solver.problem import Problem
from scheduler.solver.rules.pins import keeps
from scheduler.solver.sieve import Sieve

NO_PINS: frozenset[str] = frozenset()


def released(
    problem: Problem, moving: Iterable[Delivery], exceptions: Iterable[Sequence[Delivery]]
) -> Problem:
    """The problem without the pins of what moves where no place keeps them, and of sessions that go apart."""
    bound = [one for one in moving if one.pinned or _pinned_order(problem, one)]
    loose = {one.id for group in exceptions for one in group}
    loose |= {one.id for one in bound if not can_keep(problem, one)}
    return _loosened(problem, loose) if loose else problem


def _pinned_order(problem: Problem, delivery: Delivery) -> bool:
    order = problem.orders.get(delivery.order_id or "")
    return order is not None and order.pinned_day is not None


def can_keep(problem: Problem, delivery: Delivery) -> bool:
    """Whether some place keeps the pins of the delivery and the day of its order."""
    model = ruled(problem)
    order = problem.orders.get(delivery.order_id or "")
    wanted = Wanted(delivery.area_id, problem.programmes[delivery.programme_id], order)
    columns = columns_left(model, Sieve(problem, tuple(model.bars)), wanted)
    return any(keeps(problem, column, delivery) for column in columns)


def _loosened(problem: Problem, ids: set[DeliveryId]) -> Problem:
    orders = {one.order_id for one in problem.published if one.id in ids}
    return replace(
        problem,
        published=tuple(replace(one, pinned=NO_PINS) if one.id in ids else one for one in problem.published),
        district=replace(
            problem.district,
            orders=tuple(
                replace(order, pinned_day=None, pinned_start=None) if order.id in orders else order
                for order in problem.district.orders
            ),
        ),
    )


def eased(problem: Problem, before: Problem, disruption: Disruption | None) -> Problem:
    """The problem in which what the published plan fell short of before the disruption is not asked for now."""
    counts = Counter((one.area_id, one.category) for one in before.published)
    served = {one.order_id for one in before.published}
    asked = disruption.order.id if isinstance(disruption, Urgent) else None
    changed = (disruption.area_id, disruption.category) if isinstance(disruption, QuotaChanged) else None
    district = problem.district
    return replace(
        problem,
        district=replace(
            district,
            allotments=tuple(
                one
                if (place := (one.area_id, one.category)) == changed
                else replace(one, least=min(one.least, counts[place]))
                for one in district.allotments
            ),
            orders=tuple(
                order
                if order.id in served or order.id == asked
                else replace(order, pinned_day=None, pinned_start=None)
                for order in district.orders
            ),
        ),
    )
