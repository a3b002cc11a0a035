from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import FILM, TEA, delivery, june, small_problem, with_reserve
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
NORTH = delivery("1", TEA, 16, "10:00")  # busy 09:45 to 11:15; half an hour on the way to the south
SOUTH = {"area_id": "south", "venue_id": "den"}
RESERVED = with_reserve(delivery("1", FILM, 16, "19:30"), 18)
ELSEWHERE = delivery("2", FILM, 18, "19:30", area_id="south", venue_id="green", rain_venue_id="den")

CASES = (
    case("one after the other in one hall", PLAIN, [NORTH, delivery("2", TEA, 16, "11:30")], ACCEPTED),
    case(
        "set-up begins before the hall is cleared", PLAIN, [NORTH, delivery("2", TEA, 16, "11:15")], REJECTED
    ),
    case("time enough to drive south", PLAIN, [NORTH, delivery("2", TEA, 16, "12:00", **SOUTH)], ACCEPTED),
    case("no time to drive south", PLAIN, [NORTH, delivery("2", TEA, 16, "11:45", **SOUTH)], REJECTED),
    case("no time to drive back north", PLAIN, [NORTH, delivery("2", TEA, 16, "08:15", **SOUTH)], REJECTED),
    case("a film elsewhere on the reserve date", PLAIN, [RESERVED, ELSEWHERE], REJECTED),
    case("a film elsewhere the evening after", PLAIN, [RESERVED, replace(ELSEWHERE, day=june(19))], ACCEPTED),
    case("the same time on another day", PLAIN, [NORTH, delivery("2", TEA, 17, "10:00", **SOUTH)], ACCEPTED),
)
