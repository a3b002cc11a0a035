"""The month as a linear model that knows no solver: columns, named rows, costs of wishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.district import Programme
from scheduler.solver.candidate import Candidate
from scheduler.solver.columns import Column, Decisions, Tally
from scheduler.solver.finding import Barred
from scheduler.solver.problem import Problem
from scheduler.solver.terms import ManyTerms, Numbers, Terms, many, once_each

Subject = tuple[str, ...]
TALLY = "tally"
"""The name of the rows that tie a tally to its columns; no rule of the district."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a rule never allows of a single session; it is asked only about the aspects it `reads`.

    It never bars a programme that it does not concern; that is told by the programme's shape alone.
    """

    rule: str
    reads: frozenset[str]
    when: Callable[[Candidate], Barred | None]
    concerns: Callable[[Programme], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Row:
    """`low ≤ Σ coefficient · variable ≤ high`, named by rule and subject so that it can be switched off.

    `slack` is the variable that fills a row that may give way in a relaxed plan.
    """

    rule: str
    subject: Subject
    terms: Terms
    low: int | None = None
    high: int | None = None
    slack: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Units of a wish for each unit of a variable, or once for all if `variable` is None."""

    rule: str
    variable: int | None
    units: int


@dataclass(slots=True)
class Model:
    """Rules add bars first, then rows and costs over the columns that no bar forbids.

    Variables are numbered: first the columns, each 0 or 1, then the `counted` ones, each from 0 to
    its most; `tallies` are those of them that count columns.
    """

    problem: Problem
    bars: list[Bar] = field(default_factory=list)
    column_bars: list[tuple[str, Callable[[Column], Barred | None]]] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)
    tallies: dict[int, Tally] = field(default_factory=dict)
    counted: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    gives_way_to: str | None = None
    alike_once: bool = True
    """Whether a row is left out that another of its party already says."""
    _writers: list[Callable[[Model], None]] = field(default_factory=list)
    _standing: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _stands: bool = False
    _seen: set[tuple[str, str, bytes, int]] = field(default_factory=set)

    def forbid(
        self,
        rule: str,
        reads: Iterable[str],
        when: Callable[[Candidate], Barred | None],
        concerns: Callable[[Programme], bool] = lambda _: True,
    ) -> None:
        """Let no column stand of which a session is barred by `when`."""
        self.bars.append(Bar(rule, frozenset(reads), when, concerns))

    def forbid_columns(self, rule: str, when: Callable[[Column], Barred | None]) -> None:
        """Let no column stand that is barred by `when` as a whole."""
        self.column_bars.append((rule, when))

    def over_columns(self, write: Callable[[Model], None]) -> None:
        """Have rows and costs written once the columns are known."""
        self._writers.append(write)

    def charge_giving_way(self, rule: str) -> None:
        """Charge what rows give way in a relaxed plan to this wish."""
        self.gives_way_to = rule

    def write(self, decisions: Decisions) -> None:
        """Take the columns and have all rows and costs written."""
        self.decisions = decisions
        stands = (column.standing is not None for column in decisions.columns)
        self._standing = np.fromiter(stands, np.int64, len(decisions.columns))
        self._stands = bool(self._standing.any())
        for tally in decisions.tallies(self.problem.programmes):
            number = self.count(1 if tally.order_id is not None else len(tally.columns))
            self.tallies[number] = tally
            self.exactly(TALLY, (), [(number, -1), *((column, 1) for column in tally.columns)], 0)
        for write in self._writers:
            write(self)
        self._seen.clear()  # as large as all rows together

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.decisions.columns

    def at_most(self, rule: str, subject: Subject, terms: Iterable[tuple[int, int]], high: int) -> None:
        """A row with a ceiling; what already stands is not judged again but leaves no room.

        The same row of the same party (a course meets others in many weeks) is kept once.
        """
        found = many(terms if isinstance(terms, Sequence) else tuple(terms))
        columns = len(self.columns)
        ours = found.variables < columns
        amounts = found.amounts[ours]
        total = int(amounts.sum())
        if not ours.all():
            counted = ManyTerms(found.variables[~ours], found.amounts[~ours])
            total += sum(amount * self.counted[variable - columns] for variable, amount in counted)
        ceiling = max(high, int(amounts @ self._standing[found.variables[ours]]))
        if total <= ceiling:
            return
        known = (rule, subject[0], found.variables.tobytes() + found.amounts.tobytes(), ceiling)
        if not self.alike_once or known not in self._seen:
            self._seen.add(known)
            self.rows.append(Row(rule, subject, found, high=ceiling))

    def at_most_one(self, rule: str, subject: Subject, columns: Numbers) -> None:
        """Of some columns at most one, as `at_most` says it."""
        ceiling = max(1, int(self._standing[columns].sum())) if self._stands else 1
        if len(columns) <= ceiling:
            return
        known = (rule, subject[0], columns.tobytes(), ceiling)
        if not self.alike_once or known not in self._seen:
            self._seen.add(known)
            self.rows.append(Row(rule, subject, once_each(columns), high=ceiling))

    def at_least(
        self,
        rule: str,
        subject: Subject,
        terms: Iterable[tuple[int, int]],
        low: int,
        *,
        gives_way: bool = False,
    ) -> None:
        """A row with a floor; with `gives_way` a relaxed plan may fall short of it."""
        slack = self.count(low) if gives_way else None
        self.rows.append(Row(rule, subject, tuple(terms), low=low, slack=slack))

    def exactly(self, rule: str, subject: Subject, terms: Iterable[tuple[int, int]], value: int) -> None:
        self.rows.append(Row(rule, subject, tuple(terms), low=value, high=value))

    def count(self, high: int) -> int:
        """A new whole variable from 0 to `high`."""
        self.counted.append(high)
        return len(self.columns) + len(self.counted) - 1

    def highest(self, variable: int) -> int:
        """The most that a variable can be."""
        columns = len(self.columns)
        return 1 if variable < columns else self.counted[variable - columns]

    def cost(self, rule: str, variable: int, units: int) -> None:
        if units:
            self.costs.append(Cost(rule, variable, units))

    def constant(self, rule: str, units: int) -> None:
        if units:
            self.costs.append(Cost(rule, None, units))

    def slacks(self) -> Iterator[int]:
        return (row.slack for row in self.rows if row.slack is not None)
