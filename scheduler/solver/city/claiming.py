"""A district's deliveries that are still missing find places, where need be those that others have: they lose theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.solver.city.part_model import PartModel
from scheduler.solver.city.sharing import MONEY, Clashes, Resource, Use
from scheduler.solver.city.tasks import Claim, Claimed, Held
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row

LACKING = 3000
"""Points for a delivery that stays missing: dearer than taking one away from another, however often that one moved."""


def claim(part: PartModel, task: Claim) -> Claimed:
    """The plan that lacks least in the categories; what it takes away costs as little as can be."""
    now = part.chosen(task.now)
    free = {
        variable
        for variable, column in part.model.decisions
        if column.standing is None and (column.category in task.categories or column.area_id in task.areas)
    }
    barred = {v: 0 for v in part.barred(task.slice, now) if v in free}
    barred |= {
        v: 0
        for v in free - now.keys()
        if part.columns[v].provider_id in part.sharing.shared
        and part.columns[v].category not in task.categories
    }
    barred |= dict.fromkeys(_alike(part, free - barred.keys() - now.keys()), 0)
    still = {v: value for v, value in part.as_chosen(now).items() if v not in free}
    program = _program(part, task, free - barred.keys(), now).fixed({**still, **barred})
    first = len(part.elastic.highs)
    settled = program.fixed({**part.as_chosen(now), **dict.fromkeys(range(first, first + len(task.held)), 0)})
    hint = dict(enumerate(part.searched(settled, {}, task.work, task.seed, presolves=False).values or ()))
    found = part.searched(program, hint, task.work, task.seed, presolves=False)
    if found.values is None:
        return Claimed(task.now)
    taken = tuple(one for one, value in zip(task.held, found.values[first:], strict=True) if value)
    return Claimed(part.columns_of(found.values), taken)


def _alike(part: PartModel, free: Collection[int]) -> Iterator[int]:
    """Columns beside which there is one that takes no more room: of one place, time and provider one programme is enough."""
    shortest: dict[tuple[object, ...], tuple[int, int]] = {}
    for variable in sorted(free):
        column = part.columns[variable]
        served = (column.area_id, column.category, column.order_id, column.in_month)
        key = (*served, column.provider_id, column.venues, column.days, column.start, column.reserve)
        length = column.span[1] - column.span[0]
        known = shortest.get(key)
        if known is None or length < known[0]:
            shortest[key] = (length, variable)
        if known is not None:
            yield known[1] if length < known[0] else variable


def _program(part: PartModel, task: Claim, free: set[int], now: Collection[int]) -> Linear:
    """The district's program with one more variable for each delivery of others: whether it is taken away."""
    base, count = part.elastic, len(part.elastic.highs)
    taking = dict(enumerate(task.held, start=count))
    points = dict.fromkeys(now, -1) | dict.fromkeys(part.model.slacks(), LACKING)
    points |= {number: held.price for number, held in taking.items()}
    rows = (*_amounts(part, task, taking), *_clashes(part, free, taking))
    return replace(
        base,
        lows=(*base.lows, *(0 for _ in taking)),
        highs=(*base.highs, *(1 for _ in taking)),
        rows=(*base.rows, *rows),
        points=points,
    )


def _amounts(part: PartModel, task: Claim, taking: Mapping[int, Held]) -> Iterator[Row]:
    """Of each resource no more than others leave or lose."""
    terms: dict[Resource, list[tuple[int, int]]] = defaultdict(list)
    for variable, amounts in part.uses.items():
        for name, amount in amounts:
            terms[name].append((variable, amount))
    taken: dict[Resource, int] = defaultdict(int)
    for number, held in taking.items():
        for name, amount in part.sharing.amounts(held.column):
            if name in terms and name != MONEY:
                terms[name].append((number, -amount))
                taken[name] += amount
    for name, own in terms.items():
        most = part.most(task.slice, name)
        if most is not None:
            yield Row("slice", name, tuple(own), high=most - taken[name])


def _clashes(part: PartModel, free: set[int], taking: Mapping[int, Held]) -> Iterator[Row]:
    """Where the district has a provider, no other has it at times between which it cannot travel."""
    problem = part.sharing.problem
    numbers: dict[Use, int] = {
        use: number for number, held in taking.items() for use in part.sharing.uses([held.column])
    }
    clashes = Clashes(problem, tuple(numbers))
    pairs: dict[int, list[int]] = defaultdict(list)
    for variable in sorted(free & part.uses.keys()):
        for use in clashes.clashing(part.columns[variable]):
            pairs[numbers[use]].append(variable)
    for number, variables in pairs.items():
        yield Row("clash", (str(number),), _unless(variables, number), high=0)


def _unless(variables: Sequence[int], number: int) -> tuple[tuple[int, int], ...]:
    """None of the variables, unless the one of that number is 1."""
    return (*((variable, 1) for variable in variables), (number, -len(variables)))
