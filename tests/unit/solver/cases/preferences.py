from __future__ import annotations

from scheduler.domain.district import Order
from tests.unit.solver.small_district import DANCE, MONTH, TEA, delivery, small_district, small_problem
from tests.unit.solver.verdicts import case

FRIDAYS_IN_THE_HALL = small_problem(
    small_district(
        orders=(
            Order("O1", "north", MONTH, "tea", 1, venue_id="hall", weekdays=frozenset({5})),
            Order("O2", "north", MONTH, "tea", 2, venue_id="other", weekdays=frozenset({6})),
            Order("O3", "north", MONTH, "dance", 3, weekdays=frozenset({1})),
        )
    )
)

CASES = (
    case("on a Friday in the hall", FRIDAYS_IN_THE_HALL, [delivery("1", TEA, 12, "10:00", order_id="O1")], 0),
    case("on a Thursday", FRIDAYS_IN_THE_HALL, [delivery("1", TEA, 11, "10:00", order_id="O1")], 1),
    case(
        "on a Friday in another hall",
        FRIDAYS_IN_THE_HALL,
        [delivery("1", TEA, 12, "10:00", order_id="O2")],
        2,
    ),
    case(
        "a course on the wrong weekday counts once",
        FRIDAYS_IN_THE_HALL,
        [
            delivery(str(day), DANCE, day, "18:00", order_id="O3", course_id="C", session=number)
            for number, day in ((1, 16), (2, 23), (3, 30))
        ],
        1,
    ),
    case("what serves no order has no wishes", FRIDAYS_IN_THE_HALL, [delivery("1", TEA, 11, "10:00")], 0),
)
