"""A coarse model of the month: numbers by provider, or days too, without places and starts.

Every plan of the whole model is one of the coarse model with as many points or fewer, so what is
proven the least here bounds every plan; and its numbers are where a good plan is looked for first.
A row that the coarse model cannot hold is paid for instead, at its price in the relaxation
(Geoffrion, Lagrangean relaxation for integer programming, 1974).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.solver.columns import Tally
from scheduler.solver.linear import Linear, counted_highs, weighted_points, with_slack
from scheduler.solver.model import TALLY, Model, Row
from scheduler.solver.pricing import PARTS

Share = tuple[int, str, date | None, int | None]
"""Of a tally: the columns of one provider, and of courses those that begin on one day; by day, those of one day
that cost as many points.
"""


@dataclass(frozen=True, slots=True)
class Coarse:
    """The coarse program; its first variables are the model's counted ones, the tallies among them."""

    linear: Linear
    offset: int
    tallies: Mapping[int, Tally]

    def settled(self, values: tuple[int, ...]) -> dict[int, int]:
        """The model's tallies as a solution of the coarse program has them, and the columns that this rules out."""
        numbers = {tally: values[tally - self.offset] for tally in self.tallies}
        gone = (tally.columns for number, tally in self.tallies.items() if not numbers[number])
        return numbers | dict.fromkeys((column for columns in gone for column in columns), 0)


def coarse(
    model: Model,
    *,
    relaxed: bool,
    by_day: bool = False,
    prices: Sequence[int] = (),
    charges: Mapping[int, int] | None = None,
) -> Coarse:
    """The coarse program of a model, made by projecting each row and cost onto shares of tallies.

    `by_day` tells apart days and what a day costs by itself: larger, and nearer to the truth. `prices` of the model's rows,
    in parts of a point, raise its bound; without them what the rows about days and places forbid costs nothing here.
    `charges` add to the points of columns, in parts.
    """
    columns = len(model.columns)
    points, constant = weighted_points(model)
    shares = _shares(model, points if by_day else None)
    number = {share: len(model.counted) + place for place, share in enumerate(shares)}
    share_of = {column: number[share] for share, members in shares.items() for column in members}
    size = {number[share]: len(members) for share, members in shares.items()}
    highs = [*counted_highs(model, relaxed=relaxed)]
    highs += [min(model.highest(tally), len(members)) for (tally, *_), members in shares.items()]
    rows: list[Row] = []
    paid = _Paid(model, points, constant)
    paid.charge(charges or {})
    for place, row in enumerate(model.rows):
        projected = _projected(model, with_slack(row), share_of, size)
        if projected.row is not None:
            rows.append(projected.row)
        if prices and prices[place] and not projected.whole:
            paid.pay(with_slack(row), prices[place])
    rows += _ties(model, number)
    linear = Linear((0,) * len(highs), tuple(highs), tuple(rows), *paid.by_share(share_of), PARTS)
    return Coarse(linear, columns, model.tallies)


def _shares(model: Model, points: Mapping[int, int] | None) -> dict[Share, list[int]]:
    """The columns by share; by day if the points of each are given."""
    shares: dict[Share, list[int]] = defaultdict(list)
    for tally_number, tally in model.tallies.items():
        for variable in tally.columns:
            column = model.columns[variable]
            begins = column.days[0] if points is not None or len(column.days) > 1 else None
            costs = None if points is None else points.get(variable, 0)
            shares[tally_number, column.provider_id, begins, costs].append(variable)
    return shares


def _ties(model: Model, number: dict[Share, int]) -> list[Row]:
    """A tally is the sum of its shares."""
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (tally, *_), share in number.items():
        members[tally].append((share, 1))
    columns = len(model.columns)
    return [
        Row("tally", (), ((tally - columns, -1), *terms), low=0, high=0) for tally, terms in members.items()
    ]


@dataclass(frozen=True, slots=True)
class _Projected:
    """A row as far as the coarse model can hold it; `whole` if nothing is lost."""

    row: Row | None
    whole: bool = False


def _projected(model: Model, row: Row, share_of: dict[int, int], size: dict[int, int]) -> _Projected:
    """The row over counted variables and shares: of each share the least amount of its columns.

    A ceiling holds for less than what is there; a floor or an equation over columns is left out.
    """
    columns = len(model.columns)
    if all(variable >= columns for variable, _ in row.terms):
        terms = tuple((variable - columns, amount) for variable, amount in row.terms)
        return _Projected(replace(row, terms=terms), whole=True)
    if row.rule == TALLY:
        return _Projected(None, whole=True)  # held by the ties
    if row.low is not None or row.high is None:
        return _Projected(None)
    room, amounts = row.high, defaultdict[int, list[int]](list)
    for variable, amount in row.terms:
        if variable >= columns:
            return _Projected(None)
        if model.columns[variable].standing is not None:
            room -= amount
        elif variable in share_of:
            amounts[share_of[variable]].append(amount)
    least = {
        share: min(found) if len(found) == size[share] else min(0, *found) for share, found in amounts.items()
    }
    terms = tuple((share, amount) for share, amount in least.items() if amount)
    whole = room >= 0 and all(
        len(found) == size[share] and len(set(found)) == 1 for share, found in amounts.items()
    )
    return _Projected(Row(row.rule, row.subject, terms, high=max(0, room)) if terms else None, whole)


class _Paid:
    """Points of all variables in parts of a point, with what is paid for rows that are not held."""

    def __init__(self, model: Model, points: Mapping[int, int], constant: int) -> None:
        self.model = model
        self.constant = constant * PARTS
        self.points = defaultdict(int, {variable: amount * PARTS for variable, amount in points.items()})

    def charge(self, charges: Mapping[int, int]) -> None:
        """Let variables cost so many parts of a point more."""
        for variable, amount in charges.items():
            self.points[variable] += amount

    def pay(self, row: Row, price: int) -> None:
        """A price of the right sign for the limit that binds: whatever keeps the row costs no more for it."""
        limit = row.high if price < 0 else row.low
        assert limit is not None, "a price has the sign of its limit"
        self.constant += price * limit
        for variable, amount in row.terms:
            self.points[variable] -= price * amount

    def by_share(self, share_of: dict[int, int]) -> tuple[dict[int, int], int]:
        """Points of the counted variables, and of each share the least points of its columns."""
        columns, constant = len(self.model.columns), self.constant
        found: dict[int, int] = {}
        per_share: dict[int, int] = {}
        for variable, share in share_of.items():
            amount = self.points.get(variable, 0)
            per_share[share] = min(per_share.get(share, amount), amount)
        for variable, amount in self.points.items():
            if variable >= columns:
                found[variable - columns] = amount
            elif self.model.columns[variable].standing is not None:
                constant += amount
            elif variable not in share_of:
                constant += min(0, amount)
        return {variable: amount for variable, amount in (found | per_share).items() if amount}, constant
