from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.workdays import (
    civil_dusk,
    earliest_with_permit,
    film_start,
    permit_apply_by,
    workdays_from,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CENTRE = (31.28, 121.45)


@dataclass(frozen=True)
class Mark:
    day: date
    kind: str
    name: str


YEAR_2026 = workdays_from(
    [
        Mark(date(2026, 6, 19), "holiday", "端午节"),
        Mark(date(2026, 6, 20), "holiday", "端午节"),
        Mark(date(2026, 6, 21), "holiday", "端午节"),
        Mark(date(2026, 9, 25), "holiday", "中秋节"),
        Mark(date(2026, 9, 26), "holiday", "中秋节"),
        Mark(date(2026, 9, 27), "holiday", "中秋节"),
        Mark(date(2026, 9, 20), "makeup", "国庆节调休"),
        Mark(date(2026, 6, 7), "quiet", "高考"),
    ],
    {2026},
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 20), True),  # a Sunday made up for the national holiday
        (date(2026, 9, 25), False),  # a Friday, Mid-Autumn
        (date(2026, 6, 18), True),
        (date(2026, 6, 19), False),
        (date(2026, 6, 13), False),  # a Saturday
        (date(2026, 6, 15), True),
    ],
)
def test_holidays_and_makeup_days_decide_what_a_working_day_is(day: date, works: bool) -> None:
    assert YEAR_2026.is_workday(day) is works


def test_the_working_day_before_a_holiday_skips_it_whole() -> None:
    assert YEAR_2026.previous_workday(date(2026, 6, 22)) == date(2026, 6, 18)
    assert YEAR_2026.next_workday(date(2026, 6, 18)) == date(2026, 6, 22)


def test_a_working_day_is_its_own_answer_when_on_or_before_is_asked() -> None:
    assert YEAR_2026.workday_on_or_before(date(2026, 9, 20)) == date(2026, 9, 20)
    assert YEAR_2026.workday_on_or_before(date(2026, 9, 26)) == date(2026, 9, 24)
    assert YEAR_2026.workday_on_or_after(date(2026, 9, 25)) == date(2026, 9, 28)


def test_periods_of_the_law_count_working_days() -> None:
    assert YEAR_2026.workdays_after(date(2026, 6, 17), 3) == date(2026, 6, 23)


def test_an_examination_day_is_quiet() -> None:
    assert [YEAR_2026.is_quiet_day(date(2026, 6, day)) for day in (6, 7, 8)] == [False, True, False]


def test_a_year_without_a_holiday_table_is_provisional() -> None:
    assert YEAR_2026.is_provisional(date(2027, 1, 4))
    assert not YEAR_2026.is_provisional(date(2026, 12, 31))


def test_an_unknown_kind_of_day_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="feast"):
        workdays_from([Mark(date(2026, 1, 1), "feast", "?")], {2026})


@pytest.mark.parametrize(
    ("day", "published"),
    [
        (date(2026, 1, 1), time(17, 29)),
        (date(2026, 1, 15), time(17, 40)),
        (date(2026, 2, 10), time(18, 2)),
    ],
)
def test_dusk_agrees_with_the_published_table_to_the_minute(day: date, published: time) -> None:
    dark = civil_dusk(day, *CENTRE, SHANGHAI)
    minutes = dark.hour * 60 + dark.minute - published.hour * 60 - published.minute
    assert abs(minutes) <= 1


def test_a_june_film_starts_at_half_past_seven() -> None:
    assert film_start(date(2026, 6, 12), *CENTRE, SHANGHAI) == time(19, 30)


def test_the_offset_moves_the_start_before_it_is_rounded_up() -> None:
    assert film_start(date(2026, 6, 12), *CENTRE, SHANGHAI, offset_minutes=10) == time(19, 45)
    assert film_start(date(2026, 6, 12), *CENTRE, SHANGHAI, offset_minutes=-20) == time(19, 15)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_film_never_starts_before_dusk_nor_a_quarter_after(day: date) -> None:
    dark = civil_dusk(day, *CENTRE, SHANGHAI)
    start = film_start(day, *CENTRE, SHANGHAI)
    late = (start.hour * 60 + start.minute) * 60 - (dark.hour * 3600 + dark.minute * 60 + dark.second)
    assert 0 <= late <= 15 * 60
    assert start.minute % 15 == 0


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_next_and_previous_working_day_are_inverse(day: date) -> None:
    workday = YEAR_2026.workday_on_or_after(day)
    assert YEAR_2026.previous_workday(YEAR_2026.next_workday(workday)) == workday


def test_a_permit_is_applied_for_twenty_days_ahead() -> None:
    assert permit_apply_by(date(2026, 6, 30), 20) == date(2026, 6, 10)
    assert earliest_with_permit(date(2026, 6, 10), 20) == date(2026, 6, 30)
