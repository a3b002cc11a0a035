"""A lane of so many a second: never more in any sliding second, and nearly as many as it may."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.domain.pacing import (
    MARGIN,
    Departure,
    block_size,
    departures,
    ended,
    still_counting,
)


def busiest_second(leaving: list[Departure]) -> int:
    """The most messages in any sliding second, by looking from each departure on."""
    instants = sorted(each.at for each in leaving for _ in range(each.count))
    return max(bisect_left(instants, start + 1) - place for place, start in enumerate(instants))


def drained(rate: int, most: int, seconds: float, overhead: float) -> list[Departure]:
    """A worker with endless work: it claims a block, waits for its turn, sends, and needs `overhead` in between."""
    now, taken, gone = 1000.0, (), []
    size = block_size(rate, most)
    while now < 1000 + seconds:
        (turn,) = departures(taken, [size], rate, now)
        taken = still_counting((*taken, turn), now)
        gone.append(turn)
        now = turn.at + overhead
    return gone


@pytest.mark.parametrize("rate", [1, 2, 3, 7, 20, 29, 50, 97, 100, 333, 1000])
def test_no_sliding_second_is_above_the_rate_and_most_of_it_is_used(rate: int) -> None:
    gone = drained(rate, 100, 6, overhead=0.01)
    assert busiest_second(gone) <= rate
    assert sum(each.count for each in gone) / 6 >= 0.85 * rate


@pytest.mark.parametrize("rate", [1, 20, 1000])
def test_a_call_that_is_slower_than_the_next_by_the_margin_makes_no_second_too_full(rate: int) -> None:
    gone = drained(rate, 100, 4, overhead=0)
    late = [
        Departure(each.at + (MARGIN - 1e-6 if place % 3 == 0 else 0), each.count)
        for place, each in enumerate(gone)
    ]
    assert busiest_second(late) <= rate


@settings(max_examples=100, deadline=None)
@given(
    rate=st.integers(1, 60),
    asked=st.lists(st.tuples(st.floats(0, 2), st.lists(st.integers(1, 60), max_size=4)), max_size=25),
)
def test_whatever_workers_ask_for_and_when_no_second_is_too_full(
    rate: int, asked: list[tuple[float, list[int]]]
) -> None:
    now, taken, gone = 0.0, (), []
    for later, counts in asked:
        now += later
        made = departures(taken, [min(count, rate) for count in counts], rate, now)
        assert all(each.at >= now for each in made)
        taken = still_counting((*taken, *made), now)
        gone += made
    assert not gone or busiest_second(gone) <= rate


@settings(max_examples=100, deadline=None)
@given(
    rate=st.integers(1, 60),
    calls=st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1.5), st.floats(0, 1)), max_size=40),
)
def test_however_late_a_call_reaches_the_provider_no_second_there_is_too_full(
    rate: int, calls: list[tuple[int, float, float]]
) -> None:
    """A worker with endless work, its calls of any size, `took` seconds each; they arrive somewhere in between."""
    now, taken, arriving = 0.0, (), []
    for count, took, share in calls:
        (turn,) = departures(taken, [min(count, rate)], rate, now)
        arriving.append(Departure(turn.at + share * took, turn.count))
        now = turn.at + took
        taken = ended(still_counting((*taken, turn), turn.at), now)
    assert not arriving or busiest_second(arriving) <= rate


def test_calls_of_a_tenth_of_a_second_cost_nothing_of_the_rate() -> None:
    now, taken, gone = 0.0, (), 0
    while now < 6:
        (turn,) = departures(taken, [4], 20, now)
        gone, now = gone + 4, turn.at + MARGIN
        taken = ended(still_counting((*taken, turn), turn.at), now)
    assert gone / now >= 0.85 * 20


def test_what_is_urgent_waits_behind_one_block_at_most() -> None:
    size = block_size(20, 100)
    turns = departures((), [size] * 50, 20, 0.0)
    assert max(later.at - earlier.at for earlier, later in pairwise(turns)) <= 0.25
    assert size == 4


def test_a_clock_that_was_set_back_an_hour_does_not_stop_the_lane() -> None:
    written_by_the_old_clock = [Departure(4600.0, 20)]
    assert departures(written_by_the_old_clock, [5], 20, 1000.0) == (Departure(1000.0, 5),)
    assert still_counting(written_by_the_old_clock, 1000.0) == ()


def test_a_call_larger_than_the_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="21 messages at once in a lane of 20 a second"):
        departures((), [21], 20, 0.0)
