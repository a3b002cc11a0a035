"""What binds months: each rule of the year with plans it lets pass and plans it does not, verdicts written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.year.judge import year_findings, year_score
from scheduler.solver.year.problem import Goal, YearContract, YearProblem
from scheduler.solver.year.rules import YEAR_RULES
from tests.unit.solver.small_district import BOOKS, OPERA, at
from tests.unit.solver.year.small_year import BATCH, MONTHS, course, held, small_year

JUNE, JULY = date(2026, 6, 10), date(2026, 7, 8)
TWO = [held("a", OPERA, JUNE), held("b", OPERA, JULY)]
Case = tuple[str, str, YearProblem, Iterable[Delivery], bool]


def goal(
    unit: str, least: int, most: int | None = None, category: Category = Category.PERFORMANCE
) -> YearProblem:
    return small_year(goals=(Goal("north", category, unit, least, most),))  # type: ignore[arg-type]


def _books(count: int) -> list[Delivery]:
    return [held(f"b{n}", BATCH, date(2026, 6 + n, 8), "09:00") for n in range(count)]


def _course_changed(**changes: object) -> list[Delivery]:
    sessions = course(small_year(), JUNE)
    return [*sessions[:-1], replace(sessions[-1], **changes)]  # type: ignore[arg-type]


FIXED = held("f", OPERA, JUNE)
HOLED = small_year(("2026-06", "2026-08"))
CASES: tuple[Case, ...] = (
    ("goal", "two of two", goal("deliveries", 2, 2), TWO, True),
    ("goal", "one of two", goal("deliveries", 2), TWO[:1], False),
    ("goal", "two where one is the most", goal("deliveries", 0, 1), TWO, False),
    ("goal", "two hundred volumes in two batches", goal("volumes", 200, category=BOOKS.category), _books(2), True),
    ("goal", "one batch is too few volumes", goal("volumes", 101, category=BOOKS.category), _books(1), False),
    ("goal", "ten periodicals are not eleven", goal("titles", 11, category=BOOKS.category), _books(1), False),
    ("contract", "as many as agreed", small_year(contracts=(YearContract("troupe", 2, 2),)), TWO, True),
    ("contract", "fewer than agreed", small_year(contracts=(YearContract("troupe", 2),)), TWO[:1], False),
    ("contract", "more than agreed", small_year(contracts=(YearContract("troupe", 0, 1),)), TWO, False),
    ("year_budget", "spends it all", small_year(budget=2000), TWO, True),
    ("year_budget", "a yuan too much", small_year(budget=1999), TWO, False),
    ("course_months", "six weeks over two months", small_year(), course(small_year(), JUNE), True),
    ("course_months", "the last session is missing", small_year(), course(small_year(), JUNE)[:-1], False),
    ("course_months", "the last session at another time", small_year(), _course_changed(start=at("19:00")), False),
    ("course_months", "the last session elsewhere", small_year(), _course_changed(venue_id="den"), False),
    ("course_months", "runs into a closed month", HOLED, course(HOLED, JUNE)[:3], False),
    ("months", "a fixed one as it is", small_year(fixed=[FIXED]), [FIXED], True),
    ("months", "a fixed one is gone", small_year(fixed=[FIXED]), [], False),
    ("months", "a fixed one is moved", small_year(fixed=[FIXED]), [replace(FIXED, day=date(2026, 6, 11))], False),
    ("months", "in a month that is not planned", HOLED, [held("a", OPERA, JULY)], False),
    ("months", "an id comes twice", small_year(), [TWO[0], replace(TWO[1], id="a")], False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "says", "problem", "plan", "passes"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES]
)
def test_the_rule_says_what_is_written(
    code: str, says: str, problem: YearProblem, plan: Iterable[Delivery], passes: bool
) -> None:
    found = [one for one in year_findings(problem, plan) if one.month is None]
    assert ({one.finding.rule for one in found} == set()) is passes, says
    assert {one.finding.rule for one in found} <= {code}
    assert all(one.hard and one.say(problem).zh and one.say(problem).en for one in found)


def test_every_rule_of_the_year_has_plans_that_pass_and_plans_that_do_not() -> None:
    for rule in YEAR_RULES:
        assert {case[4] for case in CASES if case[0] == rule.code} == {True, False}


def test_a_course_keeps_the_hall_in_the_months_after() -> None:
    problem = small_year()
    busy = [*course(problem, JUNE), held("o", OPERA, JULY, "14:30")]
    hard = [one for one in year_findings(problem, busy) if one.hard]
    assert {(one.month, one.finding.rule) for one in hard} == {("2026-07", "venue_booking")}


def test_two_courses_may_not_meet_in_a_later_month_of_both() -> None:
    problem = small_year()
    both = [*course(problem, JUNE), *course(problem, JULY, course_id="D")]
    assert {one.month for one in year_findings(problem, both) if one.hard} == {"2026-07"}


def test_what_the_year_decided_does_not_count_as_having_stood() -> None:
    """Later sessions beyond the most of their month are the year's own doing, so the plan may not be used."""
    problem = small_year(most=3)
    three = course(problem, date(2026, 6, 23))
    two = course(problem, date(2026, 6, 24), course_id="D")
    found = [one for one in year_findings(problem, [*three, *two]) if one.finding.rule == "allotment"]
    assert [(one.month, one.hard) for one in found if one.month == "2026-07"] == [("2026-07", True)]


def test_the_score_is_the_sum_of_the_months() -> None:
    problem = small_year()
    whole = year_score(problem, year_findings(problem, TWO)).total
    alone = [
        year_score(one, year_findings(one, [plan])).total
        for one, plan in ((small_year((MONTHS[0],)), TWO[0]), (small_year((MONTHS[1],)), TWO[1]))
    ]
    assert whole == sum(alone) > 0
