from __future__ import annotations

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import BOOKS, TEA, delivery, small_district, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

TWO_THOUSAND = small_problem(small_district(month_budget=2000))


def teas(*days: int) -> list[Delivery]:
    return [delivery(str(day), TEA, day, "10:00") for day in days]


CASES = (
    case("two at a thousand each", TWO_THOUSAND, teas(2, 9), ACCEPTED),
    case("three at a thousand each", TWO_THOUSAND, teas(2, 9, 16), REJECTED),
    case(
        "what costs nothing is free", TWO_THOUSAND, [*teas(2, 9), delivery("b", BOOKS, 3, "10:00")], ACCEPTED
    ),
    case("no budget entered", small_problem(), teas(2, 9, 16), ACCEPTED),
)
