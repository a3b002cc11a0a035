from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import FILM, OPERA, TEA, at, delivery, june, small_problem, with_reserve
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
TEA_AT_TEN = delivery("1", TEA, 16, "10:00")  # busy 09:45 to 11:15
FILM_OUT = delivery("2", FILM, 16, "19:30")  # keeps the hall from 19:00 to 21:25
RESERVED = with_reserve(FILM_OUT, 18)
THERE_THEN = delivery("3", FILM, 18, "19:30", provider_id="teacher")
AT_NOON = replace(THERE_THEN, start=at("12:00"))
LATER = replace(PLAIN, today=june(17))

CASES = (
    case(
        "an opera set up when the tea is cleared",
        PLAIN,
        [TEA_AT_TEN, delivery("2", OPERA, 16, "11:45")],
        ACCEPTED,
    ),
    case("an opera set up too soon", PLAIN, [TEA_AT_TEN, delivery("2", OPERA, 16, "11:30")], REJECTED),
    case("a tea before a film's rain booking", PLAIN, [delivery("1", TEA, 16, "17:45"), FILM_OUT], ACCEPTED),
    case("a tea within a film's rain booking", PLAIN, [delivery("1", TEA, 16, "18:00"), FILM_OUT], REJECTED),
    case("a film on another's reserve date, there", PLAIN, [RESERVED, AT_NOON], ACCEPTED),
    case("two on one square, one in reserve", PLAIN, [RESERVED, THERE_THEN], REJECTED),
    case("the reserve date is over when its film is", LATER, [RESERVED, THERE_THEN], ACCEPTED),
    case(
        "two reserve dates on one evening",
        PLAIN,
        [RESERVED, replace(RESERVED, id="3", day=june(17))],
        REJECTED,
    ),
    case(
        "the same hour in another hall",
        PLAIN,
        [TEA_AT_TEN, delivery("2", OPERA, 16, "10:00", area_id="south", venue_id="den")],
        ACCEPTED,
    ),
)
