from __future__ import annotations

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import BOOKS, DANCE, OPERA, TEA, choosy, delivery, small_problem
from tests.unit.solver.verdicts import case

PLAIN = choosy(small_problem())


def opera(day: int, start: str) -> Delivery:
    return delivery("1", OPERA, day, start)


def course(start: str) -> list[Delivery]:
    return [
        delivery(str(day), DANCE, day, start, course_id="C", session=number)
        for number, day in ((1, 16), (2, 23), (3, 30))
    ]


CASES = (
    case("an opera on a Friday evening", PLAIN, [opera(12, "18:30")], 0),
    case("an opera on a Friday afternoon", PLAIN, [opera(12, "14:00")], 1),
    case("an opera on a Saturday afternoon", PLAIN, [opera(13, "14:00")], 0),
    case("an opera on a Saturday morning", PLAIN, [opera(13, "13:15")], 1),
    case("an opera too late to go home", PLAIN, [opera(12, "19:45")], 1),
    case("tea at the last good hour", PLAIN, [delivery("1", TEA, 12, "15:00")], 0),
    case("tea in the evening", PLAIN, [delivery("1", TEA, 12, "18:30")], 1),
    case("a course after its hours counts by session", PLAIN, course("19:15"), 3),
    case("a course at its hours", PLAIN, course("19:00"), 0),
    case("books whenever it suits", PLAIN, [delivery("1", BOOKS, 12, "07:00")], 0),
)
