"""One month of a year in numbers: its coarse program, and what its shares bring to its own and to later months."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.terms import Category
from scheduler.solver.assemble import ruled
from scheduler.solver.bound import Coarse, coarse
from scheduler.solver.columns import Column, Decisions
from scheduler.solver.decisions import offer
from scheduler.solver.finding import Barred, barred
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.year.numbers import Part
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


@dataclass(frozen=True, slots=True)
class MonthNumbers:
    """A month as the year's numbers see it: the model of all that it might decide, and that in numbers."""

    month: str
    model: Model
    coarse: Coarse

    def parts(self, year: YearProblem) -> Iterator[Part]:
        """What each share of the month brings, by its variable in the coarse program."""
        programmes = year.programmes
        for number, ((tally_number, provider_id, begins), members) in self.coarse.shares.items():
            tally = self.coarse.tallies[tally_number]
            given = [programmes[self.model.columns[member].programme_id] for member in members]
            own = Part(
                variable=number,
                month=self.month,
                area_id=tally.area_id,
                category=tally.category,
                provider_id=provider_id,
                least=tally.in_month,
                most=tally.in_month,
                cost=tally.cost,
                volumes=max(one.volumes for one in given),
                titles=max(one.titles for one in given),
            )
            yield own
            if begins is not None:
                yield from self._later(year, own, members)

    def course_days(self) -> Iterator[tuple[int, str, frozenset[date]]]:
        """Of each share of courses its variable, its provider, and the days that all of its courses have."""
        for number, ((_, provider_id, begins), members) in self.coarse.shares.items():
            if begins is not None:
                days = [frozenset(self.model.columns[member].days) for member in members]
                yield number, provider_id, frozenset.intersection(*days)

    def _later(self, year: YearProblem, own: Part, members: Sequence[int]) -> Iterator[Part]:
        """The sessions of a share's courses in later months; courses of one share may differ in length."""
        counts = [Counter(f"{day:%Y-%m}" for day in self.model.columns[member].days) for member in members]
        for month in year.months:
            if month > self.month:
                found = {count[month] for count in counts}
                if max(found):
                    yield replace(own, month=month, least=min(found), most=max(found))


def month_model(year: YearProblem, month: str, *, widely: bool) -> Model:
    """The model of all that a month might decide: what other months would give it is left out.

    A few of what nobody ordered are offered where the orders cannot reach the month's part of the year's
    goals; `widely`, all of it wherever that part is open.
    """
    problem = year.of_month(month)
    asked = ruled(_with_even_goals(year, problem))
    asked.forbid_columns(course.CODE, lambda column: _into_closed(year, column))
    offered = offer(asked, widely=widely)
    model = ruled(problem)
    model.write(offered if widely else Decisions(tuple(_few(problem, offered.columns))))
    return model


def _few(problem: Problem, columns: Sequence[Column]) -> Iterator[Column]:
    """The columns with a few programmes for each place among those that nobody ordered, others in each area and month."""
    menus: dict[tuple[str, Category], dict[str, None]] = defaultdict(dict)
    for column in columns:
        if column.order_id is None and column.standing is None:
            menus[column.area_id, column.category][column.programme_id] = None
    chosen: set[tuple[str, str]] = set()
    for (area_id, category), menu in menus.items():
        programmes, turn = sorted(menu), list(problem.areas).index(area_id) + problem.days[0].month
        first = turn * FILLERS[category] % len(programmes)
        chosen |= {(area_id, one) for one in [*programmes, *programmes][first : first + FILLERS[category]]}
    for column in columns:
        ordered = column.order_id is not None or column.standing is not None
        if ordered or (column.area_id, column.programme_id) in chosen:
            yield column


def month_numbers(month: str, model: Model, prices: Sequence[int] = ()) -> MonthNumbers:
    """The month in numbers, with what days and places forbid paid for at the prices."""
    return MonthNumbers(month, model, coarse(model, relaxed=True, prices=prices))


def _into_closed(year: YearProblem, column: Column) -> Barred | None:
    if len(column.days) > 1 and any(year.in_closed_month(day) for day in column.days):
        return barred("closed", course="", programme=column.programme_id, day=column.days[0])
    return None


def _with_even_goals(year: YearProblem, problem: Problem) -> Problem:
    """The month with its even part of the year's goals as its least, as far as its most allows."""
    part = _even_parts(year)
    allotments = tuple(
        replace(one, least=max(one.least, min(one.most, part.get((one.area_id, one.category), 0))))
        for one in problem.district.allotments
    )
    return replace(problem, district=replace(problem.district, allotments=allotments))


def _even_parts(year: YearProblem) -> Mapping[tuple[str, Category], int]:
    open_months = Counter((one.area_id, one.category) for one in year.district.allotments if one.most)
    parts: dict[tuple[str, Category], int] = {}
    for goal in year.goals:
        place = (goal.area_id, goal.category)
        if goal.unit == "deliveries" and open_months[place]:
            parts[place] = -(-goal.least // open_months[place])
    return parts
