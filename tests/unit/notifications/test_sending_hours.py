"""Each class of notice leaves within its own hours; an emergency at any."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import SendingWindow, may_leave, next_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
WINDOWS = {
    NoticeClass.OPERATIONAL: SendingWindow(time(8), time(20)),
    NoticeClass.REGULATORY: SendingWindow(time(9), time(17, 30), workdays_only=True),
}


def is_workday(day: date) -> bool:
    """The autumn of 2026: Sunday 20 September is worked, Friday 25 September is not."""
    if day == date(2026, 9, 20):
        return True
    return day.isoweekday() < 6 and day != date(2026, 9, 25)


def civil(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (civil(6, 12, 7, 59), civil(6, 12, 8)),
        (civil(6, 12, 8), civil(6, 12, 8)),
        (civil(6, 12, 19, 59), civil(6, 12, 19, 59)),
        (civil(6, 12, 20), civil(6, 13, 8)),
        (civil(6, 13, 23), civil(6, 14, 8)),
    ],
)
def test_venues_are_told_between_eight_and_eight_every_day(now: datetime, expected: datetime) -> None:
    assert next_moment(now, NoticeClass.OPERATIONAL, WINDOWS, SHANGHAI, is_workday) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (civil(9, 18, 17, 29), civil(9, 18, 17, 29)),
        (civil(9, 18, 17, 30), civil(9, 20, 9)),
        (civil(9, 24, 18), civil(9, 28, 9)),
    ],
)
def test_regulatory_notices_wait_for_office_hours_of_a_workday(now: datetime, expected: datetime) -> None:
    assert next_moment(now, NoticeClass.REGULATORY, WINDOWS, SHANGHAI, is_workday) == expected


def test_an_emergency_keeps_no_hours() -> None:
    now = civil(6, 12, 3)
    assert next_moment(now, NoticeClass.EMERGENCY, WINDOWS, SHANGHAI, is_workday) == now


def test_a_calendar_without_a_workday_is_said_and_not_waited_for() -> None:
    with pytest.raises(ValueError, match="no day within"):
        next_moment(civil(6, 12, 3), NoticeClass.REGULATORY, WINDOWS, SHANGHAI, lambda _: False)


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot close"):
        SendingWindow(time(20), time(8))


@given(
    st.timedeltas(timedelta(0), timedelta(days=60)),
    st.sampled_from(sorted(NoticeClass)),
)
def test_the_moment_found_is_open_and_never_before_now(later: timedelta, class_: NoticeClass) -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC) + later
    moment = next_moment(now, class_, WINDOWS, SHANGHAI, is_workday)
    assert moment >= now
    assert may_leave(moment, class_, WINDOWS, SHANGHAI, is_workday)
