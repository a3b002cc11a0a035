"""A coarse model of the month: numbers by provider, without days and places.

Every plan of the whole model is one of the coarse model with as many points or fewer, so what is
proven the least here bounds every plan; and its numbers are where a good plan is looked for first.
A row that the coarse model cannot hold is paid for instead, at its price in the relaxation
(Geoffrion, Lagrangean relaxation for integer programming, 1974).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scheduler.solver.columns import Tally
from scheduler.solver.linear import Linear, counted_highs, matrix_of, weighted_points, with_slack
from scheduler.solver.model import TALLY, Model, Row
from scheduler.solver.pricing import PARTS
from scheduler.solver.terms import ManyTerms, many
from scheduler.solver.uses import edges, sorted_by

Share = tuple[int, str, date | None]
"""Of a tally: the columns of one provider, and of courses those that begin on one day."""


@dataclass(frozen=True, slots=True)
class Coarse:
    """The coarse program; its first variables are the model's counted ones, the tallies among them.

    `shares` say of each of its other variables which share it counts, and of which of the model's columns.
    """

    linear: Linear
    offset: int
    tallies: Mapping[int, Tally]
    shares: Mapping[int, tuple[Share, Sequence[int]]]

    def settled(self, values: tuple[int, ...]) -> dict[int, int]:
        """The model's tallies as a solution of the coarse program has them, and the columns that this rules out."""
        numbers = {tally: values[tally - self.offset] for tally in self.tallies}
        gone = (tally.columns for number, tally in self.tallies.items() if not numbers[number])
        return numbers | dict.fromkeys((column for columns in gone for column in columns), 0)


def coarse(
    model: Model,
    *,
    relaxed: bool,
    prices: Sequence[int] = (),
    charges: Mapping[int, int] | None = None,
) -> Coarse:
    """The coarse program of a model, made by projecting each row and cost onto shares of tallies.

    `prices` of the model's rows, in parts of a point, raise its bound; without them what the rows
    about days and places forbid costs nothing here.
    `charges` add to the points of columns, in parts.
    """
    columns = len(model.columns)
    points, constant = weighted_points(model)
    shares = _shares(model)
    number = {share: len(model.counted) + place for place, share in enumerate(shares)}
    highs = [*counted_highs(model, relaxed=relaxed)]
    highs += [min(model.highest(tally), len(members)) for (tally, *_), members in shares.items()]
    ground = _Ground(model, list(shares.values()))
    kept, whole = ground.projected()
    paid = _Paid(ground, points, constant)
    paid.charge(charges or {})
    for row, price, held in zip(model.rows, prices, whole, strict=True) if prices else ():
        if price and not held:
            paid.pay(with_slack(row), price)
    rows = (*kept, *_ties(model, number))
    linear = Linear((0,) * len(highs), tuple(highs), rows, *paid.by_share(), PARTS)
    told = {number[share]: (share, members) for share, members in shares.items()}
    return Coarse(linear, columns, model.tallies, told)


def _shares(model: Model) -> dict[Share, list[int]]:
    """The columns by share."""
    shares: dict[Share, list[int]] = defaultdict(list)
    for tally_number, tally in model.tallies.items():
        for variable in tally.columns:
            column = model.columns[variable]
            begins = column.days[0] if len(column.days) > 1 else None
            shares[tally_number, column.provider_id, begins].append(variable)
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


