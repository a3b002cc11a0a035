"""What still fits beside what was chosen: the ceilings of a month's model, kept up to date."""

from __future__ import annotations

from collections import defaultdict

from scheduler.solver.model import Model


class Room:
    """How much of each ceiling is left; a ceiling over numbers counts for all columns of the number."""

    def __init__(self, model: Model) -> None:
        self.left: dict[int, int] = {}
        self.takes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        columns = len(model.columns)
        for place, row in enumerate(model.rows):
            if row.high is None or row.low is not None:
                continue
            if all(term < columns or term in model.tallies for term, _ in row.terms):
                self.left[place] = row.high
                for term, amount in row.terms:
                    for variable in (term,) if term < columns else model.tallies[term].columns:
                        self.takes[variable].append((place, amount))
        for variable, column in model.decisions:
            if column.standing is not None:
                self.take(variable)

    def fits(self, variable: int) -> bool:
        return all(amount <= self.left[place] for place, amount in self.takes[variable])

    def take(self, variable: int) -> None:
        for place, amount in self.takes[variable]:
            self.left[place] -= amount
