"""A notice knows when it goes stale and how urgent it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from notifications.domain.notice import (
    NOTICE_CLASS_NAMES,
    NOTICE_KIND_NAMES,
    NOTICE_STATE_NAMES,
    NOTICE_TRANSITIONS,
    URGENCY,
    NoticeClass,
    NoticeKind,
    NoticeState,
    class_of_change,
    not_after,
    urgency_of,
)

NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)


def test_what_the_weather_changes_leaves_with_the_emergencies() -> None:
    assert urgency_of(NoticeClass.OPERATIONAL, NoticeKind.RAIN) == URGENCY[NoticeClass.EMERGENCY]
    assert urgency_of(NoticeClass.REGULATORY, NoticeKind.REGULATORY) == URGENCY[NoticeClass.REGULATORY]


def test_a_notice_is_stale_at_the_first_start_still_to_come() -> None:
    starts = [NOON - timedelta(days=1), NOON + timedelta(hours=7), NOON + timedelta(days=3)]
    assert not_after(starts, NOON) == NOON + timedelta(hours=7)


def test_when_all_is_past_there_is_no_moment_left() -> None:
    assert not_after([NOON, NOON - timedelta(hours=1)], NOON) is None


def test_a_change_close_to_the_start_is_an_emergency() -> None:
    urgent = timedelta(hours=4)
    assert class_of_change(NOON + urgent, NOON, urgent) is NoticeClass.EMERGENCY
    assert class_of_change(NOON + urgent + timedelta(minutes=1), NOON, urgent) is NoticeClass.OPERATIONAL


def test_emergencies_go_first_and_regulatory_reminders_last() -> None:
    assert sorted(NoticeClass, key=URGENCY.__getitem__) == [
        NoticeClass.EMERGENCY,
        NoticeClass.CONVERSATION,
        NoticeClass.OPERATIONAL,
        NoticeClass.REGULATORY,
        NoticeClass.PROMOTIONAL,
    ]


def test_every_class_kind_and_state_is_named_and_every_state_has_its_steps() -> None:
    assert set(NOTICE_CLASS_NAMES) == set(NoticeClass)
    assert set(NOTICE_KIND_NAMES) == set(NoticeKind)
    assert set(NOTICE_STATE_NAMES) == set(NoticeState) == set(NOTICE_TRANSITIONS)
