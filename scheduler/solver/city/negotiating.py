"""The districts come to terms: prices first, then plans within slices, then turns in which what is left changes hands.

Every step asks tasks of districts and goes on when all have answered; what comes of it depends on the problem and on
the number of steps alone, not on who did the tasks or how fast. Time only ends it between two steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scheduler.solver.city.completing import Completion
from scheduler.solver.city.dealing import deal, left_by_others, turns
from scheduler.solver.city.market import MILLIONTHS, NEARLY, SETTLED, Market, Mixture
from scheduler.solver.city.mixing import mix
from scheduler.solver.city.parts import areas_of, districts_of, shared_providers
from scheduler.solver.city.sharing import Sharing, Slice
from scheduler.solver.city.tasks import (
    Arrange,
    Arranged,
    Bid,
    Claim,
    Claimed,
    Crew,
    Explain,
    Limit,
    Limited,
    Place,
    Prices,
    Task,
    Wanted,
)
from scheduler.solver.columns import Column
from scheduler.solver.pricing import PARTS
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Unplaced

FIRST_PRICES, LATER_PRICES = 4, 16
"""Rounds of bids before the first plan, and after it."""
CLAIMS = 120
"""Rounds of claims at most, in which what is missing after the dealing is placed."""
BATCH = 4
"""Districts that take their turn at once."""
FIRST_WORK, TURN_WORK, MOST_WORK = 0.25, 1.0, 8.0
"""Of the solver's own seconds: for a first plan of a district, for a turn, and at most for one."""
BOUND_WORK = (1.0, 8.0)
"""The same for the first proof of a district's bound and for a thorough one."""
MIX_WORK, KEPT = 2.0, 16
"""For putting together what the districts have had, and how many plans of each are thought of."""
QUIET = 2
"""Rounds of turns without a gain, after which each turn searches twice as long."""

CYCLE = (False, True, False, False)
"""Which rounds of turns are for giving; in the others everybody takes what is left."""

Kind = TypeVar("Kind", Wanted, Arranged, Claimed, Limited)


class Stopped(Exception):  # noqa: N818 - an ending, not an error
    """It is time to end, or a person wishes it."""


