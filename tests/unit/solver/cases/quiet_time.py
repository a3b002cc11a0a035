from __future__ import annotations

from tests.unit.solver.small_district import CARNIVAL, FILM, OPERA, delivery, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()

CASES = (
    case("over at ten at night", PLAIN, [delivery("1", OPERA, 2, "20:30")], ACCEPTED),
    case("a quarter into the night", PLAIN, [delivery("1", OPERA, 2, "20:45")], REJECTED),
    case("at six in the morning", PLAIN, [delivery("1", OPERA, 2, "06:00")], ACCEPTED),
    case("before six in the morning", PLAIN, [delivery("1", OPERA, 2, "05:45")], REJECTED),
    case("loud in the open air on an examination day", PLAIN, [delivery("1", FILM, 8, "19:30")], REJECTED),
    case("loud in the open air the day after", PLAIN, [delivery("1", FILM, 9, "19:30")], ACCEPTED),
    case("a carnival on an examination day", PLAIN, [delivery("1", CARNIVAL, 7, "10:00")], REJECTED),
    case("indoors on an examination day", PLAIN, [delivery("1", OPERA, 7, "10:00")], ACCEPTED),
    case(
        "a film moved indoors on an examination day",
        PLAIN,
        [delivery("1", FILM, 7, "19:30", venue_id="hall")],
        ACCEPTED,
    ),
)
