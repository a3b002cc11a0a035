from __future__ import annotations

from dataclasses import replace

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import BOOKS, OPERA, TEA, choosy, delivery, small_problem
from tests.unit.solver.verdicts import case

PLAIN = choosy(small_problem())
HALF = replace(PLAIN, parameters=replace(PLAIN.parameters, weekend_percent=50))


def teas(*days: int) -> list[Delivery]:
    return [delivery(str(day), TEA, day, "10:00") for day in days]


CASES = (
    case("one on a Wednesday, a third of one rounded up", PLAIN, teas(3), 1),
    case("one on a Saturday", PLAIN, teas(6), 0),
    case("one of three is a third", PLAIN, teas(6, 10, 17), 0),
    case("one of four is less", PLAIN, teas(6, 10, 17, 24), 1),
    case("half of three is two", HALF, teas(6, 10, 17), 1),
    case("a public holiday is a day off", PLAIN, teas(19), 0),
    case("a Sunday that is worked is none", PLAIN, teas(28), 1),
    case("books are no events", PLAIN, [delivery("1", BOOKS, 3, "10:00")], 0),
    case(
        "each area for itself",
        HALF,
        [*teas(6), delivery("1", OPERA, 3, "10:00", area_id="south", venue_id="den")],
        1,
    ),
)
