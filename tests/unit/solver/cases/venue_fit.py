from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import (
    FILM,
    OPERA,
    delivery,
    small_district,
    small_problem,
    square,
    venue,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
BARE = small_problem(small_district(venues=(venue(features=()), square())))
TINY = small_problem(small_district(venues=(venue(capacity=99), square())))
FILM_OUT = delivery("1", FILM, 12, "19:30")

CASES = (
    case("an opera on a stage with seats enough", PLAIN, [delivery("1", OPERA, 12, "14:00")], ACCEPTED),
    case("an opera without a stage", BARE, [delivery("1", OPERA, 12, "14:00")], REJECTED),
    case("one seat too few", TINY, [delivery("1", OPERA, 12, "14:00")], REJECTED),
    case("an opera under the sky", PLAIN, [delivery("1", OPERA, 12, "14:00", venue_id="square")], REJECTED),
    case("a film under the sky", PLAIN, [FILM_OUT], ACCEPTED),
    case(
        "an outdoor film planned indoors",
        PLAIN,
        [replace(FILM_OUT, venue_id="hall", rain_venue_id=None)],
        REJECTED,
    ),
    case("a film moved into its rain venue", PLAIN, [replace(FILM_OUT, venue_id="hall")], ACCEPTED),
    case("a film moved indoors asks for no seats", TINY, [replace(FILM_OUT, venue_id="hall")], ACCEPTED),
)
