from __future__ import annotations

from dataclasses import replace

from scheduler.domain.delivery import Delivery
from tests.unit.solver.small_district import DANCE, delivery, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()


def dances(*days: int) -> list[Delivery]:
    return [
        delivery(str(day), DANCE, day, "10:00", course_id="C", session=number)
        for number, day in enumerate(days, start=1)
    ]


TUESDAYS = dances(2, 9, 16, 23)

CASES = (
    case("four Tuesdays", PLAIN, TUESDAYS, ACCEPTED),
    case("a Tuesday left out", PLAIN, [TUESDAYS[0], TUESDAYS[1], TUESDAYS[3]], REJECTED),
    case("one session on a Wednesday", PLAIN, dances(2, 9, 17, 23), REJECTED),
    case("one session too many", PLAIN, dances(2, 9, 16, 23, 30), REJECTED),
    case("Fridays, the holiday skipped", PLAIN, dances(5, 12, 26), ACCEPTED),
    case("Fridays, the holiday not skipped", PLAIN, dances(5, 12, 19, 26), REJECTED),
    case("beginning late and running on", PLAIN, dances(23, 30), ACCEPTED),
    case(
        "one session at another hour",
        PLAIN,
        [*TUESDAYS[:3], replace(TUESDAYS[3], start=TUESDAYS[3].end)],
        REJECTED,
    ),
    case("a session that belongs to no course", PLAIN, [delivery("1", DANCE, 2, "10:00")], REJECTED),
)
