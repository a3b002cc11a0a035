"""Solves a program without its whole numbers, for the price of each row; the only home of GLOP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from ortools.linear_solver.python.model_builder_helper import (
    ModelBuilderHelper,
    ModelSolverHelper,
    SolveStatus,
)

from scheduler.solver.linear import Linear

SOLVER = "glop"
PARTS = 1000
"""Of a point, in which prices are counted: whole numbers, so that a bound made with them is exact."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A program solved without its whole numbers: points, each variable's value and reduced cost, each row's price.

    Empty when it was not solved in time.
    """

    infeasible: bool = False
    points: float | None = None
    values: Sequence[float] = ()
    reduced: Sequence[float] = ()
    prices: Sequence[float] = ()

    @property
    def parts(self) -> tuple[int, ...]:
        """The rows' prices in parts of a point; any prices of the right sign give a true bound."""
        return tuple(round(price * PARTS) for price in self.prices)


def relaxation(linear: Linear, seconds: float) -> Relaxation:
    """The program's relaxation, solved within the seconds."""
    return Aimed(linear).at(linear.points, seconds)


class Aimed:
    """A program without its whole numbers, kept to be solved at one aim after the other."""

    def __init__(self, linear: Linear) -> None:
        self.linear = linear
        self._relaxed = _relaxed(linear)
        self._points = dict(linear.points)

    def at(self, points: Mapping[int, int], seconds: float) -> Relaxation:
        """The relaxation with these points of variables, solved afresh within the seconds."""
        for variable in self._points.keys() | points.keys():
            now = points.get(variable, 0)
            if now != self._points.get(variable, 0):
                self._relaxed.set_var_objective_coefficient(variable, now)
        self._points = dict(points)
        return _solved(self.linear, self._relaxed, seconds)


def _solved(linear: Linear, relaxed: ModelBuilderHelper, seconds: float) -> Relaxation:
    solver = ModelSolverHelper(SOLVER)
    solver.set_time_limit_in_seconds(seconds)
    solver.solve(relaxed)
    if solver.status() == SolveStatus.INFEASIBLE:
        return Relaxation(infeasible=True)
    if solver.status() != SolveStatus.OPTIMAL:
        return Relaxation()
    return Relaxation(
        points=solver.objective_value() + linear.constant,
        values=solver.variable_values().tolist(),
        reduced=solver.reduced_costs().tolist(),
        prices=[
            _right_side(dual, low=row.low, high=row.high)
            for dual, row in zip(solver.dual_values(), linear.rows, strict=True)
        ],
    )


def _right_side(price: float, *, low: int | None, high: int | None) -> float:
    """A ceiling can only cost and a floor only gain; the solver's rounding may say otherwise."""
    if (price > 0 and low is None) or (price < 0 and high is None):
        return 0.0
    return price


def _relaxed(linear: Linear) -> ModelBuilderHelper:
    relaxed = ModelBuilderHelper()
    for low, high in zip(linear.lows, linear.highs, strict=True):
        variable = relaxed.add_var()
        relaxed.set_var_lower_bound(variable, low)
        relaxed.set_var_upper_bound(variable, high)
    for variable, points in linear.points.items():
        relaxed.set_var_objective_coefficient(variable, points)
    add = relaxed.add_term_to_constraint
    for row in linear.rows:
        number = relaxed.add_linear_constraint()
        relaxed.set_constraint_lower_bound(number, -inf if row.low is None else row.low)
        relaxed.set_constraint_upper_bound(number, inf if row.high is None else row.high)
        for variable, amount in row.terms:
            add(number, variable, amount)
    return relaxed
