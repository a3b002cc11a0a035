"""The whole city by numbers: each district says how many of what it could do with, one program settles who gets what.

Days and places stay with the districts; what they forbid is in the numbers at the price that it has in the district's
own relaxation. So the program of all is small, and its relaxation gives the shared providers' prices in one go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.terms import Category
from scheduler.solver.bound import Coarse, coarse
from scheduler.solver.city.market import Mixture
from scheduler.solver.city.part_model import LONG, MISSING, TRIFLE, PartModel
from scheduler.solver.city.sharing import Resource, Sharing
from scheduler.solver.city.tasks import Count, Counted, Place, Prices
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row
from scheduler.solver.pricing import PARTS, Relaxation, relaxation
from scheduler.solver.terms import ManyTerms, many

MILLIONTHS = 1_000_000
DEAREST = 120 * MILLIONTHS
"""Of a point: what a delivery of a shared provider is worth at most, less than one that is missing costs."""


@dataclass(frozen=True)
class Cleared:
    """Prices of what is shared, what each district uses of it, the places that lack something; points of the whole."""

    prices: Prices
    mixture: Mixture
    missing: Sequence[frozenset[Place]]
    served: Sequence[frozenset[Place]]
    """The places to which shared providers come."""
    points: float


def count(part: PartModel, task: Count) -> Counted:
    """The district by numbers, with all that the city has to share, at these prices."""
    charges = part.charges(task.prices)
    solved = part.relaxed_at(charges)
    if solved.points is None:
        return Counted(infeasible=True)
    numbers = by_numbers(part, (), solved, {})
    offset = numbers.offset
    slacks = tuple(
        (row.slack - offset, (row.subject[0], Category(row.subject[1])))
        for row in part.model.rows
        if row.slack is not None and row.rule == "allotment"
    )
    comes = {
        number: (tally.area_id, tally.category)
        for number, ((of, provider_id, _), _) in numbers.shares.items()
        if provider_id in part.sharing.shared and (tally := part.model.tallies[of])
    }
    return Counted(numbers.linear, _uses(part, numbers), slacks, comes, part.missing(solved.values))


def by_numbers(
    part: PartModel, rows: Sequence[Row], solved: Relaxation, charges: Mapping[int, int]
) -> Coarse:
    """The district's coarse program, what is missing reckoned as in its other programs."""
    model = replace(part.model, rows=[*part.model.rows, *rows]) if rows else part.model
    prices = tuple(round(price) for price in solved.prices)
    dear = model.problem.weights.of(model.gives_way_to) if model.gives_way_to is not None else 0
    paid = {**charges, **dict.fromkeys(model.slacks(), (MISSING - dear) * PARTS)}
    return coarse(model, relaxed=True, prices=prices, charges=paid)


def _uses(part: PartModel, numbers: Coarse) -> dict[Resource, list[tuple[int, int]]]:
    """Of each month of a shared provider and of the money, which numbers use how much."""
    found: dict[Resource, list[tuple[int, int]]] = defaultdict(list)
    for number, (_, members) in numbers.shares.items():
        least: dict[Resource, int] | None = None
        for variable in members:
            own = {name: used for name, used in part.uses.get(variable, ()) if name[0] in {"month", "money"}}
            if least is None:
                least = own
            elif least != own:
                least = {name: min(used, own[name]) for name, used in least.items() if name in own}
        for name, used in (least or {}).items():
            found[name].append((number, used))
    return dict(found)


def clear(sharing: Sharing, counted: Sequence[Counted]) -> Cleared:
    """Who gets how much, half deliveries allowed, and the prices at which each would take just that."""
    starts, size = list[int](), 0
    for one in counted:
        starts.append(size)
        size += len(one.linear.highs)
    program, names = _program(sharing, counted, starts)
    solved = relaxation(program, LONG)
    if solved.points is None:
        nothing: list[frozenset[Place]] = [frozenset() for _ in counted]
        return Cleared({}, tuple({} for _ in counted), nothing, nothing, float("inf"))
    paid = solved.prices[len(program.rows) - len(names) :]
    prices = {
        name: amount
        for name, price in zip(names, paid, strict=True)
        if (amount := min(DEAREST, round(-price * MILLIONTHS / PARTS))) > 0
    }
    own = [
        solved.values[start : start + len(one.linear.highs)]
        for start, one in zip(starts, counted, strict=True)
    ]
    mixture = tuple(
        {name: sum(values[v] * amount for v, amount in terms) for name, terms in one.uses.items()}
        for one, values in zip(counted, own, strict=True)
    )
    missing = [
        frozenset(place for variable, place in one.slacks if values[variable] > TRIFLE)
        for one, values in zip(counted, own, strict=True)
    ]
    served = [
        frozenset(place for variable, place in one.comes.items() if values[variable] > TRIFLE)
        for one, values in zip(counted, own, strict=True)
    ]
    return Cleared(prices, mixture, missing, served, solved.points / PARTS)


def _program(
    sharing: Sharing, counted: Sequence[Counted], starts: Collection[int]
) -> tuple[Linear, list[Resource]]:
    """All districts' programs as one, its last rows being what they share."""
    lows, highs, rows = list[int](), list[int](), list[Row]()
    points: dict[int, int] = {}
    shared: dict[Resource, list[tuple[int, int]]] = defaultdict(list)
    for start, one in zip(starts, counted, strict=True):
        lows += one.linear.lows
        highs += one.linear.highs
        for row in one.linear.rows:
            terms = many(row.terms)
            rows.append(replace(row, terms=ManyTerms(terms.variables + start, terms.amounts)))
        points |= {variable + start: amount for variable, amount in one.linear.points.items()}
        for name, used in one.uses.items():
            shared[name] += [(variable + start, amount) for variable, amount in used]
    scarce = {name: free for name in sorted(shared) if (free := sharing.free(name)) is not None}
    rows += [Row("share", name, tuple(shared[name]), high=free) for name, free in scarce.items()]
    constant = sum(one.linear.constant for one in counted)
    return Linear(tuple(lows), tuple(highs), tuple(rows), points, constant, PARTS), list(scarce)
