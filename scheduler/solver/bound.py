"""A coarse model of the month: numbers by provider, without days and places.

Every plan of the whole model is one of the coarse model with as many points or fewer, so what is
proven the least here bounds every plan; and its numbers are where a good plan is looked for first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.solver.columns import Tally
from scheduler.solver.linear import Linear, counted_highs, weighted_points, with_slack
from scheduler.solver.model import Model, Row

Share = tuple[int, str, date | None]
"""Of a tally: the columns of one provider, and of courses those that begin on one day."""


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


def coarse(model: Model, *, relaxed: bool) -> Coarse:
    """The coarse program of a model, made by projecting each row and cost onto shares of tallies."""
    columns = len(model.columns)
    shares = _shares(model)
    number = {share: len(model.counted) + place for place, share in enumerate(shares)}
    share_of = {column: number[share] for share, members in shares.items() for column in members}
    size = {number[share]: len(members) for share, members in shares.items()}
    highs = [*counted_highs(model, relaxed=relaxed)]
    highs += [model.highest(tally) for tally, _, _ in shares]
    rows = [
        projected
        for row in model.rows
        if (projected := _projected(model, with_slack(row), share_of, size)) is not None
    ]
    rows += _ties(model, number)
    points, constant = _projected_points(model, share_of)
    linear = Linear((0,) * len(highs), tuple(highs), tuple(rows), points, constant)
    return Coarse(linear, columns, model.tallies)


def _shares(model: Model) -> dict[Share, list[int]]:
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
    for (tally, _, _), share in number.items():
        members[tally].append((share, 1))
    columns = len(model.columns)
    return [
        Row("tally", (), ((tally - columns, -1), *terms), low=0, high=0) for tally, terms in members.items()
    ]


def _projected(model: Model, row: Row, share_of: dict[int, int], size: dict[int, int]) -> Row | None:
    """The row over counted variables and shares: of each share the least amount of its columns.

    A ceiling holds for less than what is there; a floor or an equation over columns is left out.
    """
    columns = len(model.columns)
    if all(variable >= columns for variable, _ in row.terms):
        return replace(row, terms=tuple((variable - columns, amount) for variable, amount in row.terms))
    if row.low is not None or row.high is None:
        return None
    room, least, seen = row.high, dict[int, int](), defaultdict[int, int](int)
    for variable, amount in row.terms:
        if variable >= columns:
            return None
        if model.columns[variable].standing is not None:
            room -= amount
        elif variable in share_of:
            share = share_of[variable]
            least[share] = min(least.get(share, amount), amount)
            seen[share] += 1
    amounts = ((s, least[s] if seen[s] == size[s] else min(0, least[s])) for s in least)
    terms = tuple((share, amount) for share, amount in amounts if amount)
    if not terms:
        return None
    return Row(row.rule, row.subject, terms, high=max(0, room))


def _projected_points(model: Model, share_of: dict[int, int]) -> tuple[dict[int, int], int]:
    """Points of the counted variables, and of each share the least points of its columns."""
    points, constant = weighted_points(model)
    columns = len(model.columns)
    found: dict[int, int] = {}
    per_share: dict[int, int] = {}
    for variable, share in share_of.items():
        amount = points.get(variable, 0)
        per_share[share] = min(per_share.get(share, amount), amount)
    for variable, amount in points.items():
        if variable >= columns:
            found[variable - columns] = amount
        elif model.columns[variable].standing is not None:
            constant += amount
    found.update((share, amount) for share, amount in per_share.items() if amount)
    return found, constant
