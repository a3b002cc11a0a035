from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Provider
from tests.unit.solver.small_district import PROVIDERS, TEA, area, delivery, small_district, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

AREAS = (replace(area(), district_id="upper"), replace(area("south"), district_id="lower"))
SOUTH = {"area_id": "south", "venue_id": "den"}


def of_district(district_id: str | None) -> tuple[Provider, ...]:
    return tuple(replace(one, district_id=district_id) for one in PROVIDERS)


OWN = small_problem(small_district(areas=AREAS, providers=of_district("upper")))
SHARED = small_problem(small_district(areas=AREAS, providers=of_district(None)))
ALONE = small_problem(small_district(providers=of_district("upper")))

CASES = (
    case("its own district", OWN, [delivery("1", TEA, 2, "10:00")], ACCEPTED),
    case("another district", OWN, [delivery("1", TEA, 2, "10:00", **SOUTH)], REJECTED),
    case("a shared provider", SHARED, [delivery("1", TEA, 2, "10:00", **SOUTH)], ACCEPTED),
    case("an area of no district", ALONE, [delivery("1", TEA, 2, "10:00")], REJECTED),
)
