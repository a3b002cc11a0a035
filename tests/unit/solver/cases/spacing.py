from __future__ import annotations

from tests.unit.solver.small_district import BOOKS, FILM, OPERA, TEA, delivery, small_problem
from tests.unit.solver.verdicts import case

PLAIN = small_problem()
MONDAY, SUNDAY = delivery("1", TEA, 8, "10:00"), delivery("2", OPERA, 14, "10:00")

CASES = (
    case("one in a week", PLAIN, [MONDAY], 0),
    case("two from Monday to Sunday", PLAIN, [MONDAY, SUNDAY], 1),
    case("three from Monday to Sunday", PLAIN, [MONDAY, SUNDAY, delivery("3", FILM, 10, "19:30")], 2),
    case("Sunday and the Monday after", PLAIN, [SUNDAY, delivery("3", TEA, 15, "10:00")], 0),
    case("books do not crowd", PLAIN, [MONDAY, delivery("3", BOOKS, 9, "10:00")], 0),
    case(
        "another area's week",
        PLAIN,
        [MONDAY, delivery("3", TEA, 9, "10:00", area_id="south", venue_id="den")],
        0,
    ),
)
