"""A whole-number linear program in plain numbers: what any solver can be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.model import Model, Row
from scheduler.solver.terms import Numbers, Terms, many


@dataclass(frozen=True, slots=True)
class Matrix:
    """The terms of all rows, one after the other: of which row, of which variable, how much."""

    rows: Numbers
    variables: Numbers
    amounts: Numbers


def matrix_of(rows: Sequence[Row]) -> Matrix:
    """All terms of some rows."""
    terms = [many(row.terms) for row in rows]
    return Matrix(
        np.repeat(np.arange(len(rows)), [len(each) for each in terms]),
        np.concatenate([_NONE, *(each.variables for each in terms)]),
        np.concatenate([_NONE, *(each.amounts for each in terms)]),
    )


_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Linear:
    """Variables from `lows` to `highs`, rows, and points to be made least; slacks stand in the rows' terms.

    Points and constant are counted in `parts` of a point.
    """

    lows: tuple[int, ...]
    highs: tuple[int, ...]
    rows: tuple[Row, ...]
    points: Mapping[int, int]
    constant: int
    parts: int = 1

    def fixed(self, values: Mapping[int, int]) -> Linear:
        """The same with some variables settled."""
        lows, highs = list(self.lows), list(self.highs)
        for variable, value in values.items():
            lows[variable] = highs[variable] = value
        return replace(self, lows=tuple(lows), highs=tuple(highs))

    def aiming(self, points: Mapping[int, int], constant: int = 0) -> Linear:
        """The same with another aim."""
        return replace(self, points=points, constant=constant)

    def limited(self, terms: Terms, high: int) -> Linear:
        """The same with one more ceiling."""
        return replace(self, rows=(*self.rows, Row("limit", (), terms, high=high)))


def linear_of(model: Model, *, relaxed: bool) -> Linear:
    """The model of a month; unless `relaxed`, no row gives way."""
    columns = len(model.columns)
    points, constant = weighted_points(model)
    return Linear(
        lows=(0,) * (columns + len(model.counted)),
        highs=(*(1 for _ in range(columns)), *counted_highs(model, relaxed=relaxed)),
        rows=tuple(with_slack(row) for row in model.rows),
        points=points,
        constant=constant,
    )


def with_slack(row: Row) -> Row:
    """The row with its slack among its terms."""
    if row.slack is None:
        return row
    return replace(row, terms=(*row.terms, (row.slack, 1)), slack=None)


def counted_highs(model: Model, *, relaxed: bool) -> Iterable[int]:
    """The most that each counted variable can be; a slack is nought unless relaxed."""
    slacks = set(model.slacks())
    columns = len(model.columns)
    for number, high in enumerate(model.counted, start=columns):
        yield 0 if number in slacks and not relaxed else high


def weighted_points(model: Model) -> tuple[dict[int, int], int]:
    """The costs of all wishes with their weights, and of what gives way; and points no plan avoids."""
    weights = model.problem.weights
    points: dict[int, int] = defaultdict(int)
    constant = 0
    for cost in model.costs:
        if cost.variable is None:
            constant += cost.units * weights.of(cost.rule)
        else:
            points[cost.variable] += cost.units * weights.of(cost.rule)
    if model.gives_way_to is not None:
        for slack in model.slacks():
            points[slack] += weights.of(model.gives_way_to)
    return {variable: amount for variable, amount in points.items() if amount}, constant
