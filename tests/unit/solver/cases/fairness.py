from __future__ import annotations

from dataclasses import replace

from tests.unit.solver.small_district import OPERA, TEA, area, delivery, small_district, small_problem
from tests.unit.solver.verdicts import case

THREE_TO_ONE = small_problem(small_district(areas=(area(population=30_000), area("south", 10_000))))
TWO_DISTRICTS = small_problem(
    small_district(
        areas=(replace(area(), district_id="upper"), replace(area("south", 10_000), district_id="lower"))
    )
)
SOUTH = {"area_id": "south", "venue_id": "den"}
OPERA_NORTH = delivery("1", OPERA, 12, "10:00")  # 5 points
TEA_SOUTH = delivery("2", TEA, 12, "10:00", **SOUTH)  # 2 points

CASES = (
    case("nothing for anybody is fair", THREE_TO_ONE, [], 0),
    # of 5 points, north is due 3.75 and south 1.25: both off by 1.25, told as 2
    case("all for the north", THREE_TO_ONE, [OPERA_NORTH], 4),
    # of 7 points, 5.25 and 1.75: both off by a quarter, told as 1
    case("five to two", THREE_TO_ONE, [OPERA_NORTH, TEA_SOUTH], 2),
    # of 2 points, 1.5 and 0.5: both off by 1.5, told as 2
    case("all for the south", THREE_TO_ONE, [TEA_SOUTH], 4),
    case("each the only area of its district", TWO_DISTRICTS, [OPERA_NORTH], 0),
)
