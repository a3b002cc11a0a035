from __future__ import annotations

from dataclasses import replace
from datetime import date

from scheduler.domain.delivery import Delivery
from scheduler.solver.problem import Problem
from tests.unit.solver.small_district import DANCE, PROVIDERS, TEA, delivery, small_district, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case


def left(number: int, **before: object) -> Problem:
    """Every provider's contract leaves so many in the month."""
    providers = tuple(replace(one, contract_left=number) for one in PROVIDERS)
    return small_problem(small_district(providers=providers), **before)


def teas(*days: int) -> list[Delivery]:
    return [delivery(str(day), TEA, day, "10:00") for day in days]


COURSE = [
    delivery(str(n), DANCE, day, "10:00", course_id="C", session=n) for n, day in enumerate((17, 24), start=1)
]
JULY = replace(delivery("x", TEA, 1, "14:00"), day=date(2026, 7, 1))

CASES = (
    case("as many as it leaves", left(2), teas(1, 8), ACCEPTED),
    case("one more", left(2), teas(1, 8, 15), REJECTED),
    case("nothing is left", left(0), teas(1), REJECTED),
    case("no most", small_problem(), teas(1, 8, 15), ACCEPTED),
    case("another provider's is its own", left(1), [*teas(1), COURSE[0]][:1], ACCEPTED),
    case(
        "what is published in another month was counted off before",
        left(1, around=(JULY,)),
        teas(1),
        ACCEPTED,
    ),
    case("a course's sessions of later months count", left(3), COURSE, REJECTED),
    case("a course for which it is enough", left(4), COURSE, ACCEPTED),
    case(
        "what stood before is let be",
        left(1, published=teas(1, 8), unmovable=frozenset({"1", "8"})),
        teas(1, 8),
        ACCEPTED,
    ),
)
