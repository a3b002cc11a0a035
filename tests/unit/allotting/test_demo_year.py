"""The demonstration's year comes out at its targets, fair by its own rule, and stays put when nothing changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.allotting import allot
from scheduler.domain.allotting_reasons import why_month, why_whole, why_year
from scheduler.domain.allotting_supply import months_of
from scheduler.domain.allotting_year import CategoryYear, Had, Pin, Promise, Year
from scheduler.domain.district import Period
from scheduler.domain.terms import Category
from tests.unit.allotting.demo_year import (
    CLOSED,
    DISTRICT,
    RULES,
    by_category,
    columns,
    demo_year,
    merged,
    unheld,
)

YEAR = demo_year()
FOUND = by_category(YEAR)
MONTHS_OF_YEAR = months_of(2026)
OPEN = [month for month in MONTHS_OF_YEAR if month not in CLOSED]
NAMES = {area.id: area.name for area in DISTRICT.areas} | {"new": "新设街道"}
FAST = settings(max_examples=25, deadline=None)


def numbers(found: CategoryYear) -> dict[str, int]:
    return {one.area_id: one.number for one in found.areas}


def months(found: CategoryYear) -> dict[tuple[str, str], int]:
    return {(one.area_id, one.month): one.number for one in found.months}


def published(year: Year, count: int) -> Year:
    """The first so many months published as they are allotted."""
    closed = frozenset(months_of(2026)[:count])
    had = {
        (one.area_id, one.category, one.month): Had(
            one.number, *(each * one.number for each in year.batches[one.month])
        )
        for found in by_category(year).values()
        for one in found.months
        if one.month in closed
    }
    columns = {
        category: tuple(replace(one, open=one.month not in closed) for one in months)
        for category, months in year.columns.items()
    }
    return replace(year, had=had, columns=columns)


def test_areas_and_months_add_up_to_the_targets() -> None:
    assert {category: (one.target, one.number) for category, one in FOUND.items()} == {
        Category.PERFORMANCE: (50, 50),
        Category.FILM: (42, 42),
        Category.TRAINING: (900, 900),
        Category.FEATURE: (92, 92),
        Category.BOOKS: (108, 108),
    }
    assert {category: sum(months(one).values()) for category, one in FOUND.items()} == {
        category: one.number for category, one in FOUND.items()
    }
    assert [one.left for one in FOUND.values()] == [{}] * 5
    assert [why_whole(one) for one in FOUND.values()] == [None] * 5


def test_each_area_has_its_floor_and_films_their_season() -> None:
    short = [
        one
        for category, found in FOUND.items()
        for one in found.areas
        if one.number < RULES.floor.value[category]
    ]
    assert short == []
    assert {one.month for one in FOUND[Category.FILM].months if one.number} == {
        f"2026-{number:02}" for number in range(5, 11)
    }


def test_what_was_held_stands_in_the_months_that_are_closed() -> None:
    held = {place: had.deliveries for place, had in YEAR.had.items()}
    assert {
        (one.area_id, category, one.month): one.number
        for category, found in FOUND.items()
        for one in found.months
        if one.month in CLOSED and one.number
    } == held


def test_a_thousand_volumes_are_twelve_batches_one_a_month() -> None:
    assert {one.number for one in FOUND[Category.BOOKS].months} == {1}


def test_a_short_batch_is_made_up_by_one_more() -> None:
    area = DISTRICT.areas[0].id
    place = (area, Category.BOOKS, "2026-03")
    short = replace(YEAR, had={**YEAR.had, place: Had(1, 40, 0)})
    assert numbers(by_category(short)[Category.BOOKS])[area] == 13


@pytest.mark.parametrize("count", [1, 6, 9])
def test_months_published_as_allotted_change_nothing_later(count: int) -> None:
    new_year = unheld(YEAR)
    before, after = by_category(new_year), by_category(published(new_year, count))
    assert {one: months(after[one]) for one in Category} == {one: months(before[one]) for one in Category}


def test_the_same_facts_give_the_same_numbers() -> None:
    assert allot(demo_year(), RULES) == tuple(FOUND.values())


@FAST
@given(st.integers(0, 8), st.integers(1, 200_000), st.sampled_from(tuple(FOUND)[:4]))
def test_an_area_that_grows_never_gets_less_and_takes_for_no_other(
    place: int, more: int, category: Category
) -> None:
    areas = [*YEAR.areas]
    areas[place] = replace(areas[place], population=areas[place].population + more)
    grown = replace(
        YEAR, areas=tuple(areas), promises=tuple(p for p in YEAR.promises if p.category is category)
    )
    before, after = numbers(FOUND[category]), numbers(by_category(grown)[category])
    assert after[areas[place].id] >= before[areas[place].id]
    assert [one for one in after if one != areas[place].id and after[one] > before[one]] == []


@FAST
@given(st.integers(30, 90))
def test_a_higher_target_takes_from_no_area_and_changes_no_closed_month(target: int) -> None:
    def found(amount: int) -> CategoryYear:
        promise = Promise(Category.PERFORMANCE, "deliveries", amount, each_area=False)
        return by_category(replace(YEAR, promises=(promise,)))[Category.PERFORMANCE]

    before, after = found(target), found(target + 1)
    assert [one for one, number in numbers(after).items() if number < numbers(before)[one]] == []
    closed = [{key: n for key, n in months(one).items() if key[1] in CLOSED} for one in (before, after)]
    assert closed[0] == closed[1]


def test_an_accepted_appeal_fixes_its_number_and_the_others_share_the_rest() -> None:
    area = DISTRICT.areas[0].id
    pins = (
        Pin(area, Category.FILM, None, 6, "a", "补因雨取消的两场"),
        Pin(area, Category.TRAINING, "2026-07", 3, "b", "中心装修"),
    )
    found = by_category(replace(YEAR, pins=pins))
    assert (numbers(found[Category.FILM])[area], found[Category.FILM].number) == (6, 42)
    assert (months(found[Category.TRAINING])[area, "2026-07"], found[Category.TRAINING].number) == (3, 900)
    (film,) = [one for one in found[Category.FILM].areas if one.area_id == area]
    assert why_year(film, NAMES.__getitem__).zh == (
        f"{NAMES[area]}全年露天电影 6 场：申诉成立，定为此数（补因雨取消的两场）。"
    )


def test_areas_that_merge_in_july_share_the_year_by_their_months() -> None:
    found = by_category(merged(YEAR))
    first, second = (one.id for one in YEAR.areas[:2])
    late = {one.area_id for one in found[Category.TRAINING].months if one.month >= "2026-07" and one.number}
    assert late == {"new", *(one.id for one in YEAR.areas[2:])}
    assert {
        one.month for one in found[Category.TRAINING].months if one.area_id == "new" and one.number
    } == set(OPEN[1:])
    assert [found[one].number for one in (Category.FILM, Category.TRAINING)] == [42, 900]
    assert {one.area_id: one.months for one in found[Category.FILM].areas if one.months < 12} == {
        first: 6,
        second: 6,
        "new": 6,
    }


GONE, TAKER = (one.id for one in DISTRICT.areas[:2])


def taken_over(batches: int, closed: int) -> Year:
    """The first area is part of the second from October on, and has so many batches of books by then."""
    gone, *others = YEAR.areas
    had = {
        place: count
        for place, count in YEAR.had.items()
        if place[1] is not Category.BOOKS or place[0] not in (GONE, TAKER)
    }
    for month in MONTHS_OF_YEAR[:closed]:
        had[TAKER, Category.BOOKS, month] = Had(1, *YEAR.batches[month])
    for month in MONTHS_OF_YEAR[:batches]:
        had[GONE, Category.BOOKS, month] = Had(1, *YEAR.batches[month])
    return replace(
        YEAR,
        areas=(replace(gone, valid=Period(None, date(2026, 9, 30))), *others),
        columns=columns(frozenset(MONTHS_OF_YEAR[:closed])),
        had=had,
        taken_over={GONE: TAKER},
    )


@pytest.mark.parametrize(
    ("batches", "closed", "gone", "taker"),
    [
        pytest.param(5, 5, 9, 12, id="it goes later: its own months hold its part of the year"),
        pytest.param(9, 9, 9, 12, id="it went with all that was due"),
        pytest.param(7, 9, 7, 14, id="two batches it lacked are due to the other"),
    ],
)
def test_an_area_there_for_nine_months_is_due_nine_batches_and_what_it_lacked_the_other(
    batches: int, closed: int, gone: int, taker: int
) -> None:
    books = by_category(taken_over(batches, closed))[Category.BOOKS]
    assert (numbers(books)[GONE], numbers(books)[TAKER]) == (gone, taker)
    later = [one.number for one in books.months if one.area_id == TAKER and one.month in OPEN]
    assert min(later[-3:]) >= 1, "none of its later months is cut"
    assert (books.number, books.left) == (books.target, {})


def test_what_was_taken_over_is_told() -> None:
    books = by_category(taken_over(7, 9))[Category.BOOKS]
    (one,) = [each for each in books.areas if each.area_id == TAKER]
    assert why_year(one, NAMES.__getitem__).zh == (
        f"{NAMES[TAKER]}全年图书报刊 14 批：年度目标给每个街道 12；另补并入的街道没有办完的 2。"
    )


def test_every_number_is_told_in_one_sentence_in_both_languages() -> None:
    told = [
        why
        for found in FOUND.values()
        for year in found.areas
        for why in (
            why_year(year, NAMES.__getitem__),
            *(why_month(one, year, NAMES.__getitem__) for one in found.months if one.area_id == year.area_id),
        )
    ]
    assert len(told) == 5 * 9 * 13
    assert [why for why in told if why.zh.count("。") != 1 or not why.en.endswith(".") or "{" in why.zh] == []


def test_a_sentence_tells_floor_heads_orders_the_exact_share_and_the_remainder() -> None:
    (one,) = [each for each in FOUND[Category.FILM].areas if each.area_id == "linfen"]
    assert why_year(one, NAMES.__getitem__).zh == (
        "临汾路街道全年露天电影 4 场：全区目标 42，保底 2，按人口 1.64（占 9.8%），按点单 0.60（点单分 2/24），"
        "合计应得 4.24，取整后余 +0.24。"
    )


def test_more_than_the_months_can_take_is_told() -> None:
    promise = Promise(Category.FILM, "deliveries", 200, each_area=False)
    found = by_category(replace(YEAR, promises=(promise,)))[Category.FILM]
    why = why_whole(found)
    assert (sum(found.left.values()), found.number) == (114, 200)
    assert why is not None
    assert why.zh.startswith("露天电影还有 114 场排不进余下的月份")


def test_floors_above_the_target_are_refused_by_their_category() -> None:
    promise = Promise(Category.FILM, "deliveries", 17, each_area=False)
    with pytest.raises(ValueError, match="film"):
        allot(replace(YEAR, promises=(promise,)), RULES)


def test_it_differs_from_the_demonstrations_own_allotment_as_stated() -> None:
    """From June on the file's leasts miss the targets and its mosts pass them; what is computed meets them."""
    file: dict[Category, Counter[str]] = defaultdict(Counter)
    for one in DISTRICT.allotments:
        if one.month in OPEN:
            file[one.category].update(least=one.least, most=one.most)
    computed = {
        category: sum(one.number for one in found.months if one.month in OPEN)
        for category, found in FOUND.items()
    }
    assert {one: (file[one]["least"], computed[one], file[one]["most"]) for one in Category} == {
        Category.PERFORMANCE: (16, 29, 36),
        Category.FILM: (19, 36, 42),
        Category.TRAINING: (462, 527, 651),
        Category.FEATURE: (34, 55, 60),
        Category.BOOKS: (63, 63, 63),
    }
