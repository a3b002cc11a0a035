"""Dates, times, periods and opening hours are read as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.tabular_cells import BadCell, CellValue
from config.tabular_times import clock_time, day, month, numbers, opening_hours, period, weekdays


@pytest.mark.parametrize(
    "cell",
    [
        "2026-06-12",
        "2026/6/12",
        "2026.6.12",
        "2026年6月12日",
        "２０２６年６月１２日",
        "20260612",
        date(2026, 6, 12),
        datetime(2026, 6, 12, 0, 0),  # noqa: DTZ001 - a workbook's cell knows no zone
    ],
)
def test_a_date_is_read_as_people_write_it(cell: CellValue) -> None:
    assert day().read(cell) == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("2026-13-01", "there is no day 1 in month 13 of 2026"),
        ("2026-02-30", "there is no day 30 in month 2 of 2026"),
        ("0026-06-12", "the year 26 makes no sense here"),
        ("6月12日", "this is not a date"),
        (46185.0, "this is not a date"),
    ],
)
def test_a_date_in_no_month_is_refused_with_its_parts(cell: CellValue, sentence: str) -> None:
    with pytest.raises(BadCell) as caught:
        day().read(cell)
    assert caught.value.sentence.en == sentence


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_reads_back_from_iso_and_from_chinese(civil: date) -> None:
    assert day().read(civil.isoformat()) == civil
    assert day().read(f"{civil.year}年{civil.month}月{civil.day}日") == civil


@pytest.mark.parametrize("cell", ["2026-06", "2026/6", "2026年6月", "2026年06月", "Jun-26", date(2026, 6, 1)])
def test_a_month_is_read_as_people_write_it(cell: CellValue) -> None:
    assert month().read(cell) == "2026-06"


@pytest.mark.parametrize("cell", ["2026-13", "6月", "2026", "Abc-26"])
def test_what_is_no_month_is_refused(cell: CellValue) -> None:
    with pytest.raises(BadCell):
        month().read(cell)


@pytest.mark.parametrize(
    "cell", ["19:30", "１９：３０", "19时30分", "19:30:00", time(19, 30), timedelta(hours=19, minutes=30)]
)
def test_a_time_is_read_as_people_write_it(cell: CellValue) -> None:
    assert clock_time(15).read(cell) == time(19, 30)


def test_a_start_off_the_grid_is_refused() -> None:
    with pytest.raises(BadCell) as caught:
        clock_time(15).read("19:26")
    assert caught.value.sentence.zh == "分钟须为 15 的整数倍"
    assert clock_time().read("19:26") == time(19, 26)


def test_there_is_no_twenty_fifth_hour() -> None:
    with pytest.raises(BadCell):
        clock_time().read("25:00")


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("周一、周三", {1, 3}),
        ("1,3", {1, 3}),
        ("星期一至星期五", {1, 2, 3, 4, 5}),
        ("周六周日", {6, 7}),
        ("周六至周一", {6, 7, 1}),
        ("Mon-Fri", {1, 2, 3, 4, 5}),
        ("每天", {1, 2, 3, 4, 5, 6, 7}),
        ("周末；周三", {3, 6, 7}),
        ("周天", {7}),
        (6.0, {6}),
    ],
)
def test_weekdays_are_read_singly_in_spans_and_in_groups(cell: CellValue, meant: set[int]) -> None:
    assert weekdays().read(cell) == meant


@pytest.mark.parametrize("cell", ["周八", "8", "0", "周一至周三至周五", "明天"])
def test_what_is_no_weekday_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        weekdays().read(cell)


def test_opening_hours_differ_by_weekday() -> None:
    read = opening_hours().read("周一至周五 09:00-21:00; 周六周日 09:00-17:00")
    assert read == {
        **{number: (time(9), time(21)) for number in range(1, 6)},
        **{number: (time(9), time(17)) for number in (6, 7)},
    }


def test_a_day_on_which_the_venue_rests_has_no_hours() -> None:
    assert opening_hours().read("周一闭馆；周二 ９：００～１７：００") == {2: (time(9), time(17))}
    assert opening_hours().read("09:00-17:00") == dict.fromkeys(range(1, 8), (time(9), time(17)))


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("周一 21:00-09:00", "“周一 21:00-09:00” closes before it opens"),
        ("周一至周三 09:00-17:00; 周三 09:00-12:00", "weekday 3 is given twice"),
        ("白天", "“白天” does not tell days and hours"),
    ],
)
def test_hours_that_contradict_themselves_are_refused(cell: str, sentence: str) -> None:
    with pytest.raises(BadCell) as caught:
        opening_hours().read(cell)
    assert caught.value.sentence.en == sentence


def test_a_period_has_two_ends_of_which_one_may_be_open() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 10)
    assert period().read("2026-06-01至2026-06-10") == (first, last)
    assert period().read("2026年6月1日 到 2026年6月10日") == (first, last)
    assert period().read("2026-06-01至") == (first, None)
    assert period().read("至2026-06-10") == (None, last)


@pytest.mark.parametrize("cell", ["2026-06-10至2026-06-01", "2026-06-10", "至", "五一前后"])
def test_a_period_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        period().read(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("5-10", range(5, 11)),
        ("5月至10月", range(5, 11)),
        ("1、4、7、10", (1, 4, 7, 10)),
        ("全年", range(1, 13)),
        (6.0, (6,)),
        ("1-2，12", (1, 2, 12)),
    ],
)
def test_months_are_read_singly_and_in_spans(cell: CellValue, meant: range | tuple[int, ...]) -> None:
    assert numbers(1, 12).read(cell) == set(meant)


@pytest.mark.parametrize("cell", ["0-3", "13", "10-5", "五月"])
def test_a_month_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        numbers(1, 12).read(cell)
