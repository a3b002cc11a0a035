from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Order
from tests.unit.solver.small_district import (
    CARNIVAL,
    FILM,
    MONTH,
    delivery,
    june,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()  # on 20 May: the ninth of June is the twentieth day after
RECORDED = small_problem(
    small_district(orders=(Order("O1", "north", MONTH, "carnival", 1, permit_recorded=True),))
)
EARLY = delivery("1", CARNIVAL, 5, "10:00")

CASES = (
    case("twenty days ahead", PLAIN, [delivery("1", CARNIVAL, 9, "10:00")], ACCEPTED),
    case("sixteen days ahead", PLAIN, [EARLY], REJECTED),
    case("sixteen days ahead with the permit on record", RECORDED, [replace(EARLY, order_id="O1")], ACCEPTED),
    case("sixteen days ahead, but published in time", small_problem(published=(EARLY,)), [EARLY], ACCEPTED),
    case("a film for a hundred", PLAIN, [delivery("1", FILM, 5, "19:30")], ACCEPTED),
    case(
        "moved sooner than published",
        small_problem(published=(EARLY,)),
        [replace(EARLY, day=june(4))],
        REJECTED,
    ),
)
