"""Spreads each area's number over the months so that area by area and month by month it stays within one of even.

Months get their totals by the divisor method of `allotting_shares`. Within them each single delivery has a window: not
before the area's exact share has begun it, not after the share has completed it; the earliest end goes first. That is the
chairman assignment problem (R. Tijdeman, Discrete Mathematics 32, 1980); that earliest ends keep all windows where the
shares run alike is shown by G. Steiner and J. S. Yeomans (Management Science 39, 1993).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

from scheduler.domain.allotting_rules import WHOLE
from scheduler.domain.allotting_shares import Claim, divide


@dataclass(frozen=True, slots=True)
class Row:
    """One area's number of the year, the months it is there, and the months whose number is fixed."""

    area_id: str
    number: int
    months: frozenset[str]
    fixed: Mapping[str, int]

    @property
    def free(self) -> int:
        """What the fixed months leave."""
        return max(0, self.number - sum(self.fixed.values()))


@dataclass(frozen=True, slots=True)
class Column:
    """One month: its weight in the year, the most that can be supplied, and whether it may still be given any."""

    month: str
    weight: int
    supply: int
    open: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The numbers by area and month; what each area is due by the end of each; what found no month, by area."""

    totals: Mapping[str, int]
    numbers: Mapping[tuple[str, str], int]
    due: Mapping[tuple[str, str], Fraction]
    left: Mapping[str, int]


def spread(rows: Sequence[Row], columns: Sequence[Column], catch_up: int) -> Spread:
    """The rows spread over the columns, which stand in the order of the year.

    An area that is ahead or behind catches up by `catch_up` percent of a month's even share, or by one, a
    month: what is decided for a month depends on what stood before it alone. Fixed numbers stay. A month that is not open, or in which an area is not, gets nothing else. No
    month goes over its supply but for what is fixed; what then finds no room is told as left.
    """
    even = _even(rows, columns)
    totals = _totals(rows, columns, even)
    numbers = sum(row.number for row in rows)
    due = {row.area_id: _due(row, totals, even, numbers) for row in rows}
    work = _Work(rows, columns, due, Fraction(catch_up, WHOLE))
    for place, total in enumerate(totals):
        work.give(place, total - work.used[place])
    work.give_late(totals)
    return Spread(
        totals={column.month: work.used[place] for place, column in enumerate(columns)},
        numbers={
            (row.area_id, column.month): work.numbers[row.area_id][place]
            for row in rows
            for place, column in enumerate(columns)
        },
        due={
            (row.area_id, column.month): work.due[row.area_id][place]
            for row in rows
            for place, column in enumerate(columns)
        },
        left={row.area_id: work.free[row.area_id] for row in rows if work.free[row.area_id]},
    )


def _even(rows: Sequence[Row], columns: Sequence[Column]) -> dict[str, list[Fraction]]:
    """By area what each month would have by its weight alone."""
    even = {}
    for row in rows:
        there = [column.weight if column.month in row.months else 0 for column in columns]
        whole = sum(there) or 1
        even[row.area_id] = [Fraction(row.number * weight, whole) for weight in there]
    return even


def _totals(
    rows: Sequence[Row], columns: Sequence[Column], even: Mapping[str, Sequence[Fraction]]
) -> list[int]:
    """How many all areas together are to have in each month."""
    claims = []
    for place, column in enumerate(columns):
        fixed = sum(row.fixed.get(column.month, 0) for row in rows)
        most = max(fixed, column.supply) if column.open and column.weight else fixed
        weight = sum((shares[place] for shares in even.values()), Fraction(0))
        claims.append(Claim(column.month, weight, 0, fixed, most))
    parts = divide(sum(max(row.number, sum(row.fixed.values())) for row in rows), claims)
    return [part.number for part in parts]


def _due(
    row: Row, totals: Sequence[int], even: Mapping[str, Sequence[Fraction]], numbers: int
) -> list[Fraction]:
    """The area's exact share by the end of each month: its part of the months' totals, brought to its number."""
    parts = []
    for place, total in enumerate(totals):
        whole = sum((shares[place] for shares in even.values()), Fraction(0))
        part = even[row.area_id][place] / whole if whole else Fraction(row.number, numbers or 1)
        parts.append(total * part)
    scale = Fraction(row.number) / (sum(parts) or 1)
    return [scale * run for run in accumulate(parts)]


@dataclass(slots=True)
class _Work:
    """The spread as it grows, month by month; `given` counts what an area has by the end of a month."""

    rows: Sequence[Row]
    columns: Sequence[Column]
    due: dict[str, list[Fraction]]
    catch_up: Fraction
    numbers: dict[str, list[int]] = field(init=False)
    used: list[int] = field(init=False)
    free: dict[str, int] = field(init=False)
    begun: dict[str, list[int]] = field(init=False)
    done: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {
            row.area_id: [row.fixed.get(column.month, 0) for column in self.columns] for row in self.rows
        }
        self.used = [sum(row.fixed.get(column.month, 0) for row in self.rows) for column in self.columns]
        self.free = {row.area_id: row.free for row in self.rows}
        self.begun = {area: [ceil(share) for share in due] for area, due in self.due.items()}
        self.done = {area: [floor(share) for share in due] for area, due in self.due.items()}

    def give(self, place: int, count: int) -> None:
        """Give the month up to `count` more: its least to each area, then to the one whose next must be done first."""
        given = {row.area_id: sum(self.numbers[row.area_id][: place + 1]) for row in self.rows}
        most: dict[str, int] = {}
        for row in self.rows:
            least, most[row.area_id] = self._limits(row, place)
            while count and self.numbers[row.area_id][place] < least and self._able(row, place):
                self._take(row.area_id, place)
                given[row.area_id] += 1
                count -= 1
        for _ in range(count):
            able = [
                row
                for row in self.rows
                if self.numbers[row.area_id][place] < most[row.area_id] and self._able(row, place)
            ]
            if not able:
                return
            area = min(able, key=lambda row: self._window(row, place, given[row.area_id])).area_id
            self._take(area, place)
            given[area] += 1

    def give_late(self, totals: Sequence[int]) -> None:
        """What found no month in its turn goes where there is supply: the month that lacks the most first."""
        for row in self.rows:
            while self.free[row.area_id]:
                room = [
                    (self.used[place] - totals[place], place)
                    for place, column in enumerate(self.columns)
                    if self._able(row, place) and self.used[place] < column.supply
                ]
                if not room:
                    break
                self._take(row.area_id, min(room)[1])

    def _limits(self, row: Row, place: int) -> tuple[int, int]:
        """The least and most of a month, so that who is off its share comes back step by step.

        Within one of the share an area always keeps: its month then lies less than two from even.
        """
        due = self.due[row.area_id]
        even = due[place] - (due[place - 1] if place else 0)
        least = min(floor(even * (1 - self.catch_up)), ceil(even) - 2)
        return least, max(ceil(even * (1 + self.catch_up)), floor(even) + 2)

    def _able(self, row: Row, place: int) -> bool:
        column = self.columns[place]
        return (
            column.open
            and column.weight > 0
            and column.month in row.months
            and column.month not in row.fixed
            and self.free[row.area_id] > 0
        )

    def _take(self, area_id: str, place: int) -> None:
        self.numbers[area_id][place] += 1
        self.used[place] += 1
        self.free[area_id] -= 1

    def _window(self, row: Row, place: int, given: int) -> tuple[bool, int, Fraction, str]:
        """Not begun comes last; then the earliest end; then who is due the most beyond what it has."""
        begin = bisect_left(self.begun[row.area_id], given + 1)
        end = bisect_left(self.done[row.area_id], given + 1)
        return begin > place, end, given - self.due[row.area_id][place], row.area_id
