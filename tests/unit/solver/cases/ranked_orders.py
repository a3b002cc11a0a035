from __future__ import annotations

from scheduler.domain.district import Order
from tests.unit.solver.small_district import DANCE, MONTH, TEA, delivery, small_district, small_problem
from tests.unit.solver.verdicts import case

ORDERS = small_problem(
    small_district(
        orders=(
            Order("O1", "north", MONTH, "tea", 1),
            Order("O2", "north", MONTH, "dance", 2),
            Order("O9", "south", MONTH, "tea", 9),
        )
    )
)
TEA_ORDER = delivery("1", TEA, 12, "10:00", order_id="O1")
DANCE_ORDER = delivery("2", DANCE, 30, "10:00", order_id="O2", course_id="C", session=1)

CASES = (
    case("none served: 12 and 8 and 1 points", ORDERS, [], 21),
    case("the dearest served", ORDERS, [TEA_ORDER], 9),
    case("a course serves its order", ORDERS, [TEA_ORDER, DANCE_ORDER], 1),
    case("what serves no order changes nothing", ORDERS, [delivery("1", TEA, 12, "10:00")], 21),
)
