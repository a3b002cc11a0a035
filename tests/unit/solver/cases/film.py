from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import FILM, LONG_FILM, delivery, settings, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
OUT_OF_SEASON = replace(PLAIN, parameters=replace(settings()[0], film_months=(7, 8)))

CASES = (
    case("at the first dark quarter", PLAIN, [delivery("1", FILM, 12, "19:30")], ACCEPTED),
    case("before dark", PLAIN, [delivery("1", FILM, 12, "19:15")], REJECTED),
    case("over at 21:25", PLAIN, [delivery("1", FILM, 12, "19:45")], ACCEPTED),
    case("over at 21:40", PLAIN, [delivery("1", FILM, 12, "20:00")], REJECTED),
    case("too long for June's light", PLAIN, [delivery("1", LONG_FILM, 12, "19:30")], REJECTED),
    case("out of season", OUT_OF_SEASON, [delivery("1", FILM, 12, "19:30")], REJECTED),
    case("moved indoors by day", PLAIN, [delivery("1", FILM, 12, "15:00", venue_id="hall")], ACCEPTED),
)
