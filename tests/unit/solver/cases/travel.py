from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Period
from tests.unit.solver.small_district import (
    DANCE,
    PROVIDERS,
    TEA,
    delivery,
    june,
    small_district,
    small_problem,
)
from tests.unit.solver.verdicts import case

NORTH_POLE_WARD = (31.28 + 0.09, 121.45)
"""Ten kilometres north of the north's middle: six and a bit beyond what is near, 13 from the south's, nine beyond."""
FROM_AFAR = small_problem(
    small_district(
        providers=tuple(replace(one, home=NORTH_POLE_WARD, contract=Period()) for one in PROVIDERS)
    )
)
NEXT_DOOR = small_problem(
    small_district(providers=tuple(replace(one, home=(31.27, 121.45)) for one in PROVIDERS))
)
IN_THE_NORTH = delivery("1", TEA, 12, "10:00")
IN_THE_SOUTH = delivery("2", TEA, 16, "10:00", area_id="south", venue_id="den")
COURSE = [
    delivery(str(day), DANCE, day, "18:00", course_id="C", session=number)
    for number, day in ((1, 16), (2, 23), (3, 30))
]

CASES = (
    case("from next door", NEXT_DOOR, [IN_THE_NORTH, IN_THE_SOUTH], 0),
    case("ten kilometres, four of them near", FROM_AFAR, [IN_THE_NORTH], 6),
    case("each delivery counts its own way", FROM_AFAR, [IN_THE_NORTH, IN_THE_SOUTH], 6 + 9),
    case("a course goes there for each session of the month", FROM_AFAR, COURSE, 3 * 6),
    case("nobody knows where they set out from", small_problem(), [IN_THE_NORTH, IN_THE_SOUTH], 0),
    case("the day does not matter", FROM_AFAR, [replace(IN_THE_NORTH, day=june(20))], 6),
)
