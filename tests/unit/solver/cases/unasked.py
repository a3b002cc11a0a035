from __future__ import annotations

from scheduler.domain.district import Course, Order
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
from tests.unit.solver.verdicts import case

ORDERED = small_problem(small_district(orders=(Order("O1", "north", MONTH, "tea", 1),)))
COURSE = Course("K1", "north", "dance", "teacher", "hall", june(2), at("10:00"), 2)
RUNNING = small_problem(small_district(courses=(COURSE,)))

CASES = (
    case("what was ordered", ORDERED, [delivery("1", TEA, 12, "10:00", order_id="O1")], 0),
    case("what nobody ordered", ORDERED, [delivery("1", TEA, 12, "10:00")], 1),
    case(
        "a course that nobody ordered counts by its sessions",
        ORDERED,
        [
            delivery(str(day), DANCE, day, "18:00", course_id="C", session=number)
            for number, day in ((1, 23), (2, 30))
        ],
        2,
    ),
    case("a course already running is no filler", RUNNING, RUNNING.standing, 0),
)
