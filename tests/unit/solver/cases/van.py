from __future__ import annotations

from scheduler.domain.terms import Category
from tests.unit.solver.small_district import (
    BOOKS,
    PROGRAMMES,
    delivery,
    programme,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

HALF = programme("half", Category.BOOKS, "library", minutes=30, setup=0, clearing=0, volumes=50)
VAN = small_problem(small_district(programmes=(*PROGRAMMES, HALF)))
SOUTH = {"area_id": "south", "venue_id": "den"}

CASES = (
    case(
        "a hundred and fifty volumes",
        VAN,
        [delivery("1", BOOKS, 2, "09:00"), delivery("2", HALF, 2, "14:00", **SOUTH)],
        ACCEPTED,
    ),
    case(
        "two hundred volumes",
        VAN,
        [delivery("1", BOOKS, 2, "09:00"), delivery("2", BOOKS, 2, "14:00", **SOUTH)],
        REJECTED,
    ),
    case(
        "two hundred in two days",
        VAN,
        [delivery("1", BOOKS, 2, "09:00"), delivery("2", BOOKS, 3, "14:00", **SOUTH)],
        ACCEPTED,
    ),
)
