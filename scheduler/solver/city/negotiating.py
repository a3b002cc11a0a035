"""The districts come to terms: prices first, then plans within slices, then turns in which what is left changes hands.

Every step asks tasks of districts and goes on when all have answered; what comes of it depends on the problem and on
the number of steps alone, not on who did the tasks or how fast. Time only ends it between two steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.solver.city.dealing import left_by_others, turns
from scheduler.solver.city.market import MILLIONTHS, SETTLED
from scheduler.solver.city.mixing import mix
from scheduler.solver.city.opening import deal, settle_numbers
from scheduler.solver.city.talking import Stopped, Talks, total
from scheduler.solver.city.tasks import (
    Arrange,
    Arranged,
    Bid,
    Explain,
    Limit,
    Limited,
    Prices,
    Wanted,
)
from scheduler.solver.pricing import PARTS
from scheduler.solver.solution import Unplaced

PRICES = 16
"""Rounds of bids at most, once the turns gain nothing any more."""
BATCH = 4
"""Districts that take their turn at once."""
TURN_WORK, MOST_WORK = 1.0, 8.0
"""Of the solver's own seconds: for a turn, and at most for one."""
BOUND_WORK = (1.0, 8.0)
"""The same for the first proof of a district's bound and for a thorough one."""
MIX_WORK, KEPT = 2.0, 16
"""For putting together what the districts have had, and how many plans of each are thought of."""
QUIET = 2
"""Rounds of turns without a gain, after which each turn searches twice as long."""

CYCLE = (False, True, False, False)
"""Which rounds of turns are for giving; in the others everybody takes what is left."""


@dataclass
class Negotiation(Talks):
    """One city's month: the best plans of its districts so far, and the proven bound in points."""

    def run(self) -> None:
        """Negotiate until nothing is gained any more, or it is over."""
        try:
            settle_numbers(self)
            deal(self)
            self._prove(BOUND_WORK[0])
            self._take_turns()
        except Stopped:
            self.cut_short = True
            self.plans = self.best

    def _price(self, rounds: int) -> None:
        """Rounds of bids, so that days and vans get prices too."""
        for _ in range(rounds):
            self.wanted = self.ask([Bid(one, self.prices, self.fill[one]) for one in self.all], Wanted)
            if any(one.infeasible for one in self.wanted):
                self.infeasible = True
                raise Stopped
            self.market.hear(self.prices, self.wanted)
            self._widen()
            self.prices, self.mixture = self.market.clear()
            if self.market.settled(SETTLED):
                break
        self.note(
            f"prices: {len(self.prices)}, relaxation {self.market.bound:.1f} to {self.market.value:.1f}"
        )

    def _widen(self) -> None:
        """Offer what nobody ordered wherever the last bids lack something."""
        fill = [had | one.missing for had, one in zip(self.fill, self.wanted, strict=True)]
        if fill != self.fill:
            self.fill = fill
            self.market.widen()

    def _take_turns(self) -> None:
        """Rounds in which the districts first give, then take, until nothing is gained even by long searches."""
        work, quiet, number, thorough = TURN_WORK, 0, 0, False
        while self.plans and not self.proven:
            before = self.plans
            for giving in CYCLE:
                for batch in self._batches():
                    self._turn(batch, number, work, giving=giving)
                    self.keep()
                number += 1
            now, self.plans = self.plans, mix(self.sharing, self.had, self.best, MIX_WORK, self.seed)
            self.keep()
            gained = total(before) - total(self.plans)
            self.note(f"turn {number}: {total(now)} points, gained {gained}, {self.short} missing")
            quiet = 0 if gained else quiet + 1
            if not thorough and quiet:
                self._price(PRICES)
                deal(self)
                self._prove(BOUND_WORK[1])
                thorough = True
            if quiet >= QUIET:
                if work >= MOST_WORK:
                    return
                work, quiet = 2 * work, 0

    def _batches(self) -> list[list[int]]:
        """All districts in batches, those first that lose most against what they bid; each of its own group."""
        bids = [one.points for one in self.wanted] or [0.0] * len(self.plans)
        loss = [plan.points - bid for plan, bid in zip(self.plans, bids, strict=True)]
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
        for one, plan in zip(batch, self.ask(tasks, Arranged), strict=True):
            if plan.found:
                self.had[one] = [plan, *self.had[one]][:KEPT]
            if plan.found and self._cost(plan, prices) <= self._cost(plans[one], prices):
                plans[one] = plan
        self.plans = plans

    def _cost(self, plan: Arranged, prices: Prices) -> tuple[int, int]:
        """What a plan lacks, then what it costs."""
        return plan.short, self._paid(plan, prices)

    def _paid(self, plan: Arranged, prices: Prices) -> int:
        """Millionths of points of a plan and of what it uses at the prices."""
        used = (amount for column in plan.columns for amount in self.sharing.amounts(column))
        return plan.points * MILLIONTHS + sum(prices.get(name, 0) * amount for name, amount in used)

    def _prove(self, work: float) -> None:
        """The sum of the districts' bounds at the prices, less what all that is free is worth at them."""
        free = {name: self.sharing.free(name) for name in self.market.best}
        prices = {name: price for name, price in self.market.best.items() if free[name] is not None}
        limited = self.ask([Limit(one, prices, work, self.seed) for one in self.all], Limited)
        if any(one.infeasible for one in limited):
            self.infeasible = True
            return
        if any(one.bound is None for one in limited):
            return
        worth = sum(price * (free[name] or 0) for name, price in prices.items())
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
