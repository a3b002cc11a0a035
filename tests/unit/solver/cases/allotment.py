from __future__ import annotations

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from tests.unit.solver.small_district import DANCE, OPERA, TEA, delivery, most, small_district, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

ONE_OR_TWO = small_problem(small_district(allotments=(most("north", Category.FEATURE, 2, 1),)))
SESSIONS = small_problem(small_district(allotments=(most("north", Category.TRAINING, 3, 0),)))


def teas(*days: int) -> list[Delivery]:
    return [delivery(str(day), TEA, day, "10:00") for day in days]


def dances(*days: int) -> list[Delivery]:
    return [
        delivery(str(day), DANCE, day, "10:00", course_id="C", session=number)
        for number, day in enumerate(days, start=1)
    ]


CASES = (
    case("nothing where one is due", ONE_OR_TWO, [], REJECTED),
    case("the least", ONE_OR_TWO, teas(2), ACCEPTED),
    case("the most", ONE_OR_TWO, teas(2, 9), ACCEPTED),
    case("one over the most", ONE_OR_TWO, teas(2, 9, 16), REJECTED),
    case(
        "what is not allotted is nought", ONE_OR_TWO, [*teas(2), delivery("o", OPERA, 3, "10:00")], REJECTED
    ),
    case("a course counts by its sessions in the month", SESSIONS, dances(16, 23, 30), ACCEPTED),
    case("four sessions where three are the most", SESSIONS, dances(9, 16, 23, 30), REJECTED),
)
