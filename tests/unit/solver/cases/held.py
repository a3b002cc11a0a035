from __future__ import annotations

from datetime import date

from scheduler.domain.district import Hold, Period
from tests.unit.solver.small_district import (
    FILM,
    OPERA,
    TEA,
    TODAY,
    delivery,
    june,
    small_district,
    small_problem,
    with_reserve,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

DAYS = Period(june(9), june(10))
HALL = small_problem(small_district(holds=(Hold("venue", "hall", DAYS, date(2026, 5, 30), "换届选举"),)))
LAPSED = small_problem(small_district(holds=(Hold("venue", "hall", DAYS, date(2026, 5, 19), "换届选举"),)))
LAST_DAY = small_problem(small_district(holds=(Hold("venue", "hall", DAYS, TODAY, "换届选举"),)))
TROUPE = small_problem(
    small_district(holds=(Hold("provider", "troupe", DAYS, date(2026, 5, 30), "外地演出"),))
)
OPERA_ON_9 = delivery("1", OPERA, 9, "18:30")
SQUARE = small_problem(small_district(holds=(Hold("venue", "square", DAYS, date(2026, 5, 30), "换届选举"),)))
RESERVED = with_reserve(delivery("1", FILM, 5, "19:30"), 9)

CASES = (
    case("in the hall that is held that day", HALL, [OPERA_ON_9], REJECTED),
    case("the day after", HALL, [delivery("1", OPERA, 11, "18:30")], ACCEPTED),
    case("a film that has the hall for rain", HALL, [delivery("1", FILM, 9, "19:30")], REJECTED),
    case("the hold has lapsed", LAPSED, [OPERA_ON_9], ACCEPTED),
    case("the hold lapses after today", LAST_DAY, [OPERA_ON_9], REJECTED),
    case("a reserve date on a day on which the square is held", SQUARE, [RESERVED], REJECTED),
    case("a reserve date the day after", SQUARE, [with_reserve(RESERVED, 11)], ACCEPTED),
    case("by the troupe that is held", TROUPE, [OPERA_ON_9], REJECTED),
    case("by another provider", TROUPE, [delivery("1", TEA, 9, "10:00")], ACCEPTED),
)
