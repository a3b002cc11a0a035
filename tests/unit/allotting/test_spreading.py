"""An area's number is spread over the year evenly, and a month once published changes nothing that was right."""

from __future__ import annotations

from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.allotting_months import Column, Row, Spread, spread

FAST = settings(max_examples=80, deadline=None)
MONTHS = [f"2026-{number:02}" for number in range(1, 13)]
NUMBERS = st.lists(st.integers(0, 90), min_size=1, max_size=7)
WEIGHTS = st.lists(st.integers(0, 31), min_size=12, max_size=12).filter(any)
PLENTY = 10**6


def rows_of(numbers: list[int], fixed: list[dict[str, int]] | None = None) -> list[Row]:
    return [
        Row(f"A{place}", number, frozenset(MONTHS), fixed[place] if fixed else {})
        for place, number in enumerate(numbers)
    ]


def columns_of(weights: list[int], supply: int = PLENTY, closed: int = 0) -> list[Column]:
    return [
        Column(month, weight, supply, open=place >= closed)
        for place, (month, weight) in enumerate(zip(MONTHS, weights, strict=True))
    ]


def by_area(found: Spread, area_id: str) -> list[int]:
    return [found.numbers[area_id, month] for month in MONTHS]


@FAST
@given(NUMBERS, WEIGHTS)
def test_every_area_stays_within_one_of_its_even_share_at_the_end_of_every_month(
    numbers: list[int], weights: list[int]
) -> None:
    found = spread(rows_of(numbers), columns_of(weights), 25)
    assert [sum(by_area(found, f"A{place}")) for place in range(len(numbers))] == numbers
    assert sum(found.totals.values()) == sum(numbers)
    off = []
    for place in range(len(numbers)):
        run = 0
        for month in MONTHS:
            run += found.numbers[f"A{place}", month]
            due = found.due[f"A{place}", month]
            off += [] if floor(due) <= run <= ceil(due) else [(place, month)]
    assert off == []


@FAST
@given(NUMBERS, WEIGHTS, st.integers(1, 11))
def test_months_published_as_they_were_allotted_change_no_later_one(
    numbers: list[int], weights: list[int], closed: int
) -> None:
    found = spread(rows_of(numbers), columns_of(weights), 25)
    fixed = [dict(zip(MONTHS[:closed], by_area(found, f"A{n}"), strict=False)) for n in range(len(numbers))]
    assert spread(rows_of(numbers, fixed), columns_of(weights, closed=closed), 25).numbers == found.numbers


@FAST
@given(NUMBERS, WEIGHTS, st.integers(0, 40))
def test_no_month_goes_over_its_supply_and_what_finds_no_room_is_told(
    numbers: list[int], weights: list[int], supply: int
) -> None:
    found = spread(rows_of(numbers), columns_of(weights, supply), 25)
    assert max(found.totals.values()) <= supply
    assert sum(found.totals.values()) + sum(found.left.values()) == sum(numbers)
    room = supply * sum(weight > 0 for weight in weights)
    assert sum(found.left.values()) == max(0, sum(numbers) - room)


@FAST
@given(
    st.lists(st.integers(30, 90), min_size=2, max_size=5),
    st.lists(st.integers(0, 12), min_size=10, max_size=10),
)
def test_what_was_held_stands_and_the_rest_of_the_year_makes_up_for_it(
    numbers: list[int], held: list[int]
) -> None:
    fixed = [
        dict(zip(MONTHS, held[place * 2 : place * 2 + 2], strict=False)) for place in range(len(numbers))
    ]
    found = spread(rows_of(numbers, fixed), columns_of([30] * 12, closed=2), 25)
    assert [
        {month: found.numbers[f"A{n}", month] for month in MONTHS[:2]} for n in range(len(numbers))
    ] == fixed
    assert [sum(by_area(found, f"A{place}")) for place in range(len(numbers))] == numbers


def test_films_are_spread_over_their_season_alone_and_areas_take_turns() -> None:
    season = [0, 0, 0, 0, 31, 30, 31, 31, 30, 31, 0, 0]
    found = spread(rows_of([3, 3, 6]), columns_of(season), 25)
    assert list(found.totals.values()) == [0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 0, 0]
    assert by_area(found, "A2") == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]
    assert by_area(found, "A0") == [0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0]


def test_an_area_far_behind_catches_up_step_by_step() -> None:
    """Even are 8 a month; with nothing in two months it gets a quarter more, rounded up, until it is level."""
    behind, ahead = (dict.fromkeys(MONTHS[:2], n) for n in (0, 16))
    found = spread(rows_of([96, 96], [behind, ahead]), columns_of([30] * 12, closed=2), 25)
    assert by_area(found, "A0") == [0, 0, 10, 10, 10, 10, 10, 10, 10, 10, 8, 8]
    assert by_area(found, "A1") == [16, 16, 6, 6, 6, 6, 6, 6, 6, 6, 8, 8]


def test_a_month_fixed_by_an_appeal_is_kept_and_the_other_months_give_for_it() -> None:
    found = spread(rows_of([12, 12], [{"2026-06": 4}, {}]), columns_of([30] * 12), 25)
    assert found.numbers["A0", "2026-06"] == 4
    assert (sum(by_area(found, "A0")), sum(by_area(found, "A1"))) == (12, 12)


def test_an_area_that_begins_in_july_gets_nothing_before() -> None:
    late = Row("B", 6, frozenset(MONTHS[6:]), {})
    found = spread([*rows_of([12]), late], columns_of([30] * 12), 25)
    assert by_area(found, "B") == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert by_area(found, "A0") == [1] * 12
