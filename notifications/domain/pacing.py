"""When messages may leave by a lane that takes so many a second: arithmetic of instants, no clock read.

Instants are seconds of one clock that all workers of the lane share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

MARGIN = 0.1
"""Seconds by which the window is longer than a second: a call that took no longer on its way costs nothing."""

GRACE = 0.05
"""Seconds by which a call may leave late; a later one takes its turn anew. The wire has the rest of the margin."""

BLOCK_SECONDS = 0.2
"""About so long a block takes to leave, and so long what is urgent waits behind one."""

LEAST_USE = 0.96
"""The share of a rate that whole blocks must fill."""

FORGOTTEN_AFTER = 60.0
"""A departure so far ahead was written by a clock that has been set back."""


@dataclass(frozen=True, slots=True)
class Departure:
    """So much leaves in one call, at an instant; the provider had all of it when the call `ended`, if that is known."""

    at: float
    count: int
    ended: float = 0.0

    @property
    def arrived(self) -> float:
        """The instant up to which it may have been on its way."""
        return max(self.at + MARGIN, self.ended)


def block_size(rate: int, most: int) -> int:
    """How many messages are claimed and leave together, at most `most`; blocks fill nearly the whole rate."""
    target = max(1, min(most, int(rate * BLOCK_SECONDS)))
    return next(size for size in range(target, 0, -1) if rate - rate % size >= LEAST_USE * rate)


def departures(
    taken: Sequence[Departure], counts: Sequence[int], rate: int, now: float
) -> tuple[Departure, ...]:
    """When calls of these sizes leave after those already `taken`, never more than `rate` in a sliding second.

    Each keeps the distance that its forerunner's size asks for, so that the lane never rests for most of a
    second behind a burst while something urgent waits. A call larger than the rate is a mistake of the caller
    (ValueError).
    """
    before = [each for each in taken if each.at <= now + FORGOTTEN_AFTER]
    made: list[Departure] = []
    for count in counts:
        if count > rate:
            raise ValueError(f"{count} messages at once in a lane of {rate} a second")
        made.append(Departure(_earliest([*before, *made], count, rate, now), count))
    return tuple(made)


def still_counting(taken: Sequence[Departure], now: float) -> tuple[Departure, ...]:
    """The departures that a later one has still to keep its distance from."""
    return tuple(each for each in taken if now - 1 < each.arrived and each.at <= now + FORGOTTEN_AFTER)


def ended(taken: Sequence[Departure], now: float) -> tuple[Departure, ...]:
    """The same where the latest of them that has begun is over; the provider may count it as late as now."""
    last = max((each for each in taken if each.at <= now), key=lambda each: each.at, default=None)
    return tuple(replace(each, ended=now) if each is last else each for each in taken)


def _earliest(before: Sequence[Departure], count: int, rate: int, now: float) -> float:
    spread = (1 + MARGIN) / rate
    at = max([now, *(each.at + each.count * spread for each in before)])
    room = rate - count
    for each in sorted(before, key=lambda each: each.arrived, reverse=True):
        room -= each.count
        if room < 0:
            return max(at, each.arrived + 1)
    return at
