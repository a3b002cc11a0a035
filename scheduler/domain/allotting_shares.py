"""Divides a whole number among claims by a divisor method: floors first, then by weight, within a least and a most.

The method is that of Webster and Sainte-Laguë, with minimum and maximum requirements (M. L. Balinski and H. P. Young,
Fair Representation, 1982; F. Pukelsheim, Proportional Representation, 2nd ed., 2017). Each claim gets its floor and then
`weight / divisor` rounded to the nearest, one divisor for all. It is a divisor method because only these never take from
a claim when the whole grows, or when its own weight grows and no other does; Hamilton's largest remainders do both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heapreplace
from typing import Literal

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claimant may ask for: a floor before all else, then by weight; never under least, never over most."""

    key: str
    weight: Fraction
    floor: int = 0
    least: int = 0
    most: int | None = None

    @property
    def base(self) -> int:
        """What it has before anything is divided by weight."""
        base = max(self.floor, self.least)
        return base if self.most is None else min(base, max(self.most, self.least))


@dataclass(frozen=True, slots=True)
class Portion:
    """What one claimant gets: the whole number, and the exact share that it was rounded from.

    `by_weight` is the exact part beyond the floor. `bound` says that its least or its most decided, not its share.
    """

    key: str
    number: int
    floor: int
    by_weight: Fraction
    bound: Literal["least", "most"] | None

    @property
    def exact(self) -> Fraction:
        return self.floor + self.by_weight

    @property
    def remainder(self) -> Fraction:
        """What the exact share has beyond the number; below nought where it was rounded up."""
        return self.exact - self.number


def divide(whole: int, claims: Sequence[Claim]) -> tuple[Portion, ...]:
    """The portions of `whole`, in the order of the claims.

    They add up to `whole`, unless the bases are more already (then to those) or every most is reached before.
    Claims without any weight share alike. Of two claims equally near to one more, the heavier goes first,
    then the one whose key sorts first.
    """
    weights = _weights(claims)
    numbers, reached = _fill(whole, claims, weights)
    bounds = [_bound(claim, numbers[place], weights[place], reached) for place, claim in enumerate(claims)]
    free = [place for place, bound in enumerate(bounds) if bound is None]
    shared = sum(numbers[place] - claims[place].floor for place in free)
    heavy = sum((weights[place] for place in free), Fraction(0))
    return tuple(
        Portion(
            claim.key,
            numbers[place],
            claim.floor,
            shared * weights[place] / heavy if heavy else Fraction(0),
            bounds[place],
        )
        for place, claim in enumerate(claims)
    )


def _weights(claims: Iterable[Claim]) -> list[Fraction]:
    weights = [claim.weight for claim in claims]
    return weights if any(weights) else [Fraction(1) for _ in weights]


def _fill(whole: int, claims: Sequence[Claim], weights: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """The numbers, and how far the common scale 1 / divisor had to grow to give the last of them."""
    numbers = [claim.base for claim in claims]
    waiting = [
        (_turn(claim, numbers[place], weights[place]), -weights[place], claim.key, place)
        for place, claim in enumerate(claims)
        if weights[place] and (claim.most is None or numbers[place] < claim.most)
    ]
    heapify(waiting)
    reached = Fraction(0)
    for _ in range(whole - sum(numbers)):
        if not waiting:
            break
        reached, _weight, key, place = waiting[0]
        numbers[place] += 1
        claim = claims[place]
        if claim.most is not None and numbers[place] >= claim.most:
            waiting[0] = waiting[-1]
            waiting.pop()
            heapify(waiting)
        else:
            heapreplace(waiting, (_turn(claim, numbers[place], weights[place]), -weights[place], key, place))
    return numbers, reached


def _turn(claim: Claim, number: int, weight: Fraction) -> Fraction:
    """At what scale the claim is rounded up to one more than `number`."""
    return (number - claim.floor + HALF) / weight


def _bound(claim: Claim, number: int, weight: Fraction, reached: Fraction) -> Literal["least", "most"] | None:
    if claim.most is not None and number >= claim.most:
        return "least" if claim.least >= claim.most else "most"
    if number == claim.least > claim.floor and (not weight or _turn(claim, number - 1, weight) > reached):
        return "least"
    return None
