from __future__ import annotations

from dataclasses import replace

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Period
from tests.unit.solver.small_district import (
    DANCE,
    TEA,
    at,
    delivery,
    june,
    small_district,
    small_problem,
    venue,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

HALL = replace(
    venue(),
    opened=Period(june(2)),
    closures=(Period(june(10), june(12)),),
    hours={weekday: (at("09:00"), at("17:00")) for weekday in (1, 2, 3, 4, 5)},
)
HOURS = small_problem(small_district(venues=(HALL,)))
JULY = small_problem(small_district(venues=(replace(HALL, closures=(Period(june(1).replace(month=7)),)),)))
SERVED = small_problem(small_district(venues=(replace(HALL, opened=Period(june(2), june(24))),)))


def tea(day: int, start: str) -> list[Delivery]:
    return [delivery("1", TEA, day, start)]


CASES = (
    case("the day it opens, from the first hour", HOURS, tea(2, "09:00"), ACCEPTED),
    case("the day before it opens", HOURS, tea(1, "10:00"), REJECTED),
    case("the last day that it is in service", SERVED, tea(24, "10:00"), ACCEPTED),
    case("the day after it went out of service", SERVED, tea(25, "10:00"), REJECTED),
    case("the last day of a closure", HOURS, tea(12, "10:00"), REJECTED),
    case("over at closing time, clearing comes after", HOURS, tea(9, "16:00"), ACCEPTED),
    case("a quarter of an hour too late", HOURS, tea(9, "16:15"), REJECTED),
    case("before it opens in the morning", HOURS, tea(9, "08:45"), REJECTED),
    case("a Saturday off", HOURS, tea(13, "10:00"), REJECTED),
    case(
        "a course whose later sessions find the hall closed",
        JULY,
        [delivery("1", DANCE, 30, "10:00", course_id="C", session=1)],
        REJECTED,
    ),
)
