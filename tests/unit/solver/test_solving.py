"""What a search may claim: proven is the best there is, a bound is never above a plan, relaxed is the least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.answer import answer
from scheduler.solver.assemble import assemble
from scheduler.solver.bound import coarse
from scheduler.solver.columns import deliveries_of
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.linear import linear_of
from scheduler.solver.model import Row
from scheduler.solver.pricing import relaxation
from scheduler.solver.problem import Problem
from scheduler.solver.search import Found
from scheduler.solver.solution import Ending, Options, Progress
from scheduler.solver.solve import solve
from tests.unit.solver.nine_areas import nine_area_problem, planned_month
from tests.unit.solver.small_district import (
    BOOKS,
    FILM,
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    area,
    at,
    choosy,
    june,
    most,
    small_district,
    small_problem,
    square,
    venue,
)

STEADY = Options(workers=1, deterministic_seconds=8.0)


def two_days(*orders: Order, per_month: int = 30, film_least: int = 0, budget: int | None = None) -> Problem:
    """One area, two open days, one hour: so few columns that every plan can be tried."""
    providers = tuple(
        replace(one, contract=Period(june(11), june(12)), per_month=per_month) for one in PROVIDERS
    )
    problem = choosy(
        small_problem(
            small_district(
                areas=(area(),),
                venues=(venue(), square()),
                providers=providers,
                programmes=(TEA, OPERA, FILM, BOOKS),
                orders=orders,
                allotments=(
                    most("north", Category.FEATURE, 1),
                    most("north", Category.PERFORMANCE, 2, 1),
                    most("north", Category.FILM, max(1, film_least), film_least),
                    most("north", Category.BOOKS, 1),
                ),
                month_budget=budget,
            )
        )
    )
    starts = tuple((category, () if category is Category.FILM else (at("17:30"),)) for category in Category)
    return replace(problem, parameters=replace(problem.parameters, offered_starts=starts))


def every_plan(problem: Problem) -> Iterable[tuple[Delivery, ...]]:
    columns = assemble(problem, widely=True).columns
    for count in range(min(len(columns), 5) + 1):
        for some in combinations(columns, count):
            yield with_ids(problem, deliveries_of(problem, some))


def least_points(problem: Problem) -> int:
    """The best plan's points, found by trying all."""
    return min(score(problem, plan).total for plan in every_plan(problem) if not hard_findings(problem, plan))


PROGRAMME_IDS = ("tea", "opera", "film", "books")
MONTHS = st.builds(
    two_days,
    st.builds(
        Order,
        st.just("O1"),
        st.just("north"),
        st.just(MONTH),
        st.sampled_from(PROGRAMME_IDS),
        st.integers(1, 7),
        weekdays=st.sampled_from([frozenset(), frozenset({4}), frozenset({5})]),
    ),
    st.builds(
        Order,
        st.just("O2"),
        st.just("north"),
        st.just(MONTH),
        st.sampled_from(PROGRAMME_IDS),
        st.integers(1, 7),
        venue_id=st.sampled_from([None, "hall"]),
        pinned_day=st.sampled_from([None, june(11)]),
    ),
    budget=st.sampled_from([None, 2000]),
)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(MONTHS)
def test_what_is_called_optimal_is_the_best_of_all_plans(problem: Problem) -> None:
    solution = solve(problem, STEADY)
    assert solution.ending is Ending.OPTIMAL
    assert solution.best == solution.bound == least_points(problem)
    assert hard_findings(problem, solution.deliveries) == ()


@pytest.mark.parametrize("priced", [False, True])
@settings(max_examples=12, deadline=None, derandomize=True)
@given(problem=MONTHS)
def test_the_coarse_numbers_bound_every_plan_that_the_judge_accepts(priced: bool, problem: Problem) -> None:
    model = assemble(problem, widely=True)
    whole = linear_of(model, relaxed=False)
    paid = relaxation(whole, seconds=10).parts if priced else ()
    program = coarse(model, relaxed=False, prices=paid).linear
    found, _ = run_solver(
        Run(program, {}, workers=1, seed=1, for_bound=True, seconds=10, work=10),
        lambda *_: None,
        lambda: False,
    )
    assert found.bound is not None
    assert found.bound <= least_points(problem)


def test_what_days_and_places_forbid_is_paid_for_in_the_coarse_bound() -> None:
    """Three orders, two evenings in the only hall: numbers alone would serve them all."""
    orders = [
        Order("O1", "north", MONTH, "opera", 1),
        Order("O2", "north", MONTH, "tea", 2),
        Order("O3", "north", MONTH, "opera", 3),
    ]
    problem = two_days(*orders)
    model = assemble(problem, widely=True)
    paid = relaxation(linear_of(model, relaxed=False), seconds=10).parts

    def bound(prices_of_rows: tuple[int, ...]) -> int | None:
        program = coarse(model, relaxed=False, prices=prices_of_rows).linear
        run = Run(program, {}, workers=1, seed=1, for_bound=True, seconds=10, work=10)
        return run_solver(run, lambda *_: None, lambda: False)[0].bound

    alone, with_prices = bound(()), bound(paid)
    assert alone is not None
    assert with_prices is not None
    assert alone < with_prices <= least_points(problem)


