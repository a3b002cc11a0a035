"""Prices of what districts share: the whole city's relaxation, put together from the districts' own bids.

Each bid is one way in which a district could be served; the city takes the cheapest mixture of such ways that
what it has allows, and the prices are those of its rows (Dantzig and Wolfe, Decomposition principle for linear
programs, 1960).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.solver.city.sharing import MONEY, Resource, Sharing
from scheduler.solver.city.tasks import Prices, Wanted
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row
from scheduler.solver.pricing import relaxation

MILLIONTHS = 1_000_000
STEP, STEP_OF_MONEY = 20, 0.01
"""Points by which the price of a delivery of a shared provider, or of a yuan, rises at most from one round to the next."""
DEAREST, DEAREST_OF_MONEY = 120, 0.1
"""Points that they are worth at most."""
FIRM = 0.4
"""How much of the best prices so far stays in the next ones: new ones alone leap from end to end."""
SETTLED = 0.001
"""As a share, how far the bound may lie below the mixture's value when no more bids are asked for."""
SECONDS = 600.0

Mixture = tuple[Mapping[Resource, float], ...]
"""What each district uses of each resource."""


@dataclass
class Market:
    """The districts' bids so far, the best prices, the bound that goes with them and the mixture's value, in points."""

    sharing: Sharing
    districts: int
    bids: list[list[Wanted]] = field(default_factory=list)
    best: Prices = field(default_factory=dict)
    bound: float = float("-inf")
    value: float = float("inf")

    def settled(self, near: float) -> bool:
        """Whether other prices could hardly tell more: the mixture costs what the prices prove, as near as said."""
        return self.value - self.bound <= near * abs(self.value)

    def hear(self, prices: Prices, bids: Sequence[Wanted]) -> None:
        """Take one bid of each district, made at these prices."""
        if not self.bids:
            self.bids = [[] for _ in range(self.districts)]
        value = 0.0
        for own, bid in zip(self.bids, bids, strict=True):
            own.append(bid)
            value += bid.points + self._worth(prices, bid.uses or {})
        value -= self.worth_of_all(prices)
        if value > self.bound:
            self.best, self.bound = prices, value

    def worth_of_all(self, prices: Prices) -> float:
        """What all that is free is worth, in points."""
        return sum(price * (self.sharing.free(name) or 0) for name, price in prices.items()) / MILLIONTHS

    def _worth(self, prices: Prices, uses: Mapping[Resource, float]) -> float:
        return sum(prices.get(name, 0) * used for name, used in uses.items()) / MILLIONTHS

    def widen(self) -> None:
        """The districts are offered more from now on: what bound them so far binds no more."""
        self.bound = float("-inf")

    def clear(self) -> tuple[Prices, Mixture]:
        """The next prices, and the mixture of bids that the city takes."""
        names = sorted(
            {name for own in self.bids for bid in own for name in bid.uses or {} if self._scarce(name)}
        )
        ways = [(district, bid) for district, own in enumerate(self.bids) for bid in own]
        solved = relaxation(self._program(names, ways), SECONDS)
        self.value = float("inf") if solved.points is None else solved.points
        found = {name: -price for name, price in zip(names, solved.prices, strict=False)}
        mixture: list[dict[Resource, float]] = [defaultdict(float) for _ in range(self.districts)]
        for (district, bid), part in zip(ways, solved.values, strict=False):
            if part > 0:
                for name, used in (bid.uses or {}).items():
                    mixture[district][name] += used * part
        return self._next({name: max(0.0, price) for name, price in found.items()}), tuple(mixture)

    def _scarce(self, name: Resource) -> bool:
        """Whether the districts together ever wanted more than there is."""
        free = self.sharing.free(name)
        most = sum(max((bid.uses or {}).get(name, 0.0) for bid in own) for own in self.bids)
        return free is not None and most > free + 1e-9

    def _program(self, names: Sequence[Resource], ways: Sequence[tuple[int, Wanted]]) -> Linear:
        """The mixture as a program: parts of ways first, then what is wanted beyond what there is."""
        count = len(ways)
        terms: dict[Resource, list[tuple[int, float]]] = {
            name: [(count + place, -1.0)] for place, name in enumerate(names)
        }
        for variable, (_, bid) in enumerate(ways):
            for name, used in (bid.uses or {}).items():
                if name in terms:
                    terms[name].append((variable, used))
        rows = [Row("share", name, tuple(terms[name]), high=self.sharing.free(name)) for name in names]  # type: ignore[arg-type]
        rows += [
            Row(
                "whole",
                (str(one),),
                tuple((v, 1) for v, (of, _) in enumerate(ways) if of == one),
                low=1,
                high=1,
            )
            for one in range(self.districts)
        ]
        points = {variable: bid.points for variable, (_, bid) in enumerate(ways)}
        points |= {count + place: self._highest(name) for place, name in enumerate(names)}
        size = count + len(names)
        return Linear((0,) * size, (1,) * count + (10**9,) * len(names), tuple(rows), points, 0)  # type: ignore[arg-type]

    def _highest(self, name: Resource) -> float:
        """Points that a price may rise to in this round."""
        step, dearest = (STEP_OF_MONEY, DEAREST_OF_MONEY) if name == MONEY else (STEP, DEAREST)
        return min(dearest, self.best.get(name, 0) / MILLIONTHS + step)

    def _next(self, found: Mapping[Resource, float]) -> Prices:
        """Between the best prices and the new ones."""
        names = sorted({*found, *self.best})
        firm = FIRM if self.best else 0.0
        mixed = {
            name: round(firm * self.best.get(name, 0) + (1 - firm) * found.get(name, 0.0) * MILLIONTHS)
            for name in names
        }
        return {name: price for name, price in mixed.items() if price}
