"""A relaxation named as the smallest makes the month feasible, and none that gives less way does; every plan is tried."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.district import Allotment, Order
from scheduler.domain.terms import Category
from scheduler.solver.judge import hard_findings
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.shortfall import allotment_shortfalls
from scheduler.solver.solution import Ending, Options, Solution
from scheduler.solver.solve import solve
from tests.unit.solver.small_district import MONTH, june
from tests.unit.solver.test_solving import every_plan, two_days

STEADY = Options(workers=1, deterministic_seconds=8.0)
FLOORS = {
    Category.FEATURE: range(2),
    Category.PERFORMANCE: range(3),
    Category.FILM: range(3),
    Category.BOOKS: range(2),
}


@st.composite
def crowded_months(draw: st.DrawFn) -> Problem:
    """Two days in which the floors of four categories may ask for more than hall, square and teams can give."""
    pinned = draw(st.sampled_from((None, june(11))))
    orders = (Order("O1", "north", MONTH, draw(st.sampled_from(("tea", "opera"))), 1, pinned_day=pinned),)
    problem = two_days(*orders, per_month=draw(st.integers(0, 2)), budget=draw(st.sampled_from((None, 2000))))
    floors = {category: draw(st.sampled_from(tuple(some))) for category, some in FLOORS.items()}
    return _with_floors(problem, floors)


def _with_floors(problem: Problem, floors: dict[Category, int]) -> Problem:
    """The same month with other least allotments; no most is below its least."""
    allotments = tuple(
        replace(one, least=floors[one.category], most=max(one.most, floors[one.category]))
        if one.category in floors
        else one
        for one in problem.district.allotments
    )
    return replace(problem, district=replace(problem.district, allotments=allotments))


def _giving_way(problem: Problem, solution: Solution) -> Problem:
    """The month with each floor lowered by what the answer names as lacking, and the pins freed that it names."""
    lacking = {one.category: one.count for one in solution.unplaced if one.order_id is None}
    freed = {one.order_id for one in solution.unplaced if one.order_id is not None}
    lowered = _with_floors(
        problem, {one.category: one.least - lacking.get(one.category, 0) for one in _floors(problem)}
    )
    orders = tuple(
        replace(order, pinned_day=None) if order.id in freed else order for order in problem.district.orders
    )
    return replace(lowered, district=replace(lowered.district, orders=orders))


def _floors(problem: Problem) -> list[Allotment]:
    return [one for one in problem.district.allotments if one.category in FLOORS]


def _named(problem: Problem, solution: Solution) -> int:
    """How much gives way in the answer: deliveries below the floors, and pinned orders left out."""
    pinned = {order.id for order in problem.district.orders if order.pinned_day is not None}
    return sum(one.count for one in solution.unplaced if one.order_id is None or one.order_id in pinned)


def fewest(problem: Problem) -> int | None:
    """The least that gives way in any plan at all that keeps every other rule; None if none keeps them."""
    floor, pin = ("allotment", "least"), ("pins", "order_missing")
    amounts = []
    for plan in every_plan(problem):
        found = [(one.rule, one.case) for one in hard_findings(problem, plan)]
        if {floor, pin}.issuperset(found):
            lacking = allotment_shortfalls(Plan(problem, plan)).values()
            amounts.append(sum(lacking) + found.count(pin))
    return min(amounts, default=None)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(crowded_months())
def test_what_is_named_as_giving_way_is_enough_and_nothing_less_is(problem: Problem) -> None:
    solution = solve(problem, STEADY)
    least = fewest(problem)
    assert (solution.ending is Ending.INFEASIBLE) == (least != 0)
    assume(least)
    assert _named(problem, solution) == least
    after = solve(_giving_way(problem, solution), STEADY)
    assert after.ending is not Ending.INFEASIBLE
    assert hard_findings(_giving_way(problem, solution), after.deliveries) == ()
