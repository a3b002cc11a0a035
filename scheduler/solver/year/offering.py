"""What a month of a year may decide: what was ordered, and of what nobody ordered what its part of the goals needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scheduler.domain.terms import Category
from scheduler.solver.assemble import ruled
from scheduler.solver.columns import Column
from scheduler.solver.decisions import Place
from scheduler.solver.finding import Barred, barred
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.rules import course

FILLERS = {
    Category.PERFORMANCE: 4,
    Category.FILM: 4,
    Category.TRAINING: 2,
    Category.FEATURE: 4,
    Category.BOOKS: 2,
}
"""So many programmes that nobody ordered are weighed for an area and month: a whole menu for a year is too much."""


def asked_of(year: YearProblem, month: str, *, widely: bool) -> Model:
    """The month's bars and what is asked of it: as its least its even part of the goals; `widely`, all that is allowed.

    What other months would give it is left out; no course of it goes on into a closed month.
    """
    problem = year.of_month(month)
    asked = ruled(_with_all_allowed(problem) if widely else _with_even_goals(year, problem))
    asked.forbid_columns(course.CODE, lambda column: _into_closed(year, column))
    return asked


def weighed(problem: Problem, place: Place, programmes: Iterable[str]) -> frozenset[str]:
    """The few of the menu that are weighed unasked for an area and category, others in each area and month."""
    menu, (area_id, category) = sorted(programmes), place
    turn = list(problem.areas).index(area_id) + problem.days[0].month
    first = turn * FILLERS[category] % len(menu) if menu else 0
    return frozenset([*menu, *menu][first : first + FILLERS[category]])


def _into_closed(year: YearProblem, column: Column) -> Barred | None:
    if len(column.days) > 1 and any(year.in_closed_month(day) for day in column.days):
        return barred("closed", course="", programme=column.programme_id, day=column.days[0])
    return None


def _with_all_allowed(problem: Problem) -> Problem:
    allotments = tuple(replace(one, least=one.most) for one in problem.district.allotments)
    return replace(problem, district=replace(problem.district, allotments=allotments))


def _with_even_goals(year: YearProblem, problem: Problem) -> Problem:
    """The month with its even part of the year's goals as its least, as far as its most allows."""
    part = _even_parts(year)
    allotments = tuple(
        replace(one, least=max(one.least, min(one.most, part.get((one.area_id, one.category), 0))))
        for one in problem.district.allotments
    )
    return replace(problem, district=replace(problem.district, allotments=allotments))


def _even_parts(year: YearProblem) -> Mapping[Place, int]:
    open_months = Counter((one.area_id, one.category) for one in year.district.allotments if one.most)
    parts: dict[Place, int] = {}
    for goal in year.goals:
        place = (goal.area_id, goal.category)
        if goal.unit == "deliveries" and open_months[place]:
            parts[place] = -(-goal.least // open_months[place])
    return parts
