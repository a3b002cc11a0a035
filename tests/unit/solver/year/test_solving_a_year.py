"""A year is planned whole: every plan passes the judge, and no plan that passes lies below the bound."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import ceil
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.cpsat import ROUNDING, Run
from scheduler.solver.offered import Offered
from scheduler.solver.pricing import PARTS
from scheduler.solver.sessions import session_days
from scheduler.solver.solution import Ending
from scheduler.solver.year.beyond_offer import beyond_year_offer, year_findings_within
from scheduler.solver.year.first_numbers import fitted
from scheduler.solver.year.joined import join
from scheduler.solver.year.judge import year_findings, year_score
from scheduler.solver.year.month_numbers import month_model, month_numbers
from scheduler.solver.year.pace import Pace
from scheduler.solver.year.problem import Goal, YearContract, YearProblem
from scheduler.solver.year.solution import YearOptions, YearProgress
from scheduler.solver.year.solve import _Search, solve_year
from tests.unit.solver.small_district import OPERA, TEA, area, at, programme, provider, venue
from tests.unit.solver.year.small_year import held, small_year

MONTHS = ("2026-06", "2026-07")
OPEN = (date(2026, 6, 23), date(2026, 6, 30), date(2026, 7, 7), date(2026, 7, 8))
"""The hall is open on three Tuesdays and a Wednesday, for one thing a day."""
SHOW = replace(OPERA, minutes=60, setup_minutes=0, clearing_minutes=0)
CLASS = programme("class", Category.TRAINING, "teacher", sessions=3, setup=0, clearing=0, cost=100)
QUICK = YearOptions(seconds=30, workers=1, deterministic_seconds=8)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - made-up facts, no secrets


def tiny_year(dice: Random) -> YearProblem:
    """Few enough choices to try them all: what is asked for, promised, contracted and paid is drawn."""
    span = [OPEN[0] - timedelta(days=30) + timedelta(days=n) for n in range(80)]
    hall = replace(
        venue(hours=("13:30", "15:15")), closures=tuple(Period(day, day) for day in span if day not in OPEN)
    )
    orders = (
        Order("june", "north", MONTHS[0], SHOW.id, 1, weekdays=frozenset({dice.randint(1, 7)})),
        Order("july", "north", MONTHS[1], SHOW.id, dice.randint(1, 3)),
        Order("class", "north", MONTHS[0], CLASS.id, dice.randint(1, 3)),
    )
    allotments = tuple(
        Allotment("north", category, month, dice.choice((0, 0, 1)), 3)
        for month in MONTHS
        for category in (Category.PERFORMANCE, Category.TRAINING)
    )
    district = {
        "areas": (area(), area("south", population=dice.choice((20_000, 50_000)))),
        "venues": (hall,),
        "providers": (provider("troupe", Category.PERFORMANCE), provider("teacher", Category.TRAINING)),
        "programmes": (SHOW, CLASS),
        "orders": orders,
        "allotments": allotments,
    }
    return small_year(
        MONTHS,
        district=district,  # type: ignore[arg-type]
        goals=(
            Goal("north", Category.PERFORMANCE, "deliveries", dice.randint(0, 3), 3),
            Goal("north", Category.TRAINING, "deliveries", dice.choice((0, 0, 3)), 3),
        ),
        contracts=(YearContract("troupe", dice.randint(0, 1), dice.randint(1, 3)),),
        budget=dice.choice((None, 1300, 2300)),
    )


def every_plan(problem: YearProblem) -> Iterator[tuple[Delivery, ...]]:
    """A show or none on each open day, for its order or for none, and a class of three Tuesdays or none."""
    for shows in product((None, "", "order"), repeat=len(OPEN)):
        for lesson in (None, "", "class"):
            plan = [
                held(f"s{n}", SHOW, day, order_id=(("june" if day.month == 6 else "july") if order else None))
                for n, (day, order) in enumerate(zip(OPEN, shows, strict=True))
                if order is not None
            ]
            if lesson is not None:
                days = session_days(OPEN[0], 3, problem.workdays)
                plan += [
                    held(
                        f"c{n}", CLASS, day, "13:30", course_id="C", session=n,
                        order_id=lesson or None if day.month == 6 else None,
                    )
                    for n, day in enumerate(days, start=1)
                ]  # fmt: skip
            yield tuple(plan)


def points_of(problem: YearProblem, plan: tuple[Delivery, ...]) -> int | None:
    """The plan's points; None if the judge does not let it pass."""
    found = year_findings(problem, plan)
    return None if any(one.hard for one in found) else year_score(problem, found).total


