"""Why an order is not served is found by serving it: what it would cost, whom it displaces, or what stands against it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from config.refusal import Outcome, Refusal
from scheduler.domain.district import Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.assemble import assemble
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.forcing import Forced, Verdict, force_order, forcing_rule
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.linear import linear_of
from scheduler.solver.making_room import has_no_room, nearest_room
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULES
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve
from scheduler.solver.switching import Switch, is_switchable, smallest_switching
from tests.unit.solver.small_district import (
    MONTH,
    PROVIDERS,
    TEA,
    delivery,
    june,
    most,
    small_district,
    small_problem,
    square,
    venue,
)

STEADY = Options(workers=1, deterministic_seconds=4.0)
FIRST, SECOND = Order("O1", "north", MONTH, "tea", 1), Order("O2", "north", MONTH, "tea", 2)
ONE_TEA = (most("north", Category.FEATURE, 1),)


def tea_problem(*orders: Order, **changes: object) -> Problem:
    facts: dict[str, object] = {"orders": orders, "programmes": (TEA,), "allotments": ONE_TEA}
    return small_problem(small_district(**(facts | changes)))


def forced(problem: Problem, order_id: str) -> Forced:
    return force_order(problem, solve(problem, STEADY).deliveries, order_id, STEADY)


def test_an_order_is_weighed_against_the_one_that_it_would_displace() -> None:
    problem = tea_problem(FIRST, SECOND)
    told = forced(problem, "O2")
    assert (told.verdict, told.displaced, told.proven, told.outcome) == (
        Verdict.COSTS,
        ("O1",),
        True,
        Outcome.DONE,
    )
    points = problem.parameters.points_of_rank
    assert told.points == (points(1) - points(2)) * problem.weights.ranked_orders


def test_the_plan_that_serves_it_keeps_the_rules_and_costs_what_is_said() -> None:
    problem = tea_problem(FIRST, SECOND)
    plan = solve(problem, STEADY).deliveries
    told = force_order(problem, plan, "O2", STEADY)
    assert hard_findings(problem, told.deliveries) == ()
    assert told.points == score(problem, told.deliveries).total - score(problem, plan).total
    assert [one.order_id for one in told.deliveries] == ["O2"]


def test_a_plan_that_forgot_an_order_is_told_that_it_could_be_better() -> None:
    problem = tea_problem(FIRST)
    assert force_order(problem, (), "O1", STEADY).verdict is Verdict.GAINS


def test_an_order_that_is_served_needs_no_search() -> None:
    assert forced(tea_problem(FIRST), "O1").verdict is Verdict.SERVED


def test_an_order_without_a_place_is_told_by_the_rules_that_bar_each() -> None:
    told = forced(tea_problem(FIRST, venues=(square(),)), "O1")
    assert (told.verdict, [one.rule for one in told.reasons]) == (Verdict.BARRED, ["venue_fit"])


def kept_out() -> Problem:
    """A tea for which there is money only where the opera that is allotted falls away."""
    opera = small_district().programmes[0]
    orders = (Order("O1", "north", MONTH, "tea", 1),)
    allotments = (most("north", Category.FEATURE, 1), most("north", Category.PERFORMANCE, 1, 1))
    return tea_problem(*orders, programmes=(TEA, opera), allotments=allotments, month_budget=1000)


def test_of_an_order_that_is_kept_out_nobody_asks_which_limits_to_loosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What would have to go for it is its own answer; that search costs more than all else."""
    monkeypatch.setattr("scheduler.solver.solve.smallest_loosening", lambda *_: pytest.fail("looked for"))
    assert forced(kept_out(), "O1").verdict is Verdict.GIVES_WAY


def test_an_order_that_only_a_least_allotment_keeps_out_says_so() -> None:
    told = forced(kept_out(), "O1")
    assert (told.verdict, [(one.rule, one.case) for one in told.broken]) == (
        Verdict.GIVES_WAY,
        [("allotment", "least")],
    )


