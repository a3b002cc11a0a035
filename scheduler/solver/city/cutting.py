"""A program without what is settled in it: only the variables that are free, and the rows that they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.solver.linear import Linear, Matrix, matrix_of
from scheduler.solver.model import Row
from scheduler.solver.search import Found
from scheduler.solver.terms import ManyTerms, Numbers


@dataclass(frozen=True)
class Cut:
    """What is left of a program, None if what is settled breaks a row; and how its answer is one of the whole."""

    linear: Linear | None
    free: Numbers
    values: Numbers
    """Of all variables, as far as they are settled."""

    def whole(self, found: Found) -> Found:
        """The same answer with the values of all variables."""
        if found.values is None:
            return found
        values = self.values.copy()
        values[self.free] = found.values
        return replace(found, values=tuple(values.tolist()))

    def hint(self, hint: Mapping[int, int]) -> dict[int, int]:
        """The hint in the numbers of what is left."""
        return {new: hint[old] for new, old in enumerate(self.free.tolist()) if old in hint}


def cut(linear: Linear, known: Matrix, first: int) -> Cut:
    """What is left of a program; `known` is the matrix of its `first` rows."""
    lows, highs = np.array(linear.lows, dtype=np.int64), np.array(linear.highs, dtype=np.int64)
    settled = lows == highs
    free, values = np.flatnonzero(~settled), np.where(settled, lows, 0)
    left = _rows_left(linear.rows, _matrix(linear.rows, known, first), settled, values)
    if left is None:
        return Cut(None, free, values)
    new = {old: number for number, old in enumerate(free.tolist())}
    points = {new[variable]: amount for variable, amount in linear.points.items() if variable in new}
    paid = sum(amount * int(values[variable]) for variable, amount in linear.points.items())
    small = replace(
        linear,
        lows=tuple(lows[free].tolist()),
        highs=tuple(highs[free].tolist()),
        rows=tuple(left),
        points=points,
        constant=linear.constant + paid,
    )
    return Cut(small, free, values)


def _matrix(rows: Sequence[Row], known: Matrix, first: int) -> Matrix:
    more = matrix_of(rows[first:])
    return Matrix(
        np.concatenate((known.rows, more.rows + first)),
        np.concatenate((known.variables, more.variables)),
        np.concatenate((known.amounts, more.amounts)),
    )


def _rows_left(
    rows: Sequence[Row], matrix: Matrix, settled: NDArray[np.bool_], values: Numbers
) -> list[Row] | None:
    """The rows over free variables, less what the settled ones make; None if these alone break one."""
    made = np.bincount(matrix.rows, matrix.amounts * values[matrix.variables], len(rows)).astype(np.int64)
    open_terms = ~settled[matrix.variables]
    of, amounts = matrix.rows[open_terms], matrix.amounts[open_terms]
    variables = (np.cumsum(~settled) - 1)[matrix.variables[open_terms]]
    starts = np.searchsorted(of, np.arange(len(rows) + 1)).tolist()
    left: list[Row] = []
    for place, (row, total) in enumerate(zip(rows, made.tolist(), strict=True)):
        low = None if row.low is None else row.low - total
        high = None if row.high is None else row.high - total
        own = slice(starts[place], starts[place + 1])
        if own.start < own.stop:
            terms = ManyTerms(variables[own], amounts[own])
            left.append(Row(row.rule, row.subject, terms, low=low, high=high))
        elif (low is not None and low > 0) or (high is not None and high < 0):
            return None
    return left