class _Ground:
    """The columns of a model by share, and its rows projected onto counted variables and shares.

    Shares are numbered after the counted variables.
    """

    def __init__(self, model: Model, shares: Sequence[Sequence[int]]) -> None:
        self.model = model
        self.sizes = np.array([len(members) for members in shares], dtype=np.int64)
        self.members = np.array([variable for members in shares for variable in members], dtype=np.int64)
        self.share_of = np.full(len(model.columns), -1, dtype=np.int64)
        self.share_of[self.members] = np.repeat(np.arange(len(shares)), self.sizes)
        self.stands = np.array([column.standing is not None for column in model.columns], dtype=bool)

    def projected(self) -> tuple[list[Row], list[bool]]:
        """The rows as far as the coarse model can hold them; and of each row whether nothing of it is lost.

        Of each share counts the least amount of its columns. A ceiling holds for less than what is
        there; a floor or an equation over columns is left out.
        """
        model, columns = self.model, len(self.model.columns)
        kept: list[Row] = []
        whole = [False] * len(model.rows)
        ceilings: list[int] = []
        for place, row in enumerate(model.rows):
            terms = many(with_slack(row).terms)
            if terms.variables.min(initial=columns) >= columns:
                moved = ManyTerms(terms.variables - columns, terms.amounts)
                kept.append(replace(row, terms=moved, slack=None))
                whole[place] = True
            elif row.rule == TALLY:
                whole[place] = True  # held by the ties
            elif row.low is None and row.high is not None and terms.variables.max(initial=0) < columns:
                ceilings.append(place)
        for place, least, held in self._ceilings([model.rows[place] for place in ceilings]):
            whole[ceilings[place]] = held
            if least is not None:
                kept.append(least)
        return kept, whole

    def _ceilings(self, rows: Sequence[Row]) -> Iterator[tuple[int, Row | None, bool]]:
        """Each ceiling over columns by its place, what is left of it, and whether that is all."""
        matrix, offset = matrix_of(rows), len(self.model.counted)
        stood = self.stands[matrix.variables]
        taken = np.bincount(matrix.rows[stood], matrix.amounts[stood], len(rows)).astype(np.int64)
        shared = self.share_of[matrix.variables] >= 0
        of, share = matrix.rows[shared], self.share_of[matrix.variables[shared]]
        order = sorted_by(of, share)
        of, share, amounts = of[order], share[order], matrix.amounts[shared][order]
        each = edges(of, share)
        firsts = each[:-1]
        lowest = np.minimum.reduceat(amounts, firsts) if len(firsts) else firsts
        highest = np.maximum.reduceat(amounts, firsts) if len(firsts) else firsts
        complete = np.diff(each) == self.sizes[share[firsts]]
        least, even = np.where(complete, lowest, np.minimum(0, lowest)), complete & (lowest == highest)
        starts = np.searchsorted(of[firsts], np.arange(len(rows) + 1))
        for place, row in enumerate(rows):
            own = slice(starts[place], starts[place + 1])
            counts = np.flatnonzero(least[own]) + starts[place]
            assert row.high is not None, "only ceilings are asked about"
            room = row.high - int(taken[place])
            terms = ManyTerms(share[firsts[counts]] + offset, least[counts])
            found = Row(row.rule, row.subject, terms, high=max(0, room)) if len(terms) else None
            yield place, found, room >= 0 and bool(even[own].all())


class _Paid:
    """Points of all variables in parts of a point, with what is paid for rows that are not held."""

    def __init__(self, ground: _Ground, points: Mapping[int, int], constant: int) -> None:
        self.ground = ground
        self.constant = constant * PARTS
        model = ground.model
        self.points = np.zeros(len(model.columns) + len(model.counted), dtype=np.int64)
        for variable, amount in points.items():
            self.points[variable] = amount * PARTS

    def charge(self, charges: Mapping[int, int]) -> None:
        """Let variables cost so many parts of a point more."""
        for variable, amount in charges.items():
            self.points[variable] += amount

    def pay(self, row: Row, price: int) -> None:
        """A price of the right sign for the limit that binds: whatever keeps the row costs no more for it."""
        limit = row.high if price < 0 else row.low
        assert limit is not None, "a price has the sign of its limit"
        self.constant += price * limit
        terms = many(row.terms)
        np.subtract.at(self.points, terms.variables, price * terms.amounts)

    def by_share(self) -> tuple[dict[int, int], int]:
        """Points of the counted variables, and of each share the least points of its columns."""
        ground, columns = self.ground, len(self.ground.model.columns)
        of_columns = self.points[:columns]
        loose = of_columns[(ground.share_of < 0) & ~ground.stands]
        constant = self.constant + int(of_columns[ground.stands].sum()) + int(loose[loose < 0].sum())
        begins = np.concatenate(([0], np.cumsum(ground.sizes)[:-1])) if len(ground.sizes) else ground.sizes
        shares = np.minimum.reduceat(of_columns[ground.members], begins) if len(begins) else begins
        found = np.concatenate((self.points[columns:], shares)).tolist()
        return {variable: amount for variable, amount in enumerate(found) if amount}, constant
