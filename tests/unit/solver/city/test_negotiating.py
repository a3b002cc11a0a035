"""A city planned district by district: the whole keeps the rules, the bound is true, and who did the work leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from scheduler.domain.district import Period
from scheduler.domain.terms import Category
from scheduler.solver.city.negotiating import Negotiation
from scheduler.solver.city.parts import districts_of, part_of
from scheduler.solver.city.sharing import MONEY
from scheduler.solver.city.solving import solve_city
from scheduler.solver.city.workbench import Workbench
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.solution import Ending, Options, Solution
from scheduler.solver.solve import solve
from tests.unit.solver.city.tiny_city import tiny_city
from tests.unit.solver.small_district import june

SEEDS = range(1, 7)
OPTIONS = Options(seconds=120, workers=1)


@cache
def alone(seed: int) -> Solution:
    """The tiny city of this seed, planned by one process."""
    return solve_city(tiny_city(seed), OPTIONS)


@cache
def undivided(seed: int) -> Solution:
    """The same as one problem, solved to the end."""
    return solve(tiny_city(seed), OPTIONS)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_merged_plan_keeps_every_rule_and_is_no_better_than_the_bound(seed: int) -> None:
    city = tiny_city(seed)
    split, whole = alone(seed), undivided(seed)

    assert whole.ending is Ending.OPTIMAL
    assert split.ending in {Ending.OPTIMAL, Ending.FEASIBLE}
    assert hard_findings(city, split.deliveries) == ()
    assert split.best == score(city, split.deliveries).total
    assert whole.best is not None
    assert split.bound is not None
    assert split.bound <= whole.best <= split.best


def test_reserve_dates_of_films_share_the_citys_cinema() -> None:
    city = tiny_city(4)
    bare = tuple(
        one if one.open_air else replace(one, features=frozenset({"stage"})) for one in city.district.venues
    )
    city = replace(city, district=replace(city.district, venues=bare))
    split, whole = solve_city(city, OPTIONS), solve(city, OPTIONS)
    assert hard_findings(city, split.deliveries) == ()
    assert any(one.reserve for one in split.deliveries)
    assert None not in (split.bound, whole.best, split.best)
    assert (split.bound or 0) <= (whole.best or 0) <= (split.best or 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_prices_are_the_bound_is_true(seed: int) -> None:
    """Prices are the talks' guess; a wrong one makes the bound low, never wrong."""
    city, dice = tiny_city(seed), Random(seed)  # noqa: S311 - made-up prices, not secrets
    best = undivided(seed).best
    talks = Negotiation(city, Workbench(city))
    shared = sorted(talks.sharing.shared)
    days = [day.isoformat() for day in city.days]
    for _ in range(3):
        names = [MONEY, *(("month", one, city.month) for one in shared)]
        names += [("day", one, dice.choice(days)) for one in shared]
        talks.market.best = {
            name: dice.randint(0, 50_000_000) // (1000 if name == MONEY else 1) for name in names
        }
        talks._prove(1.0)
        assert best is not None
        assert talks.bound is not None
        assert talks.bound <= best


@pytest.mark.parametrize("seed", [1, 2])
def test_two_processes_give_the_very_plan_and_bound_of_one(seed: int) -> None:
    city = tiny_city(seed)
    by_one, by_two = alone(seed), solve_city(city, OPTIONS, workers=2)

    assert by_two.deliveries == by_one.deliveries
    assert (by_two.best, by_two.bound) == (by_one.best, by_one.bound)
    assert hard_findings(city, by_two.deliveries) == ()


def test_what_a_city_cannot_keep_is_said_with_the_plan_that_lacks_least() -> None:
    city = tiny_city(1)
    name = districts_of(city)[0]
    facts = city.district
    first = next(one.id for one in facts.areas if one.district_id == name)
    allotments = tuple(
        replace(one, least=one.most) if (one.area_id, one.category) == (first, Category.FILM) else one
        for one in facts.allotments
    )
    gone = tuple(
        replace(one, contract=Period(last=june(1))) if one.id == "cinema" else one for one in facts.providers
    )
    bare = replace(city, district=replace(facts, allotments=allotments, providers=gone))
    answer = solve_city(bare, OPTIONS)

    assert (answer.ending, answer.relaxed, answer.bound) == (Ending.INFEASIBLE, True, None)
    found = hard_findings(bare, answer.deliveries)
    assert {(one.rule, one.case) for one in found} == {("allotment", "least")}
    assert answer.unplaced


def test_a_cancelled_city_says_so() -> None:
    answer = solve_city(tiny_city(2), OPTIONS, cancelled=lambda: True)
    assert (answer.ending, answer.deliveries) == (Ending.CANCELLED, ())


def test_a_district_is_its_own_problem_with_the_shared_providers() -> None:
    city = tiny_city(3)
    for name in districts_of(city):
        part = part_of(city, name)
        assert {one.district_id for one in part.district.areas} == {name}
        assert {one.district_id for one in part.district.providers} == {None, name}
        assert {one.area_id for one in part.district.orders} <= part.areas.keys()
        assert {one.area_id for one in part.district.venues} <= part.areas.keys()
