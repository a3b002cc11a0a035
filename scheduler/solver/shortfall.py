"""What a plan falls short of: the least of the allotments, and what is pinned."""

from __future__ import annotations

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.plan import Plan


def allotment_shortfalls(plan: Plan) -> dict[tuple[str, Category], int]:
    """How many deliveries are missing to the least, by area and category; what is met is left out."""
    short: dict[tuple[str, Category], int] = {}
    for allotment in plan.problem.district.allotments:
        place = (allotment.area_id, allotment.category)
        missing = allotment.least - len(plan.by_area_category.get(place, ()))
        if missing > 0:
            short[place] = missing
    return short


def missing_pinned_orders(plan: Plan) -> list[Order]:
    """The orders with a pinned day that no delivery serves."""
    served = {delivery.order_id for delivery in plan.deliveries}
    return [
        order
        for order in plan.problem.district.orders
        if order.pinned_day is not None and order.id not in served
    ]


def broken_pins(plan: Plan) -> list[Delivery]:
    """The deliveries of the last states whose pinned attributes the plan does not keep."""
    now = {delivery.id: delivery for delivery in plan.deliveries}
    return [
        delivery
        for delivery in plan.problem.pinned
        if delivery.id not in now
        or any(getattr(now[delivery.id], name) != getattr(delivery, name) for name in delivery.pinned)
    ]
