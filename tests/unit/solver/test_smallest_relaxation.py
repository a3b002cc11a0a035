"""A relaxation named as the smallest makes the month feasible, and none that gives less way does; every plan is tried.

So of what gives way below the floors and pins, and of the limits that could be loosened instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.district import Allotment, Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.finding import Finding
from scheduler.solver.judge import hard_findings
from scheduler.solver.loosening_words import loosened_words
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.shortfall import allotment_shortfalls
from scheduler.solver.solution import Ending, Loosened, Options, Solution
from scheduler.solver.solve import solve
from scheduler.solver.switching import Switch
from tests.unit.solver.small_district import MONTH, PROVIDERS, june, most, small_district, small_problem
from tests.unit.solver.test_solving import every_plan, two_days

STEADY = Options(workers=1, deterministic_seconds=8.0)
MOST_TRIED = 5
"""So many deliveries are in the largest of the plans that are tried."""
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


def passed(found: Iterable[Finding]) -> frozenset[Switch] | None:
    """The limits that a plan passes, each for its subject; None if it breaks anything else."""
    over: set[Switch] = set()
    for one in found:
        facts = {name: str(fact) for name, fact in one.facts}
        subjects = {
            ("provider_capacity", one.case): (facts.get("provider"), one.case, facts.get("which")),
            ("provider_places", "two_places"): (facts.get("provider"), facts.get("day")),
            ("venue_booking", "double"): (facts.get("venue"), facts.get("day")),
            ("van", one.case): (facts.get("provider"), facts.get("day")),
            ("budget", "over"): (facts.get("month"),),
            ("allotment", "most"): (facts.get("area"), facts.get("category"), "most"),
        }
        subject = subjects.get((one.rule, one.case))
        if subject is None:
            return None
        over.add((one.rule, tuple(str(part) for part in subject)))
    return frozenset(over)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(crowded_months())
def test_the_limits_named_are_enough_to_loosen_and_no_fewer_are(problem: Problem) -> None:
    pinned = sum(order.pinned_day is not None for order in problem.district.orders)
    assume(sum(one.least for one in _floors(problem)) + pinned <= MOST_TRIED)
    solution = solve(problem, STEADY)
    assume(solution.ending is Ending.INFEASIBLE)
    every = [
        over for plan in every_plan(problem) if (over := passed(hard_findings(problem, plan))) is not None
    ]
    loosened = solution.loosened
    assert loosened is not None
    assert loosened.proven
    if not loosened.ways:
        assert every == []
        return
    named = frozenset((one.rule, one.subject) for one in loosened.ways)
    assert len(named) == min(map(len, every))
    assert any(over <= named for over in every)


def crowded(**changes: object) -> Problem:
    district = small_district(allotments=(most("north", Category.FILM, 3, 3),))
    teams = tuple(replace(one, per_month=2) for one in district.providers)
    return small_problem(replace(district, **({"providers": teams} | changes)))  # type: ignore[arg-type]


def test_one_more_of_a_team_is_named_by_how_much_and_is_enough() -> None:
    solution = solve(crowded(), STEADY)
    assert solution.loosened is not None
    (way,) = solution.loosened.ways
    assert (way.rule, way.subject, way.over) == ("provider_capacity", ("cinema", "month", MONTH), 1)
    assert way.sentence.zh == "Cinema在 2026-06 多承接 1 场（现在一个月最多 2 场）"
    assert "fewer would not do" in loosened_words(solution.loosened).en
    more = tuple(replace(one, per_month=3) for one in PROVIDERS)
    assert solve(crowded(providers=more), STEADY).ending is not Ending.INFEASIBLE


def test_the_money_that_lacks_is_named_to_the_yuan() -> None:
    enough = {"providers": PROVIDERS}
    solution = solve(crowded(month_budget=1500, **enough), STEADY)
    assert solution.loosened is not None
    (way,) = solution.loosened.ways
    assert (way.rule, way.over) == ("budget", 1500)
    assert solve(crowded(month_budget=3000, **enough), STEADY).ending is not Ending.INFEASIBLE
    assert solve(crowded(month_budget=2999, **enough), STEADY).ending is Ending.INFEASIBLE


def test_where_no_limit_helps_that_is_said() -> None:
    away = tuple(replace(one, contract=Period(last=june(1))) for one in PROVIDERS)
    solution = solve(crowded(providers=away), STEADY)
    assert solution.loosened == Loosened((), proven=True)
    assert "barred by other rules" in loosened_words(solution.loosened).en


def test_a_week_that_says_no_more_than_the_month_is_named_beside_it() -> None:
    """Both limits hold three films of one week back; naming one of them would not be enough."""
    week = Period(june(8), june(14))
    teams = tuple(replace(one, contract=week, per_week=2, per_month=2) for one in PROVIDERS)
    solution = solve(crowded(providers=teams), STEADY)
    assert solution.loosened is not None
    assert {one.subject[1] for one in solution.loosened.ways} == {"week", "month"}


def test_a_month_that_can_be_is_not_asked() -> None:
    assert solve(crowded(providers=PROVIDERS), STEADY).loosened is None
