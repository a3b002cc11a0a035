"""One month of a year in numbers: its coarse program, and what its shares bring to its own and to later months."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.solver.assemble import ruled
from scheduler.solver.bound import Coarse, coarse
from scheduler.solver.columns import Column, Decisions
from scheduler.solver.decisions import Place, offer
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.year.numbers import Part
from scheduler.solver.year.offering import asked_of, weighed
from scheduler.solver.year.problem import YearProblem


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
    goals; `widely`, all of it wherever the month's most allows more.
    """
    problem = year.of_month(month)
    offered = offer(asked_of(year, month, widely=widely), widely=widely)
    model = ruled(problem)
    few = offered.columns if widely else tuple(_few(problem, offered.columns))
    model.write(Decisions(few, offered.offered))
    return model


def _few(problem: Problem, columns: Sequence[Column]) -> Iterator[Column]:
    """The columns with a few programmes for each place among those that nobody ordered."""
    menus: dict[Place, dict[str, None]] = defaultdict(dict)
    for column in columns:
        if column.order_id is None and column.standing is None:
            menus[column.area_id, column.category][column.programme_id] = None
    chosen = {place: weighed(problem, place, menu) for place, menu in menus.items()}
    for column in columns:
        ordered = column.order_id is not None or column.standing is not None
        if ordered or column.programme_id in chosen[column.area_id, column.category]:
            yield column


def month_numbers(month: str, model: Model, prices: Sequence[int] = ()) -> MonthNumbers:
    """The month in numbers, with what days and places forbid paid for at the prices."""
    return MonthNumbers(month, model, coarse(model, relaxed=True, prices=prices))
