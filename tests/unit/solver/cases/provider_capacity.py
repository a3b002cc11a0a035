from __future__ import annotations

from dataclasses import replace
from datetime import date

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import (
    DANCE,
    FILM,
    PROVIDERS,
    TEA,
    delivery,
    small_district,
    small_problem,
    with_reserve,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

SMALL = small_problem(
    small_district(providers=tuple(replace(one, per_day=1, per_week=2, per_month=3) for one in PROVIDERS))
)


def teas(*days: int) -> list[Delivery]:
    return [delivery(str(day), TEA, day, "10:00") for day in days]


def in_july(name: str, day: int) -> Delivery:
    return replace(delivery(name, TEA, day, "14:00", provider_id="teacher"), day=date(2026, 7, day))


RESERVED = with_reserve(delivery("1", FILM, 10, "19:30"), 12)
RESERVED_NEXT = with_reserve(delivery("1", FILM, 5, "19:30"), 8)
FILMS_ON_9_AND_11 = (delivery("2", FILM, 9, "14:00"), delivery("3", FILM, 11, "14:00"))
FILMS_AFTER = (delivery("2", FILM, 16, "14:00"), delivery("3", FILM, 23, "14:00"))

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
    case(
        "a second on the day of a reserve date", SMALL, [RESERVED, delivery("2", FILM, 12, "14:00")], REJECTED
    ),
    case(
        "a reserve date takes a place in another week", SMALL, [RESERVED_NEXT, *FILMS_ON_9_AND_11], REJECTED
    ),
    case("but none in the film's own week", SMALL, [RESERVED, delivery("2", FILM, 9, "14:00")], ACCEPTED),
    case("and none in the month", SMALL, [RESERVED, *FILMS_AFTER], ACCEPTED),
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
