"""A first plan for the search to start from: the relaxation's columns, the surest first, as long as they fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from scheduler.domain.terms import Category
from scheduler.solver.model import Model, Row
from scheduler.solver.pricing import Relaxation

LIKELY = 0.05
"""The part of a column in the relaxation from which on it is tried first."""

Place = tuple[str, Category]


class Ceilings:
    """The rows of a model that limit what fits together; numbers count through their columns."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.high: list[int] = []
        self.takes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row in model.rows:
            self._add(row, self.high, self.takes)
        for number, tally in model.tallies.items():
            place = len(self.high)
            self.high.append(model.highest(number))
            for column in tally.columns:
                self.takes[column].append((place, 1))

    def _add(self, row: Row, high: list[int], takes: dict[int, list[tuple[int, int]]]) -> None:
        columns, tallies = len(self.model.columns), self.model.tallies
        if row.high is None or row.low is not None:
            return
        terms = list(row.terms)
        if not all(variable < columns or variable in tallies for variable, _ in terms):
            return
        place = len(high)
        high.append(row.high)
        for variable, amount in terms:
            for column in (variable,) if variable < columns else tallies[variable].columns:
                takes[column].append((place, amount))

    def start(
        self, solved: Relaxation, rows: Iterable[Row], out: Collection[int], near: float
    ) -> dict[int, int]:
        """Columns that keep every ceiling and these rows too; `out` are not to be taken.

        First what the relaxation takes, then the cheapest within `near` where a least allotment is missed.
        """
        left, more = [*self.high], defaultdict[int, list[tuple[int, int]]](list)
        for row in rows:
            self._add(row, left, more)
        model, chosen, counts = (
            self.model,
            dict[int, int](),
            Counter[Place](self.model.problem.standing_counts),
        )

        def take(variable: int) -> None:
            uses = [*self.takes.get(variable, ()), *more.get(variable, ())]
            if all(amount <= left[place] for place, amount in uses):
                for place, amount in uses:
                    left[place] -= amount
                column = model.columns[variable]
                chosen[variable] = 1
                counts[column.area_id, column.category] += column.in_month

        for variable, column in model.decisions:
            if column.standing is not None:
                for place, amount in self.takes.get(variable, ()):
                    left[place] -= amount
        free = [v for v, column in model.decisions if column.standing is None and v not in out]
        likely = [variable for variable in free if solved.values[variable] > LIKELY]
        for variable in sorted(likely, key=lambda one: (-solved.values[one], one)):
            take(variable)
        leasts = _leasts(model, counts)
        cheap = [variable for variable in free if variable not in chosen and solved.reduced[variable] <= near]
        for variable in sorted(cheap, key=lambda one: (solved.reduced[one], one)):
            column = model.columns[variable]
            served = (column.area_id, column.category)
            if counts[served] < leasts[served]:
                take(variable)
        return chosen


def _leasts(model: Model, counts: Mapping[Place, int]) -> dict[Place, int]:
    problem = model.problem
    places = {(column.area_id, column.category) for column in model.columns} | counts.keys()
    return {place: problem.allotment(*place).least for place in places}
