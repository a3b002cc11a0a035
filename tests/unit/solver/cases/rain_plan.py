from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Period
from tests.unit.solver.small_district import (
    FILM,
    delivery,
    june,
    small_district,
    small_problem,
    square,
    venue,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
SHUT = small_problem(
    small_district(venues=(replace(venue(), closures=(Period(june(12), june(12)),)), square()))
)
NO_SCREEN = small_problem(small_district(venues=(venue(features=("stage",)), square())))
FILM_OUT = delivery("1", FILM, 12, "19:30")

CASES = (
    case("a hall of the area with a screen", PLAIN, [FILM_OUT], ACCEPTED),
    case("no rain venue", PLAIN, [replace(FILM_OUT, rain_venue_id=None)], REJECTED),
    case("another square", PLAIN, [replace(FILM_OUT, rain_venue_id="green")], REJECTED),
    case("a hall of another area", PLAIN, [replace(FILM_OUT, rain_venue_id="den")], REJECTED),
    case("a hall closed that day", SHUT, [FILM_OUT], REJECTED),
    case("the day after, when it is open", SHUT, [delivery("1", FILM, 13, "19:30")], ACCEPTED),
    case("a hall without a screen", NO_SCREEN, [FILM_OUT], REJECTED),
    case("moved indoors, it needs no other", PLAIN, [replace(FILM_OUT, venue_id="hall")], ACCEPTED),
)
