from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import OPERA, TEA, at, delivery, small_district, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

GALA = replace(OPERA, start_from=at("18:00"), start_until=at("19:30"))
EVENINGS = small_problem(small_district(programmes=(GALA, TEA)))

CASES = (
    case("a gala in the morning", EVENINGS, [delivery("1", GALA, 2, "09:30")], REJECTED),
    case("at the earliest", EVENINGS, [delivery("1", GALA, 2, "18:00")], ACCEPTED),
    case("at the latest", EVENINGS, [delivery("1", GALA, 2, "19:30")], ACCEPTED),
    case("a quarter too late", EVENINGS, [delivery("1", GALA, 2, "19:45")], REJECTED),
    case("what has no hours of its own", EVENINGS, [delivery("1", TEA, 2, "09:30")], ACCEPTED),
)
