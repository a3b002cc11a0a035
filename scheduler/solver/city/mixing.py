"""Out of all plans that each district has had, one for each, so that together they fit and cost the least."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from scheduler.solver.city.dealing import used_by
from scheduler.solver.city.sharing import Clashes, Resource, Sharing, Use
from scheduler.solver.city.tasks import Arranged
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row

LONG = 3600.0
LACKING = 1_000_000
"""Points for a delivery that a least lacks: more than any plan costs."""
Way = tuple[int, Arranged]
"""District and one of its plans."""


def mix(
    sharing: Sharing, plans: Sequence[Sequence[Arranged]], now: Sequence[Arranged], work: float, seed: int
) -> list[Arranged]:
    """The best choice found of one plan for each district; never worse than what they have `now`."""
    ways = [(district, plan) for district, own in enumerate(plans) for plan in own]
    rows = [*_one_each(ways, len(plans)), *_amounts(sharing, ways), *_clashes(sharing, ways)]
    points = {variable: _cost(plan) for variable, (_, plan) in enumerate(ways)}
    linear = Linear((0,) * len(ways), (1,) * len(ways), tuple(rows), points, 0)
    hint = {variable: int(plan is now[district]) for variable, (district, plan) in enumerate(ways)}
    run = Run(linear, hint, workers=1, seed=seed, for_bound=False, seconds=LONG, work=work)
    found, _ = run_solver(run, lambda *_: None, lambda: False)
    if found.values is None or found.best is None or found.best >= sum(map(_cost, now)):
        return list(now)
    return [plan for (_, plan), value in zip(ways, found.values, strict=True) if value]


def _cost(plan: Arranged) -> int:
    return plan.points + LACKING * plan.short


def _one_each(ways: Sequence[Way], districts: int) -> Iterator[Row]:
    for district in range(districts):
        own = tuple((variable, 1) for variable, (of, _) in enumerate(ways) if of == district)
        yield Row("one", (str(district),), own, low=1, high=1)


def _amounts(sharing: Sharing, ways: Sequence[Way]) -> Iterator[Row]:
    """No resource is used up twice."""
    terms: dict[Resource, list[tuple[int, int]]] = defaultdict(list)
    most: dict[Resource, Counter[int]] = defaultdict(Counter)
    for variable, (district, plan) in enumerate(ways):
        for name, amount in used_by(sharing, plan.columns).items():
            terms[name].append((variable, amount))
            most[name][district] = max(most[name][district], amount)
    for name, found in terms.items():
        free = sharing.free(name)
        if free is not None and most[name].total() > free:
            yield Row("share", name, tuple(found), high=free)


def _clashes(sharing: Sharing, ways: Sequence[Way]) -> Iterator[Row]:
    """Two districts cannot have a provider at times between which it cannot travel."""
    held: dict[tuple[str, date], dict[tuple[int, Use], list[int]]] = defaultdict(lambda: defaultdict(list))
    for variable, (district, plan) in enumerate(ways):
        for use in set(sharing.uses(plan.columns)):
            held[use.provider_id, use.day][district, use].append(variable)
    way = Clashes(sharing.problem, ())
    for (provider_id, day), by_use in held.items():
        for (one, use), (other, there) in combinations(by_use, 2):
            if one != other and way.between(use, there):
                terms = tuple((variable, 1) for variable in (*by_use[one, use], *by_use[other, there]))
                yield Row("clash", (provider_id, day.isoformat()), terms, high=1)
