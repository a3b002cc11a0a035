"""Generated problems are the same for the same seed, valid, possible, and hard for a greedy planner."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.planning.generate import Made, areas_of, made
from benchmarks.planning.greedy import plan_greedily
from benchmarks.planning.years import made_year
from scheduler.domain.allotting_supply import months_of
from scheduler.domain.terms import Category
from scheduler.solver.format.documents import problem_text, read_problem, read_year, year_text
from scheduler.solver.judge import findings, hard_findings, score
from scheduler.solver.year.judge import year_findings

FEW, ALL = 2, 20
"""Seeds that are tried each time, and with `--all`."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(1, 1 + (ALL if metafunc.config.getoption("--all") else FEW)))


@cache
def of_seed(seed: int) -> Made:
    return made("S", seed)


def test_the_same_seed_makes_the_same_file_and_another_another() -> None:
    assert problem_text(made("3", 1).problem) == problem_text(made("3", 1).problem)
    assert made("3", 2).problem.fingerprint() != made("3", 1).problem.fingerprint()


def test_a_generated_problem_is_valid_and_a_plan_that_keeps_every_rule_is_hidden_in_it(seed: int) -> None:
    problem, hidden = of_seed(seed).problem, of_seed(seed).hidden
    assert read_problem(problem_text(problem)) == problem
    assert hard_findings(problem, hidden) == ()
    assert len(problem.areas) == 9
    assert 90 <= len(hidden) <= 110


def test_a_greedy_planner_breaks_nothing_but_leaves_demand_unplaced(seed: int) -> None:
    problem = of_seed(seed).problem
    plan = plan_greedily(problem)
    wrong = {(one.rule, one.case) for one in hard_findings(problem, plan)}
    assert wrong == {("allotment", "least")}
    assert score(problem, plan).of("unplaced").units >= 1


def test_wishes_collide() -> None:
    """Some programme is ordered by most areas, which is more than its providers can serve."""
    problem = of_seed(1).problem
    wanting: dict[str, int] = {}
    for order in problem.orders.values():
        wanting[order.programme_id] = wanting.get(order.programme_id, 0) + 1
    givers = {
        one.id: sum(problem.providers[by].per_month for by in one.provider_ids)
        for one in problem.district.programmes
        if one.category is Category.PERFORMANCE
    }
    assert max(wanting.values()) >= 6
    assert [one for one, most in givers.items() if wanting.get(one, 0) > most]


def test_a_city_shares_its_providers_among_districts() -> None:
    city = made("12", 1)
    assert hard_findings(city.problem, city.hidden) == ()
    assert [one for one in findings(city.problem, city.hidden) if one.rule == "structure"] == []
    shared = {one.id for one in city.problem.district.providers if one.id.startswith("city0-")}
    assert len(shared) == 30
    served: dict[str, set[str]] = {}
    for delivery in city.hidden:
        served.setdefault(delivery.provider_id, set()).add(delivery.area_id.split("-")[0])
    assert [one for one in shared if len(served.get(one, ())) > 1]


def test_a_year_is_valid_and_a_plan_that_keeps_every_rule_is_hidden_in_it() -> None:
    spring = months_of(2026)[:3]
    year = made_year(1, areas=2, months=spring)
    assert read_year(year_text(year.problem)) == year.problem
    assert [one for one in year_findings(year.problem, year.hidden) if one.hard] == []
    assert {one.month for one in year.hidden} == set(spring)
    runs_on = [
        one
        for one in year.hidden
        if (one.session or 0) > 1 and one.id not in {f.id for f in year.problem.fixed}
    ]
    assert {one.month for one in runs_on} >= set(spring[1:])
    assert made_year(1, areas=2, months=spring).problem == year.problem


def test_the_sizes_have_their_areas_and_a_year_is_no_month() -> None:
    assert (sum(areas_of("S")), sum(areas_of("C")), sum(areas_of("X")), areas_of("20")) == (
        9,
        215,
        2150,
        (9, 9, 2),
    )
    with pytest.raises(ValueError, match="there is no size Y"):
        areas_of("Y")
