"""Which variables no good plan uses: by exact reduced costs at the prices of the relaxation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.solver.linear import Linear, matrix_of
from scheduler.solver.terms import Numbers

FINE = 100_000_000
"""Of a point, in which reduced costs are counted: whole numbers, so that what they rule out is ruled out for certain."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A bound of the whole program at some prices, and by how much more any plan costs that uses a variable."""

    bound: int
    costs: Numbers

    def dearer(self, columns: int, points: int) -> dict[int, int]:
        """The columns that only plans of more than so many points use, each as nought."""
        return self.beyond(columns, points * FINE - self.bound)

    def further(self, columns: int, points: int) -> dict[int, int]:
        """The columns that cost so many points more than what the relaxation would do, each as nought."""
        return self.beyond(columns, points * FINE)

    def beyond(self, columns: int, cost: int) -> dict[int, int]:
        return dict.fromkeys(np.flatnonzero(self.costs[:columns] > cost).tolist(), 0)


def reduced(linear: Linear, prices: Sequence[float]) -> Reduced:
    """The reduced costs of a program at its rows' prices, which have the signs of their limits."""
    paid = np.rint(np.array(prices) * FINE).astype(np.int64)
    matrix = matrix_of(linear.rows)
    costs = np.zeros(len(linear.highs), dtype=np.int64)
    for variable, points in linear.points.items():
        costs[variable] = points * FINE
    np.subtract.at(costs, matrix.variables, paid[matrix.rows] * matrix.amounts)
    bound = linear.constant * FINE
    for row, price in zip(linear.rows, paid.tolist(), strict=True):
        limit = row.high if price < 0 else row.low
        if price and limit is not None:
            bound += price * limit
    lows, highs = np.array(linear.lows, dtype=np.int64), np.array(linear.highs, dtype=np.int64)
    bound += int(np.where(costs < 0, costs * highs, costs * lows).sum())
    return Reduced(bound, costs)
