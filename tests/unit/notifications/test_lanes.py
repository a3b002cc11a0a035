"""A refusal that may pass lets the lane rest, longer each time; several in a row cut it off until one goes through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from config.settings import load_settings
from notifications.domain.lanes import WELL, Failure, Health, LaneRules, Standing, after_failure, rest_seconds
from notifications.domain.limits import Limit

NOW = datetime(2026, 5, 20, 1, tzinfo=UTC)
REFUSED = Failure()
RULES = LaneRules(rest_seconds=1, longest_rest_seconds=60, failures_to_open=3, open_seconds=30)


def test_each_rest_is_twice_the_last_up_to_the_longest() -> None:
    assert [rest_seconds(attempt, RULES, chance=1) for attempt in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert rest_seconds(5000, RULES, chance=1) == 60


def test_chance_spreads_a_rest_between_half_and_whole_and_the_same_seed_gives_the_same_rests() -> None:
    def rests(seed: int) -> list[float]:
        chances = Random(seed)  # noqa: S311 - a seeded choice
        return [rest_seconds(4, RULES, chances.random()) for _ in range(50)]

    assert all(4 <= rest <= 8 for rest in rests(1))
    assert len(set(rests(1))) == 50
    assert rests(1) == rests(1) != rests(2)


def test_the_providers_own_word_on_when_to_come_back_goes_before() -> None:
    rested = after_failure(WELL, Failure(retry_after=20), RULES, NOW, 0.5)
    assert rested.standing(NOW + timedelta(seconds=19)) is Standing.RESTING
    assert rested.standing(NOW + timedelta(seconds=20)) is Standing.OPEN_WAY


def test_a_word_that_is_shorter_than_our_rest_does_not_shorten_it() -> None:
    rested = after_failure(Health(failures=1), Failure(retry_after=0.1), RULES, NOW, 1)
    assert rested.rests_until == NOW + timedelta(seconds=2)


def test_a_lane_that_fails_in_a_row_is_cut_off_tried_and_cut_off_again() -> None:
    health, now, seen = WELL, NOW, []
    for _ in range(4):
        health = after_failure(health, REFUSED, RULES, now, 1)
        assert health.rests_until is not None
        seen.append((health.standing(now), health.standing(health.rests_until)))
        now = health.rests_until
    assert seen == [
        (Standing.RESTING, Standing.OPEN_WAY),
        (Standing.RESTING, Standing.OPEN_WAY),
        (Standing.CUT, Standing.TRYING),
        (Standing.CUT, Standing.TRYING),
    ]
    assert health.cut_since == NOW + timedelta(seconds=3)


def test_one_call_that_broke_off_does_not_rest_the_lane_but_a_second_does() -> None:
    once = after_failure(WELL, Failure(unclear=True), RULES, NOW, 1)
    assert (once.failures, once.standing(NOW)) == (1, Standing.OPEN_WAY)
    assert after_failure(once, Failure(unclear=True), RULES, NOW, 1).standing(NOW) is Standing.RESTING


def test_a_lane_that_never_failed_is_clear() -> None:
    assert WELL.standing(NOW) is Standing.OPEN_WAY


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"a_second": 0}, "a_second: at least 1"),
        ({"most_attempts": 0, "failures_to_open": 0}, "most_attempts, failures_to_open: at least 1"),
        ({"rest_seconds": 5, "longest_rest_seconds": 4}, "rest_seconds: more than 0"),
        ({"open_seconds": 0}, "open_seconds: more than 0"),
    ],
)
def test_rules_that_cannot_hold_are_refused(wrong: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        LaneRules(**wrong)  # type: ignore[arg-type]


def test_a_limit_says_what_it_is_and_counts_what_is_alike() -> None:
    limit = Limit(frozenset({"template", "number", "signature"}), 50)
    assert limit.reached == "the limit of 50 in 24 hours is reached (number, signature, template)"
    assert limit.key("telephone", "digest") == ("telephone", "digest")
    assert Limit(frozenset({"signature"}), 1000).key("telephone", "digest") == ("", "")
    with pytest.raises(ValueError, match="limits: by what"):
        Limit(frozenset(), 50)


def test_a_providers_own_limit_is_shipped_as_data_with_its_source() -> None:
    (limit,) = load_settings(environment={}).section("providers.aliyun.lane", LaneRules).limits
    assert limit.reached == "the limit of 50 in 24 hours is reached (number, signature, template)"
    assert (limit.since, limit.source[:6]) == (date(2026, 11, 23), "Aliyun")
