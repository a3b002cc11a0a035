from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Course, Order
from scheduler.solver.standing import PIN_FIELDS
from tests.unit.solver.small_district import (
    DANCE,
    MONTH,
    TEA,
    at,
    delivery,
    june,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

COURSE = Course("K1", "north", "dance", "teacher", "hall", june(2), at("10:00"), 2)
RUNNING = small_problem(small_district(courses=(COURSE,)))
PINNED_ORDER = Order("O1", "north", MONTH, "tea", 1, pinned_day=june(12), pinned_start=at("10:00"))
ORDERED = small_problem(small_district(orders=(PINNED_ORDER,)))
SERVED = delivery("1", TEA, 12, "10:00", order_id="O1")
DAY_PINNED = delivery("2606-001", TEA, 12, "10:00", pinned=frozenset({"day"}))
PARTLY = small_problem(draft=(DAY_PINNED,))
WHOLE = delivery("2606-001", TEA, 12, "10:00", pinned=PIN_FIELDS)
HELD = small_problem(draft=(WHOLE,))
FOR_AN_ORDER = replace(DAY_PINNED, day=june(15), order_id="O1")
MOVED_FOR_AN_ORDER = small_problem(small_district(orders=(PINNED_ORDER,)), draft=(FOR_AN_ORDER,))

CASES = (
    case("a running course as it stands", RUNNING, RUNNING.standing, ACCEPTED),
    case("a session of a running course gone", RUNNING, RUNNING.standing[1:], REJECTED),
    case("the pinned order on its day and hour", ORDERED, [SERVED], ACCEPTED),
    case("the pinned order left out", ORDERED, [], REJECTED),
    case("the pinned order on another day", ORDERED, [replace(SERVED, day=june(13))], REJECTED),
    case("the pinned order at another hour", ORDERED, [replace(SERVED, start=at("14:00"))], REJECTED),
    case("a pinned day kept, the hour changed", PARTLY, [replace(DAY_PINNED, start=at("14:00"))], ACCEPTED),
    case("a pinned day not kept", PARTLY, [replace(DAY_PINNED, day=june(15))], REJECTED),
    case("an order put on another day by hand", MOVED_FOR_AN_ORDER, [FOR_AN_ORDER], ACCEPTED),
    case(
        "put on another day by hand, its order dropped",
        MOVED_FOR_AN_ORDER,
        [replace(FOR_AN_ORDER, order_id=None)],
        REJECTED,
    ),
    case("a delivery pinned whole", HELD, [WHOLE], ACCEPTED),
    case("a delivery pinned whole, gone", HELD, [], REJECTED),
)
assert DANCE.sessions == 4  # the course in hand has two sessions by its own facts