@dataclass
class Negotiation:
    """One city's month: the best plans of its districts so far, and the proven bound in points."""

    city: Problem
    crew: Crew
    seed: int = 1
    over: Callable[[], bool] = lambda: False
    tell: Callable[[Negotiation], None] = lambda _: None
    note: Callable[[str], None] = lambda _: None
    plans: list[Arranged] = field(default_factory=list)
    bound: int | None = None
    infeasible: bool = False
    cut_short: bool = False

    def __post_init__(self) -> None:
        self.sharing = Sharing.of(self.city, shared_providers(self.city))
        self.areas = [areas_of(self.city, one) for one in districts_of(self.city)]
        self.all = range(len(self.areas))
        self.fill: list[frozenset[Place]] = [frozenset() for _ in self.all]
        self.market = Market(self.sharing, len(self.areas))
        self.wanted: list[Wanted] = []
        self.mixture: Mixture = ()
        self._best: list[Arranged] = []
        self._had: list[list[Arranged]] = [[] for _ in self.all]
        self.prices: Prices = {}

    @property
    def points(self) -> int | None:
        """Points of the merged plan, if it lacks nothing."""
        if not self.plans or self.short:
            return None
        return sum(plan.points for plan in self.plans)

    @property
    def short(self) -> int:
        return sum(plan.short for plan in self.plans)

    @property
    def proven(self) -> bool:
        return self.points is not None and self.points == self.bound

    def run(self) -> None:
        """Negotiate until nothing is gained any more, or it is over."""
        try:
            self._price(FIRST_PRICES, widens=False, near=NEARLY)
            self._deal()
            self.market.by_day = True
            self._price(LATER_PRICES)
            self._deal()
            self._prove(BOUND_WORK[0])
            self._take_turns()
        except Stopped:
            self.cut_short = True
            self.plans = self._best

    def _price(self, rounds: int, *, widens: bool = True, near: float = SETTLED) -> None:
        """Rounds of bids; unless it `widens`, what nobody ordered is offered after the last, as models are made anew for it."""
        for _ in range(rounds):
            self.wanted = self._ask([Bid(one, self.prices, self.fill[one]) for one in self.all], Wanted)
            if any(one.infeasible for one in self.wanted):
                self.infeasible = True
                raise Stopped
            self.market.hear(self.prices, self.wanted)
            if widens:
                self._widen()
            self.prices, self.mixture = self.market.clear()
            if self.market.settled(near):
                break
        if not widens:
            self._widen()
        self.note(
            f"prices: {len(self.prices)}, relaxation {self.market.bound:.1f} to {self.market.value:.1f}"
        )

    def _widen(self) -> None:
        """Offer what nobody ordered wherever the last bids lack something."""
        fill = [had | one.missing for had, one in zip(self.fill, self.wanted, strict=True)]
        if fill != self.fill:
            self.fill = fill
            self.market.widen()

    def _deal(self) -> None:
        """Plans of all districts at once within what the mixture gives them; kept if they are better."""
        slices = deal(self.sharing, self.mixture, self.areas)
        tasks = [
            Arrange(one, slices[one], self.market.best, (), self.fill[one], FIRST_WORK, self.seed)
            for one in self.all
        ]
        dealt = self._ask(tasks, Arranged)
        if not all(plan.found for plan in dealt):
            return
        points = _total(dealt)
        self._had = [[plan, *had] for plan, had in zip(dealt, self._had, strict=True)]
        self.note(f"dealt: {points} points, {sum(plan.short for plan in dealt)} missing")
        if not self.plans or points < _total(self.plans):
            self.plans = dealt
            self._keep()
        self._complete(dealt, slices)

    def _complete(self, dealt: list[Arranged], slices: Sequence[Slice]) -> None:
        """The dealt plans with what is missing in them placed; kept if they are better."""
        if not sum(plan.short for plan in dealt):
            return
        columns = [plan.columns for plan in dealt]
        now = Completion(self.sharing, self.areas, columns, self.fill, self.seed)
        now.alone(slices, self._claim)
        self.note(f"alone: {now.lacking()} missing")
        now.run(self._claim, CLAIMS)
        self.note(f"claims: {now.claims.total()}, {now.lacking()} missing")
        plans = self._counted(now.columns)
        if all(plan.found for plan in plans) and _total(plans) < _total(self.plans):
            self._had = [[plan, *had] for plan, had in zip(plans, self._had, strict=True)]
            self.plans = plans
            self._keep()

    def _claim(self, tasks: Sequence[Claim]) -> list[Claimed]:
        return self._ask(tasks, Claimed)

    def _counted(self, columns: Sequence[tuple[Column, ...]]) -> list[Arranged]:
        """The districts' plans as they are, with their points."""
        tasks = [
            Arrange(
                one,
                left_by_others(self.sharing, one, columns, self.areas),
                {},
                own,
                self.fill[one],
                0.0,
                self.seed,
            )
            for one, own in enumerate(columns)
        ]
        return self._ask(tasks, Arranged)

    def _take_turns(self) -> None:
        """Rounds in which the districts first give, then take, until nothing is gained even by long searches."""
        work, quiet, number, thorough = TURN_WORK, 0, 0, False
        while self.plans and not self.proven:
            before = self.plans
            for giving in CYCLE:
                for batch in self._batches():
                    self._turn(batch, number, work, giving=giving)
                    self._keep()
                number += 1
            now, self.plans = self.plans, mix(self.sharing, self._had, self._best, MIX_WORK, self.seed)
            self._keep()
            gained = _total(before) - _total(self.plans)
            self.note(f"turn {number}: {_total(now)} points, gained {gained}, {self.short} missing")
            quiet = 0 if gained else quiet + 1
            if not thorough and quiet:
                self._price(LATER_PRICES)
                self._prove(BOUND_WORK[1])
                thorough = True
            if quiet >= QUIET:
                if work >= MOST_WORK:
                    return
                work, quiet = 2 * work, 0

    def _batches(self) -> list[list[int]]:
        """All districts in batches, those first that lose most against what they bid; each of its own group."""
        loss = [plan.points - one.points for plan, one in zip(self.plans, self.wanted, strict=True)]
        groups = [
            sorted((one for one in self.all if one % BATCH == group), key=lambda one: (-loss[one], one))
            for group in range(BATCH)
        ]
        longest = max(map(len, groups))
        return [[group[place] for group in groups if place < len(group)] for place in range(longest)]

    def _turn(self, batch: Sequence[int], number: int, work: float, *, giving: bool) -> None:
        """Each of the batch plans anew with what all others leave; giving, it lets go of what is dearer than its use."""
        columns = [plan.columns for plan in self.plans]
        slices = turns(self.sharing, batch, columns, self.areas, number)
        prices: Prices = self.market.best if giving else {}
        tasks = [
            Arrange(one, own, prices, columns[one], self.fill[one], work, self.seed + number)
            for one, own in zip(batch, slices, strict=True)
        ]
        plans = list(self.plans)
        for one, plan in zip(batch, self._ask(tasks, Arranged), strict=True):
            if plan.found:
                self._had[one] = [plan, *self._had[one]][:KEPT]
            if plan.found and self._paid(plan, prices) <= self._paid(plans[one], prices):
                plans[one] = plan
        self.plans = plans

    def _paid(self, plan: Arranged, prices: Prices) -> int:
        """Millionths of points of a plan and of what it uses at the prices."""
        used = (amount for column in plan.columns for amount in self.sharing.amounts(column))
        return plan.points * MILLIONTHS + sum(prices.get(name, 0) * amount for name, amount in used)

    def _keep(self) -> None:
        """Remember the best plans so far, and tell of them."""
        if not self._best or _total(self.plans) < _total(self._best):
            self._best = self.plans
            self.tell(self)

    def _prove(self, work: float) -> None:
        """The sum of the districts' bounds at the prices, less what all that is free is worth at them."""
        prices = self.market.best
        limited = self._ask([Limit(one, prices, work, self.seed) for one in self.all], Limited)
        if any(one.infeasible for one in limited):
            self.infeasible = True
            return
        if any(one.bound is None for one in limited):
            return
        worth = sum(price * (self.sharing.free(name) or 0) for name, price in prices.items())
        proven = sum(one.bound or 0 for one in limited) * (MILLIONTHS // PARTS) - worth
        bound = -(-proven // MILLIONTHS)
        self.bound = bound if self.bound is None else max(self.bound, bound)
        self.note(f"bound: {self.bound}")
        self.tell(self)

    def unplaced(self) -> tuple[Unplaced, ...]:
        """Why what is not in the plan is not, district by district."""
        columns = [plan.columns for plan in self.plans]
        tasks = [
            Explain(one, left_by_others(self.sharing, one, columns, self.areas), columns[one], self.fill[one])
            for one in self.all
        ]
        replies = self.crew.do(tasks, lambda: False) or []
        return tuple(item for reply in replies if isinstance(reply, tuple) for item in reply)

    def _ask(self, tasks: Sequence[Task], kind: type[Kind]) -> list[Kind]:
        """All answers; raises Stopped if it is over before they are there."""
        if self.over():
            raise Stopped
        replies = self.crew.do(tasks, self.over)
        if replies is None:
            raise Stopped
        assert all(isinstance(reply, kind) for reply in replies), "each task has its kind of answer"
        return [reply for reply in replies if isinstance(reply, kind)]


def _total(plans: Sequence[Arranged]) -> int:
    return sum(plan.points for plan in plans)
