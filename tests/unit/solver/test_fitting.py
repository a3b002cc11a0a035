"""What is said to fit into a free evening fits, gains what is said, and nothing ordered that fits is left out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.columns import sessions_of
from scheduler.solver.decisions import columns_of, orders_wanted
from scheduler.solver.fitting import Cell, Kind, fits
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.moves import beyond
from scheduler.solver.problem import Problem
from scheduler.solver.sieve import Sieve
from tests.unit.solver.any_plan import any_plan
from tests.unit.solver.small_district import (
    DANCE,
    MONTH,
    OPERA,
    TEA,
    at,
    delivery,
    june,
    most,
    small_district,
    small_problem,
)

MADE_UP = settings(max_examples=12, deadline=None, derandomize=True)


def any_cell(dice: Random) -> Cell:
    cell = Cell(june(dice.choice((4, 5, 11))), since=at(dice.choice(("00:00", "17:00"))))
    return dice.choice(
        (
            replace(cell, area_id="north"),
            replace(cell, venue_id="hall"),
            replace(cell, provider_id=dice.choice(("guild", "teacher"))),
        )
    )


@MADE_UP
@given(any_plan(most_deliveries=5), st.randoms(use_true_random=False))
def test_what_fits_breaks_no_rule_lies_in_the_cell_and_gains_what_is_said(
    made: tuple[Problem, tuple[Delivery, ...]], dice: Random
) -> None:
    problem, plan = made
    cell = any_cell(dice)
    before, found = hard_findings(problem, plan), fits(problem, plan, cell)
    for fit in found:
        after = fit.change.applied(plan)
        assert beyond(hard_findings(problem, after), before) == ()
        assert fit.points == score(problem, after).total - score(problem, plan).total
        assert cell.holds(fit.delivery)
        assert fit.delivery in fit.change.into
    assert [fit.points for fit in found] == sorted(fit.points for fit in found)


@MADE_UP
@given(any_plan(most_deliveries=5), st.randoms(use_true_random=False))
def test_no_order_that_fits_is_left_out(made: tuple[Problem, tuple[Delivery, ...]], dice: Random) -> None:
    problem, plan = made
    cell = any_cell(dice)
    told = {fit.delivery.order_id for fit in fits(problem, plan, cell) if fit.kind is Kind.ORDER}
    assert told == orders_that_fit(problem, plan, cell)


def orders_that_fit(problem: Problem, plan: tuple[Delivery, ...], cell: Cell) -> set[str | None]:
    """The orders not served that could be, each place and time of the cell tried on the whole plan."""
    served = {one.order_id for one in plan}
    before = hard_findings(problem, plan)
    found: set[str | None] = set()
    for one in orders_wanted(problem):
        if one.order is None or one.order.id in served:
            continue
        for column in columns_of(problem, Sieve(problem, ()), one):
            course = "C9" if len(column.days) > 1 else None
            sessions = [
                replace(session, id=f"n-{number}")
                for number, session in enumerate(sessions_of(problem, column, course))
                if session.month == MONTH
            ]
            in_cell = any(cell.holds(session) for session in sessions)
            if in_cell and not beyond(hard_findings(problem, (*plan, *sessions)), before):
                found.add(one.order.id)
                break
    return found


ORDERS = (
    Order("O1", "north", MONTH, "tea", 1),
    Order("O2", "north", MONTH, "opera", 2, weekdays=frozenset({5})),
    Order("O3", "south", MONTH, "tea", 1),
)


def test_orders_come_by_what_they_gain_and_a_provider_is_offered_to_every_area() -> None:
    problem = small_problem(small_district(orders=ORDERS, programmes=(OPERA, TEA)))
    evening = [
        (fit.kind.value, fit.delivery.order_id, fit.delivery.programme_id)
        for fit in fits(problem, (), Cell(june(5), venue_id="hall", since=at("17:00")))
    ]
    assert evening == [
        ("order", "O1", "tea"),
        ("order", "O2", "opera"),
        ("menu", None, "tea"),
        ("menu", None, "opera"),
    ]
    free_day = fits(problem, (), Cell(june(5), provider_id="teahouse"))
    assert [(fit.delivery.area_id, fit.delivery.order_id) for fit in free_day[:2]] == [
        ("north", "O1"),
        ("south", "O3"),
    ]


def test_a_delivery_that_would_do_better_here_is_told_with_where_it_is() -> None:
    problem = small_problem(small_district(orders=ORDERS[1:2]))
    plan = (delivery("x-1", OPERA, 4, "19:00", order_id="O2"),)
    (move,) = [fit for fit in fits(problem, plan, Cell(june(5), "north")) if fit.kind is Kind.MOVE]
    assert (move.was, move.delivery.day, move.points) == (plan[0], june(5), -problem.weights.preferences)
    assert [fit for fit in fits(problem, plan, Cell(june(3), "north")) if fit.kind is Kind.MOVE] == []


def test_a_course_fits_with_all_its_sessions() -> None:
    orders = (Order("O1", "north", MONTH, "dance", 1),)
    problem = small_problem(small_district(orders=orders, programmes=(DANCE,)))
    course = fits(problem, (), Cell(june(10), "north"))[0]
    assert (course.kind, course.delivery.day, len(course.change.into) > 1) == (Kind.ORDER, june(10), True)


def test_nothing_fits_where_nothing_more_is_allotted() -> None:
    none = small_district(orders=ORDERS, allotments=(most("north", Category.FEATURE, 1),))
    plan = (delivery("x-1", TEA, 4, "14:00", order_id="O1"),)
    assert fits(small_problem(none), plan, Cell(june(5), "north")) == ()