@pytest.mark.parametrize(("teams", "lacking"), [(0, 3), (1, 1)])
def test_a_relaxed_plan_lacks_as_little_as_can_be(teams: int, lacking: int) -> None:
    problem = two_days(per_month=teams, film_least=2)
    solution = solve(problem, STEADY)
    fewest = min(
        score(problem, plan).of("unplaced").units
        for plan in every_plan(problem)
        if {finding.rule for finding in hard_findings(problem, plan)} <= {"allotment"}
    )
    assert (solution.ending, solution.relaxed) == (Ending.INFEASIBLE, True)
    assert sum(one.count for one in solution.unplaced if one.order_id is None) == fewest
    assert fewest == lacking


def test_what_a_search_counted_without_need_is_not_told_and_its_bound_is_held() -> None:
    """A search that is cut short may count a floor that its plan keeps as given up: the judge's points are told."""
    model = assemble(two_days(film_least=1))
    linear, slacks = linear_of(model, relaxed=True), tuple(model.slacks())
    kept = (
        *linear.rows,
        Row(
            "kept",
            (),
            tuple((one, 1) for one in model.decisions.of_area_category["north", Category.FILM]),
            low=1,
        ),
    )
    wasteful = replace(linear, rows=kept).aiming(dict.fromkeys(slacks, -1))
    found, _ = run_solver(Run(wasteful, {}, 1, 1, False, 10, 8.0), lambda *_: None, lambda: False)
    assert found.values is not None
    assert sum(found.values[one] for one in slacks) > 0
    points = linear.constant + sum(units * found.values[one] for one, units in linear.points.items())
    told = Found(values=found.values, best=points)
    judged = partial(answer, model, relaxed=True, seed=1, seconds=0, log=(), solver="")
    solution = judged(told)
    total = score(model.problem, solution.deliveries).total
    assert solution.best == total < points
    for wrong in (replace(told, bound=points), replace(told, best=total - 1)):
        with pytest.raises(RuntimeError, match="the judge scores"):
            judged(wrong)


def test_one_worker_and_a_seed_give_the_same_plan_again() -> None:
    problem = two_days(Order("O1", "north", MONTH, "film", 1), Order("O2", "north", MONTH, "tea", 2))
    first, again = solve(problem, STEADY), solve(problem, STEADY)
    assert first.deliveries == again.deliveries
    assert (first.seed, first.solver, first.fingerprint) == (again.seed, again.solver, again.fingerprint)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(MONTHS, st.integers(2, 9))
def test_planning_again_from_what_was_published_changes_nothing(problem: Problem, seed: int) -> None:
    published = solve(problem, STEADY).deliveries
    again = solve(replace(problem, published=published), replace(STEADY, seed=seed))
    assert differences(published, again.deliveries) == ()


def test_planning_again_from_a_draft_as_good_as_any_keeps_it() -> None:
    problem = two_days(Order("O1", "north", MONTH, "film", 1), Order("O2", "north", MONTH, "tea", 2))
    draft = solve(problem, STEADY).deliveries
    again = solve(replace(problem, draft=draft), replace(STEADY, seed=7))
    assert differences(draft, again.deliveries) == ()


def test_the_watcher_hears_better_plans_and_a_bound_that_never_passes_them() -> None:
    _, solution, heard = planned_month()
    bests = [one.best for one in heard if one.best is not None]
    bounds = [one.bound for one in heard if one.bound is not None]
    assert bests == sorted(bests, reverse=True)
    assert bounds == sorted(bounds)
    assert (bests[-1], bounds[-1]) == (solution.best, solution.bound)
    assert all(one.gap is None or one.gap >= 0 for one in heard)
    assert heard[-1].placed == len(solution.deliveries)


def test_a_cancelled_search_keeps_the_best_plan_it_found() -> None:
    heard: list[Progress] = []
    solution = solve(
        nine_area_problem(4),
        Options(workers=2, seconds=60),
        watch=heard.append,
        cancelled=lambda: any(one.best is not None for one in heard),
    )
    assert solution.ending in {Ending.CANCELLED, Ending.OPTIMAL}
    assert hard_findings(nine_area_problem(4), solution.deliveries) == ()
    assert solution.best == score(nine_area_problem(4), solution.deliveries).total


def test_a_search_cancelled_before_it_found_anything_has_no_plan() -> None:
    solution = solve(nine_area_problem(4), Options(workers=1, seconds=60), cancelled=lambda: True)
    assert solution.ending is Ending.CANCELLED
    assert solution.deliveries == ()


def test_time_that_is_up_with_nothing_found_is_not_called_infeasible() -> None:
    solution = solve(nine_area_problem(4), Options(workers=1, deterministic_seconds=0.0))
    assert (solution.ending, solution.best, solution.gap) == (Ending.OUT_OF_TIME, None, None)


def test_a_nine_area_month_is_whole_and_near_its_bound() -> None:
    problem, solution, _ = planned_month()
    assert hard_findings(problem, solution.deliveries) == ()
    assert solution.score is not None
    assert solution.best == solution.score.total
    assert solution.score.of("unplaced").units == 0
    assert solution.gap is not None
    assert solution.gap < 0.02
    counts = {one: sum(delivery.category is one for delivery in solution.deliveries) for one in Category}
    assert counts[Category.PERFORMANCE] >= 4
    assert counts[Category.FILM] >= 7
    assert counts[Category.TRAINING] >= 73
