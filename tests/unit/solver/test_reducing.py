"""What reduced costs rule out, no plan that is good enough uses: tried on every plan of small programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row
from scheduler.solver.pricing import relaxation
from scheduler.solver.reducing import FINE, reduced
from scheduler.solver.terms import ManyTerms, Terms

COUNT = 5
AMOUNT = st.integers(-3, 3)


@st.composite
def programs(draw: st.DrawFn) -> Linear:
    """Four columns and a number up to 3, with some ceilings, floors and equations."""
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 4))):
        amounts = draw(st.lists(AMOUNT, min_size=COUNT, max_size=COUNT))
        terms = tuple((variable, amount) for variable, amount in enumerate(amounts) if amount)
        limit, kind = draw(AMOUNT), draw(st.sampled_from(("low", "high", "both")))
        low, high = limit if kind != "high" else None, limit if kind != "low" else None
        rows.append(Row("any", (str(number),), terms, low=low, high=high))
    points = draw(st.lists(st.integers(-9, 9), min_size=COUNT, max_size=COUNT))
    return Linear((0,) * COUNT, (1, 1, 1, 1, 3), tuple(rows), dict(enumerate(points)), draw(AMOUNT))


def plans(linear: Linear) -> list[tuple[int, tuple[int, ...]]]:
    """Every solution with its points."""
    spans = (range(low, high + 1) for low, high in zip(linear.lows, linear.highs, strict=True))
    return [(_points(linear, values), values) for values in product(*spans) if _stands(linear, values)]


def _points(linear: Linear, values: Sequence[int]) -> int:
    return linear.constant + sum(amount * values[variable] for variable, amount in linear.points.items())


def _stands(linear: Linear, values: Sequence[int]) -> bool:
    sums = [sum(amount * values[variable] for variable, amount in row.terms) for row in linear.rows]
    return all(
        (row.low is None or row.low <= own) and (row.high is None or own <= row.high)
        for row, own in zip(linear.rows, sums, strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(programs(), st.integers(0, 4), st.randoms(use_true_random=False))
def test_no_plan_so_good_uses_what_is_ruled_out(linear: Linear, above: int, dice: Random) -> None:
    known = plans(linear)
    assume(known)
    solved = relaxation(linear, 10.0)
    for prices in (solved.prices, [price * dice.random() for price in solved.prices]):
        costs = reduced(linear, prices)
        best = min(points for points, _ in known)
        assert costs.bound <= best * FINE
        gone = costs.dearer(COUNT - 1, best + above)
        for points, values in known:
            if points <= best + above:
                assert not any(values[variable] for variable in gone)


def test_something_is_ruled_out() -> None:
    row = Row("any", ("one",), ((0, 1), (1, 1)), low=1)
    linear = Linear((0, 0), (1, 1), (row,), {0: 2, 1: 7}, 0)
    assert reduced(linear, [2.0]).dearer(2, 6) == {1: 0}
    assert reduced(linear, [2.0]).dearer(2, 7) == {}


@pytest.mark.parametrize(
    "terms",
    [((0, 1),), ManyTerms(np.array([0]), np.array([1])), ManyTerms(np.array([0, 1]), np.array([1, 1]))],
)
def test_a_number_that_may_be_more_is_held_by_a_ceiling_of_one(terms: Terms) -> None:
    """The ceiling stands alone or beside a column that is nought; it is no choice among columns."""
    linear = Linear((0, 0), (3, 0), (Row("most", (), terms, high=1),), {0: -1}, 0)
    found, _ = run_solver(Run(linear, {}, 1, 1, False, 5.0, None), lambda *_: None, lambda: False)
    assert found.values == (1, 0)
