"""What a plan falls short of: the least of the allotments, and what is pinned."""

from __future__ import annotations

from datetime import date

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem


def allotment_shortfalls(plan: Plan) -> dict[tuple[str, Category], int]:
    """How many deliveries are missing to the least, by area and category; what is met is left out."""
    short: dict[tuple[str, Category], int] = {}
    for allotment in plan.problem.district.allotments:
        place = (allotment.area_id, allotment.category)
        missing = allotment.least - len(plan.by_area_category.get(place, ()))
        if missing > 0:
            short[place] = missing
    return short


def pinned_day(problem: Problem, order: Order) -> date | None:
    """The day an order is pinned to, unless what serves it was since put on another day.

    That undoes it: a repair has published it so, or a person has pinned it there.
    """
    if order.pinned_day is None:
        return None
    by_hand = (delivery for delivery in problem.pinned if "day" in delivery.pinned)
    moved = any(
        delivery.order_id == order.id and delivery.day != order.pinned_day
        for delivery in (*problem.published, *by_hand)
    )
    return None if moved else order.pinned_day


def missing_pinned_orders(plan: Plan) -> list[Order]:
    """The orders with a pinned day that no delivery serves."""
    served = {delivery.order_id for delivery in plan.deliveries}
    return [
        order
        for order in plan.problem.district.orders
        if pinned_day(plan.problem, order) is not None and order.id not in served
    ]


def broken_pins(plan: Plan) -> list[Delivery]:
    """The deliveries of the last states whose pinned attributes the plan does not keep."""
    now = {delivery.id: delivery for delivery in plan.deliveries}
    return [
        delivery
        for delivery in plan.problem.pinned
        if delivery.id not in now or not plan.problem.keeps_pins(now[delivery.id], delivery)
    ]
