from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.solution import Ending, Options
from scheduler.solver.solve import solve
from tests.unit.solver.small_district import MONTH, at, june, most, small_district, small_problem

STEADY = Options(workers=1, deterministic_seconds=10.0)
FILM_ORDER = Order("O1", "north", MONTH, "film", 1, pinned_day=june(12))


def test_an_ordered_film_stands_on_its_pinned_day_after_dusk_with_a_rain_venue() -> None:
    solution = solve(small_problem(small_district(orders=(FILM_ORDER,))), STEADY)
    (film,) = solution.deliveries
    assert solution.ending is Ending.OPTIMAL
    assert (film.id, film.order_id, film.day) == ("2606-001", "O1", june(12))
    assert at("19:30") <= film.start <= at("19:45")
    assert (film.venue_id, film.rain_venue_id) == ("square", "hall")


def test_the_solvers_points_are_the_judges() -> None:
    problem = small_problem(small_district(orders=(FILM_ORDER, Order("O2", "south", MONTH, "long-film", 2))))
    solution = solve(problem, STEADY)
    assert solution.best == solution.bound == score(problem, solution.deliveries).total
    assert hard_findings(problem, solution.deliveries) == ()


def test_what_no_rule_lets_stand_is_unplaced_with_the_rule_that_bars_it() -> None:
    problem = small_problem(small_district(orders=(Order("O2", "south", MONTH, "long-film", 1),)))
    solution = solve(problem, STEADY)
    (unplaced,) = solution.unplaced
    assert (unplaced.order_id, [reason.rule for reason in unplaced.reasons]) == ("O2", ["film"])
    assert unplaced.reason.en.startswith("Outdoor films: “Long-Film” is too long")


def test_a_least_that_cannot_be_reached_gives_a_relaxed_plan_and_says_what_lacks() -> None:
    district = small_district(allotments=(most("north", Category.FILM, 3, 3),))
    teams = tuple(replace(one, per_month=2) for one in district.providers)
    solution = solve(small_problem(replace(district, providers=teams)), STEADY)
    (unplaced,) = solution.unplaced
    assert (solution.ending, solution.relaxed, len(solution.deliveries)) == (Ending.INFEASIBLE, True, 2)
    assert (unplaced.category, unplaced.count) == (Category.FILM, 1)
    assert [reason.rule for reason in unplaced.reasons] == ["provider_capacity"]
