"""No plan that the checker accepts is better than the bound, whatever planning itself would think of."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Ending, Options
from scheduler.solver.solve import solve
from tests.conftest import Often
from tests.unit.solver.plans_by_hand import accepted_plans, thinkable
from tests.unit.solver.small_district import (
    FILM,
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    area,
    at,
    delivery,
    june,
    most,
    small_district,
    small_problem,
    square,
    venue,
)

STEADY = Options(workers=1, deterministic_seconds=8.0)
DAY = 12
BY_DAY = ("10:00", "10:15", "10:30", "14:00")
GRID = {Category.FEATURE: BY_DAY, Category.PERFORMANCE: BY_DAY, Category.FILM: ("19:15", "19:30", "19:45")}
"""Where planning offers 10:00, 14:00, and for films 19:30 and 19:45."""
MENU = (TEA, OPERA, FILM)
HOURS = ("09:30", "21:30")
WHOLE = ("day", "start", "venue_id", "provider_id", "programme_id")


def two_areas(dice: Random) -> Problem:
    """Two areas with a hall and a square each, one day; orders, floors and what stood before as the dice say."""
    orders = tuple(_order(dice, n) for n in range(1, dice.randint(0, 3) + 1))
    before = _before(dice)
    problem = small_problem(
        small_district(
            areas=(area(), area("south", dice.choice((20_000, 50_000)), 31.25)),
            venues=(
                venue(hours=HOURS),
                square(),
                venue("den", "south", hours=HOURS),
                square("green", "south"),
            ),
            providers=tuple(
                replace(one, contract=Period(june(DAY), june(DAY)), per_month=2) for one in PROVIDERS
            ),
            programmes=MENU,
            orders=orders,
            allotments=tuple(
                most(area_id, one.category, dice.randint(1, 2), dice.choice((0, 0, 0, 1)))
                for area_id in ("north", "south")
                for one in MENU
            ),
            month_budget=dice.choice((None, 3000)),
        ),
        published=before if dice.random() < 0.5 else (),
        draft=before,
    )
    return _offering_two_hours(problem)


def _offering_two_hours(problem: Problem) -> Problem:
    hours = (at("10:00"), at("14:00"))
    offered = tuple((category, () if category is Category.FILM else hours) for category in Category)
    return replace(problem, parameters=replace(problem.parameters, offered_starts=offered))


def _order(dice: Random, number: int) -> Order:
    return Order(
        f"O{number}",
        dice.choice(("north", "south")),
        MONTH,
        dice.choice(MENU).id,
        number,
        pinned_day=june(DAY) if dice.random() < 0.3 else None,
        pinned_start=at("10:30") if dice.random() < 0.3 else None,
    )


def _before(dice: Random) -> tuple[Delivery, ...]:
    """At times a tea that nobody ordered, at a time that is not offered, now and then pinned."""
    if dice.random() < 0.6:
        return ()
    pins = frozenset(dice.choice(((), ("start",), WHOLE)))
    return (delivery("2606-001", TEA, DAY, "10:15", pinned=pins),)


def best_of(problem: Problem, offered: Offered, most_new: int) -> int | None:
    plans = accepted_plans(problem, thinkable(problem, (DAY,), GRID), offered, most_new)
    return min((points for _, points in plans), default=None)


def test_the_bound_is_the_best_of_all_accepted_plans(often: Often) -> None:
    @often(10, 300)
    @given(st.builds(two_areas, st.randoms(use_true_random=False)))
    def holds(problem: Problem) -> None:
        solution = solve(problem, STEADY)
        best = best_of(problem, solution.offered, most_new=6)
        if best is None:
            assert solution.ending is Ending.INFEASIBLE
        else:
            assert (solution.ending, solution.best, solution.bound) == (Ending.OPTIMAL, best, best)

    holds()


def test_the_bound_counts_the_reserve_dates_of_films_in_an_area_without_a_hall() -> None:
    """The cinema comes on two evenings: of two films on squares one keeps the other evening, so there is no second."""
    problem = small_problem(
        small_district(
            venues=(square(), square("green", "south")),
            providers=tuple(replace(one, contract=Period(june(DAY), june(DAY + 1))) for one in PROVIDERS),
            programmes=(FILM,),
            orders=tuple(
                Order(f"O{n}", place, MONTH, "film", n) for n, place in ((1, "north"), (2, "south"))
            ),
            allotments=(most("north", Category.FILM, 1), most("south", Category.FILM, 1)),
        )
    )
    solution = solve(problem, STEADY)
    (film,) = solution.deliveries
    assert (film.day, film.reserve_day) == (june(DAY), june(DAY + 1))
    parts = thinkable(problem, (DAY, DAY + 1), GRID)
    plans = list(accepted_plans(problem, parts, solution.offered, most=2))
    assert solution.bound == min(points for _, points in plans)
    assert max(len(plan) for plan, _ in plans) == 1


def test_a_plan_beyond_the_offer_may_be_better_and_is_not_accepted_as_chosen_from_it() -> None:
    """Equal heads, one order in the north: a tea in the south that nobody ordered costs 3 and saves 4 of fairness."""
    problem = _offering_two_hours(
        small_problem(
            small_district(
                areas=(area(), area("south", 50_000, 31.25)),
                orders=(Order("O1", "north", MONTH, "tea", 1),),
                programmes=(TEA,),
                allotments=(most("north", Category.FEATURE, 2), most("south", Category.FEATURE, 2)),
            )
        )
    )
    solution = solve(problem, STEADY)
    assert (solution.ending, solution.offered) == (Ending.OPTIMAL, Offered.ORDERS_FIRST)
    best, any_best = (best_of(problem, one, most_new=2) for one in (solution.offered, Offered.ANYTHING))
    assert solution.bound == best
    assert best is not None
    assert any_best is not None
    assert any_best < best


def test_where_orders_first_keeps_no_plan_the_menu_is_open_and_the_bound_means_that() -> None:
    """The north's only order is for the only evening of the only hall of a pinned opera: its least needs the menu."""
    problem = _offering_two_hours(
        small_problem(
            small_district(
                areas=(area(),),
                venues=(venue(hours=("09:30", "12:00")), venue("den", hours=("13:00", "21:30"), features=())),
                providers=tuple(replace(one, contract=Period(june(DAY), june(DAY))) for one in PROVIDERS),
                programmes=(OPERA, replace(TEA, needs=frozenset({"stage"})), replace(TEA, id="talk")),
                orders=(
                    Order("O1", "north", MONTH, "opera", 1, pinned_day=june(DAY)),
                    Order("O2", "north", MONTH, "tea", 2),
                ),
                allotments=(
                    most("north", Category.PERFORMANCE, 1),
                    most("north", Category.FEATURE, 1, 1),
                ),
            )
        )
    )
    solution = solve(problem, STEADY)
    assert (solution.ending, solution.offered) == (Ending.OPTIMAL, Offered.LEAST_OPEN)
    assert solution.bound == best_of(problem, Offered.LEAST_OPEN, most_new=3)
    assert best_of(problem, Offered.ORDERS_FIRST, most_new=3) is None
