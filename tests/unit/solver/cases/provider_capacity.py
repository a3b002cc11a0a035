from __future__ import annotations

from dataclasses import replace
from datetime import date

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import (
    DANCE,
    PROVIDERS,
    TEA,
    delivery,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

SMALL = small_problem(
    small_district(providers=tuple(replace(one, per_day=1, per_week=2, per_month=3) for one in PROVIDERS))
)


def teas(*days: int) -> list[Delivery]:
    return [delivery(str(day), TEA, day, "10:00") for day in days]


def in_july(name: str, day: int) -> Delivery:
    return replace(delivery(name, TEA, day, "14:00", provider_id="teacher"), day=date(2026, 7, day))


CASES = (
    case("one a day, two a week, three a month", SMALL, teas(1, 7, 8), ACCEPTED),
    case(
        "two on one day",
        SMALL,
        [delivery("1", TEA, 1, "10:00"), delivery("2", TEA, 1, "18:00")],
        REJECTED,
    ),
    case("three from Monday to Sunday", SMALL, teas(1, 2, 7), REJECTED),
    case("Sunday and the Monday after are two weeks", SMALL, teas(6, 7, 8), ACCEPTED),
    case("four in the month", SMALL, teas(1, 8, 15, 22), REJECTED),
    case(
        "a course that runs on into a full month after",
        small_problem(
            small_district(providers=tuple(replace(one, per_month=3) for one in PROVIDERS)),
            around=(
                in_july("x", 1),
                in_july("y", 2),
            ),
        ),
        [delivery("1", DANCE, 24, "10:00", course_id="C", session=1)],
        REJECTED,
    ),
)
