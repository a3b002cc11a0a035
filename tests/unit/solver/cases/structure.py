from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from tests.unit.solver.small_district import (
    DANCE,
    FILM,
    MONTH,
    OPERA,
    PROGRAMMES,
    TEA,
    area,
    delivery,
    june,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
ORDERED = small_problem(
    small_district(orders=(Order("O1", "north", MONTH, "tea", 1), Order("O2", "south", MONTH, "tea", 1)))
)
SUMMER = small_problem(
    small_district(
        programmes=(replace(TEA, months=frozenset({7})), *(one for one in PROGRAMMES if one is not TEA))
    )
)
MERGED = small_problem(
    small_district(areas=(replace(area(), valid=replace(area().valid, last=june(15))), area("south")))
)
TEA_AT_TEN = delivery("1", TEA, 16, "10:00")

CASES = (
    case("a known programme by its own provider in a hall of the area", PLAIN, [TEA_AT_TEN], ACCEPTED),
    case(
        "a provider that does not give the programme",
        PLAIN,
        [replace(TEA_AT_TEN, provider_id="troupe")],
        REJECTED,
    ),
    case("a programme of another category", PLAIN, [replace(TEA_AT_TEN, category=Category.FILM)], REJECTED),
    case("a venue of another area", PLAIN, [replace(TEA_AT_TEN, venue_id="den")], REJECTED),
    case("a programme out of its months", SUMMER, [TEA_AT_TEN], REJECTED),
    case("a day of the next month", PLAIN, [replace(TEA_AT_TEN, day=june(30).replace(month=7))], REJECTED),
    case("the first of the month, which is to come", PLAIN, [delivery("1", TEA, 1, "10:00")], ACCEPTED),
    case("an area merged away before the day", MERGED, [TEA_AT_TEN], REJECTED),
    case("an area on its last day", MERGED, [delivery("1", TEA, 15, "10:00")], ACCEPTED),
    case("an order served once", ORDERED, [replace(TEA_AT_TEN, order_id="O1")], ACCEPTED),
    case("another area's order", ORDERED, [replace(TEA_AT_TEN, order_id="O2")], REJECTED),
    case(
        "an order served twice",
        ORDERED,
        [replace(TEA_AT_TEN, order_id="O1"), delivery("2", TEA, 17, "10:00", order_id="O1")],
        REJECTED,
    ),
    case(
        "a course of the teacher",
        PLAIN,
        [delivery("1", DANCE, 30, "10:00", course_id="C", session=1)],
        ACCEPTED,
    ),
    case("a film on the square", PLAIN, [delivery("1", FILM, 12, "19:30")], ACCEPTED),
    case("an opera by the troupe", PLAIN, [delivery("1", OPERA, 12, "19:30")], ACCEPTED),
)
