"""Places the numbers of one month: the model as the other months leave it, and what the year lets it decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.assemble import ruled
from scheduler.solver.bound import Share
from scheduler.solver.columns import Column, Decisions, deliveries_of, standing_column
from scheduler.solver.identity import with_ids
from scheduler.solver.linear import Linear, linear_of
from scheduler.solver.model import Model, Row
from scheduler.solver.terms import Terms
from scheduler.solver.year.problem import YearProblem

Place = tuple[str, Category]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the year leaves a month to decide: deliveries by area and category, by provider, and yuan.

    What stands in the month is not counted in; a place or provider that is not named is free.
    """

    places: Mapping[Place, Range]
    providers: Mapping[str, Range]
    yuan: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What a column counts as in the year's numbers, whatever its place: all models of a month agree on it.

    `begins` is the first day of a course, None for a single delivery.
    """

    area_id: str
    category: Category
    order_id: str | None
    in_month: int
    cost: int
    provider_id: str
    begins: date | None


def key_of(column: Column, cost: int) -> Key:
    """What the column counts as."""
    return Key(
        column.area_id,
        column.category,
        column.order_id,
        column.in_month,
        cost,
        column.provider_id,
        column.days[0] if len(column.days) > 1 else None,
    )


def model_among(
    year: YearProblem,
    base: Model,
    month: str,
    others: Iterable[Delivery],
    only: Container[Key] | None = None,
) -> Model:
    """The month's model with the deliveries of `others` standing around it; it offers what `base` does.

    Of that only what counts as one of `only`, if they are given.
    """
    problem = year.of_month(month, others)
    model = ruled(problem)
    costs = {one.id: one.cost for one in problem.district.programmes}
    standing = [standing_column(problem, delivery) for delivery in problem.fixed]
    offered = [
        column
        for column in base.columns
        if column.standing is None
        and (only is None or key_of(column, costs[column.programme_id]) in only)
        and all(when(column) is None for _, when in model.column_bars)
    ]
    model.write(Decisions((*standing, *offered)))
    return model


def by_share(model: Model) -> Mapping[Key, list[int]]:
    """The model's columns that do not stand, by what they count as."""
    costs = {one.id: one.cost for one in model.problem.district.programmes}
    found: dict[Key, list[int]] = defaultdict(list)
    for variable, column in model.decisions.in_month():
        if column.standing is None:
            found[key_of(column, costs[column.programme_id])].append(variable)
    return found


def counted_as(
    base: Model, shares: Mapping[int, tuple[Share, Sequence[int]]], values: Sequence[int]
) -> Mapping[Key, int]:
    """The year's numbers of a month by what they count."""
    costs = {one.id: one.cost for one in base.problem.district.programmes}
    found: dict[Key, int] = {}
    for number, (_, members) in shares.items():
        column = base.columns[members[0]]
        found[key_of(column, costs[column.programme_id])] = values[number]
    return found


def settled(
    model: Model, wanted: Mapping[Key, int], *, courses_only: bool, relaxed: bool = False
) -> Linear | None:
    """The month's program with numbers settled, those of courses only if so said; None if one has no column left."""
    rows: list[Row] = []
    gone: dict[int, int] = {}
    known = by_share(model)
    if any(count and key not in known and (key.begins or not courses_only) for key, count in wanted.items()):
        return None
    for key, members in known.items():
        if courses_only and key.begins is None:
            continue
        count = wanted.get(key, 0)
        if count:
            rows.append(Row("settled", (), tuple((one, 1) for one in members), low=count, high=count))
        else:
            gone |= dict.fromkeys(members, 0)
    whole = linear_of(model, relaxed=relaxed).fixed(gone)
    return replace(whole, rows=(*whole.rows, *rows))


def keeping_courses(model: Model, chosen: Iterable[Column]) -> Linear:
    """The month's program in which the courses that it begins stay as they are."""
    kept = {_slot(column) for column in chosen if len(column.days) > 1}
    fixed = {
        variable: int(_slot(column) in kept)
        for variable, column in model.decisions
        if column.standing is None and len(column.days) > 1
    }
    return linear_of(model, relaxed=False).fixed(fixed)


def _slot(column: Column) -> tuple[object, ...]:
    return (
        column.area_id,
        column.programme_id,
        column.order_id,
        column.provider_id,
        column.venue_id,
        column.rain_venue_id,
        column.start,
        column.days,
        column.reserve,
    )


def limited(model: Model, linear: Linear, limits: Limits) -> Linear:
    """The program within what the year leaves the month."""
    rows: list[Row] = []
    for place, (low, high) in limits.places.items():
        terms = tuple(
            (number, tally.in_month)
            for number, tally in model.tallies.items()
            if (tally.area_id, tally.category) == place
        )
        rows.append(Row("limits", place, terms, low=low, high=high))
    of_provider: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for variable, column in model.decisions.in_month():
        if column.standing is None:
            of_provider[column.provider_id].append((variable, column.in_month))
    for provider_id, (low, high) in limits.providers.items():
        rows.append(Row("limits", (provider_id,), tuple(of_provider[provider_id]), low=low, high=high))
    if limits.yuan is not None:
        spent: Terms = tuple((number, tally.cost * tally.in_month) for number, tally in model.tallies.items())
        rows.append(Row("limits", ("yuan",), spent, high=limits.yuan))
    return replace(linear, rows=(*linear.rows, *(row for row in rows if row.terms or (row.low or 0) > 0)))


def plan_of(model: Model, values: Sequence[int]) -> tuple[tuple[Column, ...], tuple[Delivery, ...]]:
    """The columns that a solution chose beside what stands, and the month's deliveries with their ids."""
    chosen = [column for column, value in zip(model.columns, values, strict=False) if value]
    own = tuple(column for column in chosen if column.standing is None)
    return own, with_ids(model.problem, deliveries_of(model.problem, chosen))


def as_they_are(model: Model, chosen: Iterable[Column]) -> dict[int, int]:
    """A hint: the columns that were chosen before."""
    kept = {_slot(column) for column in chosen}
    return {
        variable: int(column.standing is not None or _slot(column) in kept)
        for variable, column in model.decisions
    }
