"""The office's settings about sending are read as they are written, and refused with the key that does not fit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.refusal import Refusal
from config.settings import Settings, load_settings
from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import SendingWindow
from notifications.domain.sending_rules import SendingRules

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 5, 20, 9, tzinfo=SHANGHAI)


def shipped() -> SendingRules:
    return load_settings(environment={}).section("sending", SendingRules)


def is_workday(day: date) -> bool:
    return day.isoweekday() < 6


def test_the_hours_that_ship_are_those_of_the_district() -> None:
    assert shipped().hours == {
        NoticeClass.OPERATIONAL: SendingWindow(time(8), time(20)),
        NoticeClass.CONVERSATION: SendingWindow(time(7), time(22)),
        NoticeClass.REGULATORY: SendingWindow(time(9), time(17, 30), workdays_only=True),
        NoticeClass.PROMOTIONAL: SendingWindow(time(9), time(20)),
    }


def test_a_new_place_or_time_asks_anew_and_an_area_is_never_asked() -> None:
    assert shipped().reconfirm == {
        "venue": {"venue", "day", "start", "reserve_day", "reserve_start"},
        "provider": {"provider", "day", "start", "reserve_day", "reserve_start"},
        "rain_venue": {"rain_venue", "day", "start"},
    }


@pytest.mark.parametrize(
    ("hours_to_start", "silence_ends"),
    [
        (3, WEDNESDAY + timedelta(minutes=20)),
        (24, WEDNESDAY + timedelta(hours=4)),
        (24 * 7, WEDNESDAY + timedelta(days=1)),
        (24 * 30, WEDNESDAY + timedelta(days=2)),
    ],
)
def test_patience_grows_with_the_time_to_the_start(hours_to_start: int, silence_ends: datetime) -> None:
    start = WEDNESDAY + timedelta(hours=hours_to_start)
    assert shipped().silence_ends(WEDNESDAY, start, SHANGHAI, is_workday) == silence_ends


def test_days_off_do_not_count_as_silence() -> None:
    friday = WEDNESDAY + timedelta(days=2)
    ends = shipped().silence_ends(friday, friday + timedelta(days=30), SHANGHAI, is_workday)
    assert ends == datetime(2026, 5, 26, 9, tzinfo=SHANGHAI)


def test_an_answer_may_be_changed_until_a_day_before_or_the_start_itself_when_asked_later() -> None:
    start = datetime(2026, 6, 12, 11, 30, tzinfo=UTC)
    assert shipped().answer_until(start, start - timedelta(days=9)) == start - timedelta(days=1)
    assert shipped().answer_until(start, start - timedelta(hours=3)) == start


def test_a_setting_that_does_not_fit_is_refused_by_its_key() -> None:
    sections = load_settings(environment={}).sections
    broken = Settings(sections={"sending": {**sections["sending"], "most_parts": "many"}})
    with pytest.raises(Refusal) as refused:
        broken.section("sending", SendingRules)
    assert [fault.place for fault in refused.value.faults] == ["[sending] most_parts"]


def test_steps_of_silence_in_disorder_are_refused() -> None:
    sections = load_settings(environment={}).sections["sending"]
    broken = Settings(sections={"sending": {**sections, "silence": list(reversed(sections["silence"]))}})
    with pytest.raises(Refusal, match="nearest start to the farthest"):
        broken.section("sending", SendingRules)
