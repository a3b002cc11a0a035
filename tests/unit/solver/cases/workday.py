from __future__ import annotations

from tests.unit.solver.small_district import BOOKS, TEA, delivery, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()

CASES = (
    case("books on a Thursday", PLAIN, [delivery("1", BOOKS, 18, "10:00")], ACCEPTED),
    case("books on a Friday that is a holiday", PLAIN, [delivery("1", BOOKS, 19, "10:00")], REJECTED),
    case("books on a Saturday", PLAIN, [delivery("1", BOOKS, 13, "10:00")], REJECTED),
    case("books on a Sunday that works", PLAIN, [delivery("1", BOOKS, 28, "10:00")], ACCEPTED),
    case("tea on a Sunday", PLAIN, [delivery("1", TEA, 14, "10:00")], ACCEPTED),
)
