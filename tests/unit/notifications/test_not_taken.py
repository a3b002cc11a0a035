"""What a provider said that took nothing is counted by its words, for thirty days after the last time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from notifications.domain.not_taken import KEPT_FOR, MOST_WORDS, counted_again, told_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_words_are_counted_and_the_most_frequent_told_first() -> None:
    counted = counted_again({}, ["busy", "E-1", "busy", ""], NOW)
    counted = counted_again(counted, ["E-1", "E-1"], NOW + timedelta(days=1))
    assert told_of(counted, NOW + timedelta(days=1)) == [("E-1", 3), ("busy", 2)]


def test_what_was_not_said_for_thirty_days_is_forgotten() -> None:
    counted = counted_again({}, ["busy"], NOW)
    assert told_of(counted, NOW + KEPT_FOR) == []
    assert told_of(counted_again(counted, ["busy"], NOW + KEPT_FOR), NOW + KEPT_FOR) == [("busy", 1)]


def test_of_too_many_words_the_latest_stay() -> None:
    counted: dict[str, list[object]] = {}
    for minute in range(MOST_WORDS + 5):
        counted = counted_again(counted, [f"request {minute:02d}"], NOW + timedelta(minutes=minute))
    assert min(counted) == "request 05"
    assert len(counted) == MOST_WORDS