HALL = replace(
    venue(hours=("18:30", "19:30")),
    closures=(Period(june(1), june(4)), Period(june(6), june(30))),
)
"""Open for one hour in the month."""
ONE_HOUR = {
    "venues": (HALL,),
    "allotments": (most("north", Category.FEATURE, 2),),
    "providers": tuple(replace(one, per_day=1) for one in PROVIDERS),
}


def taken_evening() -> Problem:
    """One hour, and what stands has taken it."""
    return replace(tea_problem(FIRST, **ONE_HOUR), fixed=(delivery("2606-001", TEA, 5, "18:30"),))


def two_pinned() -> Problem:
    """One hour, two orders pinned to it, and a third that wants it."""
    pinned = (replace(one, pinned_day=june(5)) for one in (FIRST, SECOND))
    return tea_problem(*pinned, Order("O3", "north", MONTH, "tea", 3), **ONE_HOUR)


def test_an_order_against_which_something_fixed_stands_says_what_would_have_to_go() -> None:
    problem = taken_evening()
    told = force_order(problem, problem.fixed, "O1", STEADY)
    assert (told.verdict, told.proven, told.switches) == (
        Verdict.IMPOSSIBLE,
        True,
        (("pins", ("2606-001",)),),
    )


def test_an_order_that_the_month_does_not_have_is_refused() -> None:
    with pytest.raises(Refusal, match="--order O9: the month has no such order"):
        force_order(tea_problem(FIRST), (), "O9", STEADY)


def test_the_place_named_is_free_and_the_cheapest_or_the_one_for_which_the_fewest_give_way() -> None:
    wants = replace(FIRST, weekdays=frozenset({6}))
    free = nearest_room(tea_problem(wants), (), wants)
    assert free is not None
    assert (free.sessions[0].day.isoweekday(), free.told.others) == (6, ())
    problem = tea_problem(FIRST, SECOND, allotments=(most("north", Category.FEATURE, 2),))
    two = (
        delivery("x-1", TEA, 5, "18:30", order_id="O1"),
        delivery("x-2", TEA, 12, "18:30"),
    )
    room = nearest_room(problem, two, SECOND)
    assert room is not None
    assert (room.told.others, room.told.proven) == (("x-2",), True)


def test_what_stands_can_leave_no_room_while_what_is_pinned_may_still_move_otherwise() -> None:
    taken = taken_evening()
    assert has_no_room(taken, taken.fixed, FIRST)
    assert not has_no_room(two_pinned(), (), two_pinned().orders["O3"])


def test_a_search_that_found_nothing_is_no_answer() -> None:
    assert Forced(FIRST, Verdict.UNKNOWN).outcome is Outcome.OUT_OF_TIME
    assert Forced(FIRST, Verdict.CANCELLED).outcome is Outcome.CANCELLED


def feasible(model: Model, without: set[Switch]) -> bool:
    linear = linear_of(model, relaxed=False)
    rows = tuple(
        row for row in linear.rows if (row.rule, row.subject) not in without or not is_switchable(row)
    )
    run = Run(replace(linear, rows=rows).aiming({}), {}, 1, 1, for_bound=False, seconds=5, work=5)
    found, _ = run_solver(run, lambda *_: None, lambda: False)
    assert found.infeasible or found.values is not None
    return not found.infeasible


@pytest.mark.parametrize(
    ("problem", "wanted", "fewest"), [(taken_evening(), "O1", 1), (two_pinned(), "O3", 2)]
)
def test_the_switches_named_as_fewest_help_and_no_fewer_do(
    problem: Problem, wanted: str, fewest: int
) -> None:
    model = assemble(problem, (*RULES, forcing_rule(wanted)))
    every = {(row.rule, row.subject) for row in model.rows if is_switchable(row)}
    told = smallest_switching(model, STEADY)
    assert told.proven
    assert told.switches is not None
    assert len(told.switches) == fewest
    assert feasible(model, set(told.switches))
    for size in range(len(told.switches)):
        assert not any(feasible(model, set(chosen)) for chosen in combinations(every, size))
