from __future__ import annotations

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import DANCE, FILM, TEA, choosy, delivery, small_problem
from tests.unit.solver.verdicts import case

PLAIN = choosy(small_problem())


def tea(day: int, start: str) -> Delivery:
    return delivery(str(day), TEA, day, start)


CASES = (
    case("one in the morning", PLAIN, [tea(3, "10:00")], 1),
    case("one at six", PLAIN, [tea(3, "18:00")], 0),
    case("a quarter to six is no evening", PLAIN, [tea(3, "17:45")], 1),
    case("a film is always in the evening", PLAIN, [tea(3, "10:00"), delivery("1", FILM, 12, "19:30")], 0),
    case("one of four", PLAIN, [tea(day, "10:00") for day in (3, 10, 17)] + [tea(24, "19:00")], 1),
    case("none of four", PLAIN, [tea(day, "10:00") for day in (3, 10, 17, 24)], 2),
    case(
        "courses do not count",
        PLAIN,
        [
            delivery(str(day), DANCE, day, "10:00", course_id="C", session=number)
            for number, day in ((1, 16), (2, 23), (3, 30))
        ],
        0,
    ),
)
