"""The numbers of a year that rules bind: how many deliveries of which kind each variable brings to which month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.domain.terms import Category
from scheduler.solver.model import Row, Subject
from scheduler.solver.terms import Terms
from scheduler.solver.year.problem import YearProblem


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit of a variable brings to a month, of one area, category and provider.

    `least` and `most` are deliveries, which differ where courses of several lengths count as one number;
    `cost` is the least that one of them costs in yuan, `volumes` and `titles` the most that one brings.
    """

    variable: int
    month: str
    area_id: str
    category: Category
    provider_id: str
    least: int
    most: int
    cost: int = 0
    volumes: int = 0
    titles: int = 0


@dataclass(slots=True)
class YearNumbers:
    """Variables from nought to `highs`, what they bring, and the rows that the year's rules add.

    `slacks` say of each row that may give way in a relaxed plan which variable fills it.
    """

    problem: YearProblem
    highs: list[int] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    slacks: dict[int, Row] = field(default_factory=dict)

    def count(self, high: int) -> int:
        """A new whole variable from 0 to `high`."""
        self.highs.append(high)
        return len(self.highs) - 1

    def at_most(self, rule: str, subject: Subject, terms: Iterable[tuple[int, int]], high: int) -> None:
        """A row with a ceiling; one that nothing can reach is left out."""
        found = summed(terms)
        if high < 0 or sum(amount * self.highs[variable] for variable, amount in found) > high:
            self.rows.append(Row(rule, subject, found, high=high))

    def at_least(self, rule: str, subject: Subject, terms: Iterable[tuple[int, int]], low: int) -> None:
        """A row with a floor that may give way in a relaxed plan."""
        if low > 0:
            slack = self.count(low)
            row = Row(rule, subject, (*summed(terms), (slack, 1)), low=low)
            self.rows.append(row)
            self.slacks[slack] = row


def summed(terms: Iterable[tuple[int, int]]) -> Terms:
    """The terms with each variable once, those of amount nought left out."""
    amounts: dict[int, int] = defaultdict(int)
    for variable, amount in terms:
        amounts[variable] += amount
    return tuple((variable, amount) for variable, amount in amounts.items() if amount)
