from __future__ import annotations

from scheduler.domain.district import Order
from tests.unit.solver.small_district import (
    BOOKS,
    FILM,
    MONTH,
    TEA,
    choosy,
    delivery,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import case

ORDERED = choosy(
    small_problem(
        small_district(orders=tuple(Order(f"O{rank}", "north", MONTH, "tea", rank) for rank in (1, 2)))
    )
)
PLAIN = choosy(small_problem())
TEAS = tuple(
    delivery(str(number), TEA, day, "10:00", order_id=f"O{number}" if number < 3 else None)
    for number, day in ((1, 2), (2, 12), (3, 24))
)

CASES = (
    case("once in the month", ORDERED, TEAS[:1], 0),
    case("twice, both ordered", ORDERED, TEAS[:2], 1),
    case("three times, one of them unasked", ORDERED, TEAS, 2),
    case("another programme", ORDERED, [TEAS[0], delivery("4", FILM, 12, "19:30")], 0),
    case(
        "another area",
        ORDERED,
        [TEAS[0], delivery("4", TEA, 12, "10:00", area_id="south", venue_id="den")],
        0,
    ),
    case("books come again", PLAIN, [delivery("1", BOOKS, 2, "10:00"), delivery("2", BOOKS, 9, "10:00")], 0),
)
