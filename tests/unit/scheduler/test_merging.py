"""Areas that merge: who has what on which day."""

from __future__ import annotations

from datetime import date, time

import pytest

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Area, Course, District, Order, Venue
from scheduler.domain.merging import Merger, area_on, as_merged, heads_over_year, of_areas
from scheduler.domain.terms import Category, VenueKind

JULY, OCTOBER = date(2026, 7, 1), date(2026, 10, 1)
MERGERS = (Merger("north", "east", JULY), Merger("east", "south", OCTOBER))
FILM, BOOKS = Category.FILM, Category.BOOKS


def area(area_id: str, heads: int) -> Area:
    return Area(area_id, area_id.title(), heads, 31.2, 121.4)


DISTRICT = District(
    "d",
    "District",
    "Asia/Shanghai",
    31.2,
    121.4,
    areas=(area("north", 10), area("east", 20), area("south", 40)),
    venues=(Venue("hall", "north", "Hall", VenueKind.CENTRE, 100, frozenset(), {}),),
    providers=(),
    programmes=(),
    orders=(Order("o1", "north", "2026-08", "p", 1),),
    allotments=(
        Allotment("north", FILM, "2026-08", 1, 2),
        Allotment("east", FILM, "2026-08", 2, 3),
        Allotment("south", BOOKS, "2026-08", 1, 1),
    ),
    courses=(Course("c", "north", "p", "t", "hall", date(2026, 6, 3), time(14), 8),),
)


@pytest.mark.parametrize(
    ("area_id", "day", "stands"),
    [
        ("north", date(2026, 6, 30), "north"),
        ("north", JULY, "east"),
        ("north", OCTOBER, "south"),
        ("east", date(2026, 9, 30), "east"),
        ("south", OCTOBER, "south"),
    ],
)
def test_what_was_an_areas_is_the_others_from_that_day_on(area_id: str, day: date, stands: str) -> None:
    assert area_on(MERGERS, area_id, day) == stands


def test_before_the_day_nothing_is_otherwise() -> None:
    assert as_merged(DISTRICT, MERGERS, date(2026, 6, 30)) is DISTRICT


def test_from_that_day_on_the_district_knows_only_the_one_that_stays() -> None:
    august = as_merged(DISTRICT, MERGERS, date(2026, 8, 1))
    assert [(one.id, one.population) for one in august.areas] == [("east", 30), ("south", 40)]
    assert {one.area_id for one in (*august.venues, *august.orders, *august.courses)} == {"east"}
    assert august.allotments == (
        Allotment("east", FILM, "2026-08", 3, 5),
        Allotment("south", BOOKS, "2026-08", 1, 1),
    )
    november = as_merged(DISTRICT, MERGERS, date(2026, 11, 1))
    assert [(one.id, one.population) for one in november.areas] == [("south", 70)]


def test_deliveries_stand_under_the_areas_of_the_day() -> None:
    one = Delivery("2608-001", "north", FILM, "p", "t", "hall", date(2026, 8, 7), time(19, 30), 90)
    assert [each.area_id for each in of_areas([one], MERGERS, date(2026, 8, 1))] == ["east"]
    assert of_areas([one], (), date(2026, 8, 1)) == (one,)


def test_over_the_year_the_heads_count_for_whom_they_are_month_by_month() -> None:
    counted = {one.id: one.population for one in heads_over_year(DISTRICT.areas, MERGERS, 2026)}
    # north: three months at east, three at south; east: three months at south
    assert counted == {"north": 10, "east": 20 + round(30 / 12), "south": 40 + round((30 + 60) / 12)}
