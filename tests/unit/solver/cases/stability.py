from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import DANCE, TEA, at, delivery, june, small_problem
from tests.unit.solver.verdicts import case

TEA_AT_TEN = delivery("2606-001", TEA, 12, "10:00")
COURSE = tuple(
    delivery(f"2606-00{number + 1}", DANCE, day, "18:00", course_id="C2606-01", session=number)
    for number, day in ((1, 16), (2, 23), (3, 30))
)
PUBLISHED = small_problem(published=(TEA_AT_TEN, *COURSE))
LATER = tuple(replace(session, start=at("18:30")) for session in COURSE)

CASES = (
    case("all as published", PUBLISHED, (TEA_AT_TEN, *COURSE), 0),
    case("one moved to another hour", PUBLISHED, (replace(TEA_AT_TEN, start=at("14:00")), *COURSE), 1),
    case("one gone", PUBLISHED, COURSE, 1),
    case("a course moved counts by its sessions", PUBLISHED, (TEA_AT_TEN, *LATER), 3),
    case("one more changes nothing", PUBLISHED, (TEA_AT_TEN, *COURSE, delivery("9", TEA, 15, "10:00")), 0),
    case("nothing was published", small_problem(), (replace(TEA_AT_TEN, day=june(15)),), 0),
)
