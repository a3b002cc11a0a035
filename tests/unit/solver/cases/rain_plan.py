from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Period
from tests.unit.solver.small_district import (
    FILM,
    OPERA,
    at,
    delivery,
    june,
    small_district,
    small_problem,
    square,
    venue,
    with_reserve,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
SHUT = small_problem(
    small_district(venues=(replace(venue(), closures=(Period(june(12), june(12)),)), square()))
)
NO_SCREEN = small_problem(small_district(venues=(venue(features=("stage",)), square())))
FILM_OUT = delivery("1", FILM, 12, "19:30")
RESERVED = with_reserve(FILM_OUT, 14)
RESERVE = {"reserve_day": RESERVED.reserve_day, "reserve_start": RESERVED.reserve_start}
USED = replace(RESERVED, day=june(14), start=at("19:45"))
BOTH = replace(RESERVED, rain_venue_id="hall")
HALLS_ONLY = replace(PLAIN, parameters=replace(PLAIN.parameters, film_reserve_within=0))
OPERA_IN = delivery("1", OPERA, 12, "18:30")

CASES = (
    case("a hall of the area with a screen", PLAIN, [FILM_OUT], ACCEPTED),
    case("no rain venue", PLAIN, [replace(FILM_OUT, rain_venue_id=None)], REJECTED),
    case("another square", PLAIN, [replace(FILM_OUT, rain_venue_id="green")], REJECTED),
    case("a hall of another area", PLAIN, [replace(FILM_OUT, rain_venue_id="den")], REJECTED),
    case("a hall closed that day", SHUT, [FILM_OUT], REJECTED),
    case("the day after, when it is open", SHUT, [delivery("1", FILM, 13, "19:30")], ACCEPTED),
    case("a hall without a screen", NO_SCREEN, [FILM_OUT], REJECTED),
    case("a reserve date a week later", PLAIN, [with_reserve(FILM_OUT, 19)], ACCEPTED),
    case("a reserve date eight days later", PLAIN, [with_reserve(FILM_OUT, 20)], REJECTED),
    case("a reserve date before the film", PLAIN, [with_reserve(FILM_OUT, 11)], REJECTED),
    case("a reserve date on its own day", PLAIN, [with_reserve(FILM_OUT, 12)], REJECTED),
    case("shown on its reserve date", replace(PLAIN, published=(RESERVED,)), [USED], ACCEPTED),
    case("a hall closed that day, but a reserve date", SHUT, [RESERVED], ACCEPTED),
    case("a reserve date and a hall closed that day", SHUT, [BOTH], REJECTED),
    case("the office wants halls only", HALLS_ONLY, [RESERVED], REJECTED),
    case("a reserve date of an opera", PLAIN, [replace(OPERA_IN, **RESERVE)], REJECTED),
    case("moved indoors, it needs no other", PLAIN, [replace(FILM_OUT, venue_id="hall")], ACCEPTED),
)
