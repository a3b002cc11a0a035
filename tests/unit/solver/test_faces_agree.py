"""Every assignment of tiny problems: the model lets it stand exactly if the judge finds nothing hard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.decline import Decline
from scheduler.domain.district import Course, Hold, Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.columns import Column, Decisions, deliveries_of, standing_column
from scheduler.solver.decisions import columns_of, fillers_wanted, orders_wanted
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULES
from scheduler.solver.sieve import Sieve
from tests.unit.solver.small_district import (
    BOOKS,
    CARNIVAL,
    DANCE,
    FILM,
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    area,
    at,
    choosy,
    delivery,
    june,
    most,
    small_district,
    small_problem,
    square,
    venue,
)
from tests.unit.solver.verdicts import barred_by, cheapest

WEEKEND = (5, 6, 7)
"""The fifth to the seventh of June 2026, Friday to Sunday; the seventh is quiet."""


def tiny(**changes: object) -> Problem:
    """A district of one area whose providers work from the fifth to the seventh only, at one hour a day."""
    providers = tuple(replace(one, contract=Period(june(5), june(7))) for one in PROVIDERS)
    facts: dict[str, object] = {
        "areas": (area(),),
        "venues": (venue(), square()),
        "providers": providers,
        "allotments": tuple(most("north", category, 2) for category in Category),
    }
    problem = choosy(small_problem(small_district(**(facts | changes))))
    one_hour = tuple((category, () if category is Category.FILM else (at("17:30"),)) for category in Category)
    return replace(problem, parameters=replace(problem.parameters, offered_starts=one_hour))


def order(number: int, programme_id: str, **wishes: object) -> Order:
    return replace(Order(f"O{number}", "north", MONTH, programme_id, number), **wishes)  # type: ignore[arg-type]


TEAS_AND_OPERAS = tiny(
    programmes=(TEA, OPERA),
    orders=(order(1, "tea", weekdays=frozenset({6})), order(2, "opera", pinned_day=june(6))),
)
FILMS = tiny(
    programmes=(FILM, TEA),
    orders=(order(1, "film"), order(2, "tea")),
    allotments=(most("north", Category.FILM, 1), most("north", Category.FEATURE, 1)),
)
FILLERS = tiny(
    programmes=(TEA, BOOKS),
    allotments=(most("north", Category.FEATURE, 2, 1), most("north", Category.BOOKS, 1)),
    month_budget=1000,
    orders=(order(1, "books"),),
)
COURSES = tiny(
    programmes=(replace(DANCE, sessions=2), TEA),
    providers=tuple(replace(one, contract=Period(june(5), june(30)), per_week=2) for one in PROVIDERS),
    orders=(order(1, "dance"), order(2, "tea", pinned_day=june(12))),
    courses=(Course("K1", "north", "dance", "teacher", "hall", june(12), at("10:00"), 1),),
    allotments=(most("north", Category.TRAINING, 3, 1), most("north", Category.FEATURE, 1)),
    venues=(replace(venue(), closures=(Period(june(1), june(5)), Period(june(21), june(25)))), square()),
)
CARNIVALS = tiny(programmes=(CARNIVAL, OPERA), orders=(order(1, "carnival", permit_recorded=True),))
HELD = delivery("2606-001", TEA, 5, "17:30", pinned=frozenset({"day"}))
PINNED = replace(
    TEAS_AND_OPERAS,
    published=(HELD, delivery("2606-002", OPERA, 6, "17:30", order_id="O2")),
    next_serial=3,
)
DECLINED = replace(
    TEAS_AND_OPERAS,
    declines=(
        Decline("north", "tea", "O1", "provider", "teahouse", june(6)),
        Decline("north", "opera", "O2", "venue", "hall", june(5)),
    ),
)

KEPT = tiny(
    programmes=(TEA, OPERA),
    orders=(order(1, "tea"), order(2, "opera")),
    holds=(
        Hold("venue", "hall", Period(june(5), june(5)), june(1), "elections"),
        Hold("provider", "troupe", Period(june(6), june(6)), june(1), "a festival"),
    ),
)

RESERVED = tiny(
    programmes=(FILM,),
    venues=(square(),),
    providers=tuple(replace(one, contract=Period(june(4), june(6)), per_day=2) for one in PROVIDERS),
    orders=(order(1, "film"), order(2, "film")),
    allotments=(most("north", Category.FILM, 2),),
)


def thinkable(problem: Problem) -> list[Column]:
    """What could be thought of on those days before any rule is asked."""
    sieve = Sieve(problem, ())
    days = {june(day) for day in (*WEEKEND, 12)}
    wanted = [*orders_wanted(problem), *fillers_wanted(problem, {})]
    return [column for one in wanted for column in columns_of(problem, sieve, one) if column.days[0] in days]


def assignments(
    problem: Problem, some: Iterable[Column]
) -> Iterator[tuple[Model, bool, dict[int, int], list[Column]]]:
    """Each choice of some columns: the model, whether one of them is barred, the values, the chosen."""
    columns = [*(standing_column(problem, one) for one in problem.fixed), *some]
    model = Model(problem)
    for rule in RULES:
        rule.build(model)
    barred = [barred_by(model, None, column) for column in columns]
    model.write(Decisions(tuple(columns)))
    for values in product((0, 1), repeat=len(columns)):
        chosen = [column for column, value in zip(columns, values, strict=True) if value]
        out = any(bad and value for bad, value in zip(barred, values, strict=True))
        yield model, out, dict(enumerate(values)), chosen


def stands_and_falls(problem: Problem, some: Iterable[Column]) -> tuple[int, int]:
    """How many assignments stand and how many fall, both faces agreeing on each and on its points."""
    stood = fell = 0
    for model, barred, values, chosen in assignments(problem, some):
        plan = with_ids(problem, deliveries_of(problem, chosen))
        points = None if barred else cheapest(model, values)
        assert (points is not None) == (hard_findings(problem, plan) == ())
        if points is not None:
            assert points == score(problem, plan).total
            stood += 1
        else:
            fell += 1
    return stood, fell


PROBLEMS = {
    "teas and operas": TEAS_AND_OPERAS,
    "films and their rain venues": FILMS,
    "fillers within a budget": FILLERS,
    "courses": COURSES,
    "carnivals": CARNIVALS,
    "pins and a published plan": PINNED,
    "what was declined": DECLINED,
    "what is held for something else": KEPT,
    "films with reserve dates": RESERVED,
}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_the_model_lets_stand_what_the_judge_does_and_both_count_the_same(problem: Problem) -> None:
    model = Model(problem)
    for rule in RULES:
        rule.build(model)
    allowed = [column for column in thinkable(problem) if not barred_by(model, None, column)]
    served = [column for column in allowed if column.order_id is not None]
    stood, fell = stands_and_falls(problem, [*served[::2][:4], *served[1::2][-3:], *allowed[-2:]])
    assert stood > 1
    assert fell > 1


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(PROBLEMS)), st.randoms(use_true_random=False))
def test_the_faces_agree_on_what_rules_bar_too(name: str, dice: Random) -> None:
    problem = PROBLEMS[name]
    columns = thinkable(problem)
    stood, fell = stands_and_falls(problem, dice.sample(columns, min(6, len(columns))))
    assert stood + fell >= 2