@given(st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_bound_lies_above_no_plan_that_passes_and_infeasible_means_that_none_does(dice: Random) -> None:
    problem = tiny_year(dice)
    solution = solve_year(problem, QUICK)
    passing = [points for plan in every_plan(problem) if (points := points_of(problem, plan)) is not None]
    if solution.ending is Ending.INFEASIBLE:
        assert passing == []
        assert solution.gives_way
    if not passing:
        assert solution.ending in {Ending.INFEASIBLE, Ending.OUT_OF_TIME}
        return
    assert solution.ending in {Ending.OPTIMAL, Ending.FEASIBLE}
    assert solution.bound is not None
    assert solution.bound <= min(passing)
    assert points_of(problem, solution.deliveries) == solution.best
    assert beyond_year_offer(problem, solution.deliveries, solution.offered) == ()
    if solution.ending is Ending.OPTIMAL:
        assert solution.best == min(passing)


def test_what_planning_the_year_never_weighs_is_held_against_a_plan_and_lies_beyond_the_bound() -> None:
    """Two areas with as many heads, a tea ordered in one: a second tea that nobody ordered would level them."""
    alike = (area(), area("south", population=area().population))
    tea = Order("O1", "north", MONTHS[0], TEA.id, 1)
    problem = small_year(MONTHS[:1], district={"areas": alike, "orders": (tea,)})
    solution = solve_year(problem, QUICK)
    assert (solution.ending, solution.offered) == (Ending.OPTIMAL, Offered.ORDERS_FIRST)
    second = held("extra", TEA, date(2026, 6, 24), "09:30", area_id="south", venue_id="den")
    found = year_findings_within(problem, (*solution.deliveries, second), Offered.ORDERS_FIRST)
    level = points_of(problem, (*solution.deliveries, second))
    assert solution.bound is not None
    assert level is not None
    assert level < solution.bound
    assert [(one.month, one.finding.case) for one in found if one.hard] == [(MONTHS[0], "not_weighed")]
    assert "2026" not in found[-1].say(problem).zh
    assert "没有把它列为可选" in found[-1].say(problem).zh
    early = tuple(replace(one, start=at("10:15")) for one in solution.deliveries)
    assert [one.finding.case for one in beyond_year_offer(problem, early, Offered.ORDERS_FIRST)] == ["start"]
    assert beyond_year_offer(problem, (*early, second), Offered.ANYTHING) == ()


def test_a_month_takes_more_than_its_part_of_a_goal_before_infeasible_is_said() -> None:
    """July is closed and June has its half already: the third show that is promised comes in June, unasked."""
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    stands = [held(f"s{day}", SHOW, date(2026, 6, day), "10:00") for day in (23, 24)]
    problem = small_year(
        MONTHS,
        fixed=stands,
        district={"venues": (replace(venue(), closures=(july,)),), "programmes": (SHOW,)},
        goals=(Goal("north", Category.PERFORMANCE, "deliveries", 3),),
    )
    solution = solve_year(problem, QUICK)
    assert solution.ending in {Ending.OPTIMAL, Ending.FEASIBLE}
    assert solution.offered is Offered.LEAST_OPEN
    assert len(solution.deliveries) == 3
    assert not [
        one for one in year_findings_within(problem, solution.deliveries, solution.offered) if one.hard
    ]


@pytest.mark.parametrize("seed", [3, 4])
def test_the_first_numbers_lie_nearest_to_the_relaxation_and_its_bound_is_told_at_once(seed: int) -> None:
    problem = tiny_year(seeded(seed))
    months = [month_numbers(one, month_model(problem, one, widely=False)) for one in problem.months]
    joined = join(problem, months)
    first, pace = fitted(Pace(QUICK), months, joined), Pace(QUICK)
    wanted = first.relaxed.values
    even = [
        one.variable
        for one in joined.parts
        if min(wanted[one.variable], abs(1 - wanted[one.variable])) < ROUNDING
    ]
    any_that_fit = pace.run(Run(joined.floors, {}, 1, 1, False, 10, 1)).values
    assert first.found.values is not None
    assert any_that_fit is not None

    def away(values: Sequence[int]) -> float:
        return sum(abs(values[variable] - wanted[variable]) for variable in even)

    assert even
    assert away(first.found.values) <= away(any_that_fit)
    assert first.bound is not None
    assert first.relaxed.points is not None
    assert first.bound == ceil(first.relaxed.points / PARTS - ROUNDING)


def test_with_one_worker_and_the_solvers_own_time_the_same_plan_comes_again() -> None:
    problem = tiny_year(seeded(3))
    one, again = solve_year(problem, QUICK), solve_year(problem, QUICK)
    assert one.deliveries == again.deliveries
    assert one.deliveries
    assert (one.best, one.bound, one.ending) == (again.best, again.bound, again.ending)


def test_what_cannot_be_kept_is_told_with_the_fewest_that_give_way() -> None:
    """Four shows are promised and the troupe's contract is for one: three are missing, told of the goal."""
    problem = replace(
        tiny_year(seeded(3)),
        goals=(Goal("north", Category.PERFORMANCE, "deliveries", 4),),
        contracts=(YearContract("troupe", 0, 1),),
        budget=None,
    )
    solution = solve_year(problem, QUICK)
    assert solution.ending is Ending.INFEASIBLE
    assert [(one.rule, one.month, one.amount) for one in solution.gives_way] == [("goal", None, 3)]
    assert "3" in solution.gives_way[0].sentence.zh
    assert solution.relaxed
    assert [one.finding.rule for one in year_findings(problem, solution.deliveries) if one.hard] == ["goal"]


def test_a_cancel_keeps_the_best_found() -> None:
    heard: list[YearProgress] = []
    stopped = solve_year(tiny_year(seeded(4)), QUICK, heard.append, lambda: any(one.best for one in heard))
    assert stopped.ending in {Ending.CANCELLED, Ending.OPTIMAL}
    assert stopped.deliveries


def test_time_that_is_short_tells_what_gives_way_without_calling_it_impossible() -> None:
    """Half of the time is gone when the promised numbers do not fit: nothing more is offered, nothing is claimed."""
    problem = replace(
        tiny_year(seeded(3)),
        goals=(Goal("north", Category.PERFORMANCE, "deliveries", 4),),
        contracts=(YearContract("troupe", 0, 1),),
        budget=None,
    )
    pace = Pace(YearOptions(seconds=20, workers=1), began=time.monotonic() - 12)
    solution = _Search(problem, pace, lambda _: None).run()
    assert solution.ending is Ending.OUT_OF_TIME
    assert [(one.rule, one.amount) for one in solution.gives_way] == [("goal", 3)]
    assert sum("numbers, " in line for line in solution.log) == 1
