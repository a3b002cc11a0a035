from __future__ import annotations

from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from tests.unit.solver.small_district import MONTH, TEA, delivery, june, most, small_district, small_problem
from tests.unit.solver.verdicts import case

TWO_TEAS = small_problem(
    small_district(
        allotments=(most("north", Category.FEATURE, 3, 2),),
        orders=(Order("O1", "north", MONTH, "tea", 1, pinned_day=june(12)),),
    )
)
PINNED = delivery("1", TEA, 12, "10:00", order_id="O1")

CASES = (
    case("both the least and the pin are met", TWO_TEAS, [PINNED, delivery("2", TEA, 15, "10:00")], 0),
    case("one is lacking to the least", TWO_TEAS, [PINNED], 1),
    case("two are lacking, and the pinned order", TWO_TEAS, [], 3),
)
