"""What of the shared providers each district may use beside the others' plans, one provider at a time in turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.solver.city.sharing import MONEY, Resource, Sharing, Slice, Use
from scheduler.solver.columns import Column, standing_column


def standing_uses(sharing: Sharing, areas: frozenset[str]) -> tuple[Use, ...]:
    """What stands of the shared providers outside a district's areas."""
    problem = sharing.problem
    return sharing.uses(
        standing_column(problem, delivery) for delivery in problem.fixed if delivery.area_id not in areas
    )


def turns(
    sharing: Sharing,
    batch: Sequence[int],
    plans: Sequence[tuple[Column, ...]],
    districts: Sequence[frozenset[str]],
    number: int,
) -> list[Slice]:
    """A slice for each district of the batch: all that the others leave, each provider to one of the batch.

    `number` of the turn decides to whom; the others of the batch may keep what they have of it.
    """
    used = [used_by(sharing, plan) for plan in plans]
    everything = sum(used, Counter[Resource]())
    granted = {
        provider_id: batch[(number + place) % len(batch)]
        for place, provider_id in enumerate(sorted(sharing.shared))
    }
    slices = []
    for place, district in enumerate(batch):
        limits: dict[Resource, int] = {}
        for name in sorted(everything):
            free = sharing.free(name)
            if free is None:
                continue
            left = free - everything[name]
            if name == MONEY and number % len(batch) != place:
                left = 0
            limits[name] = used[district][name] + left
        others = [column for one, plan in enumerate(plans) if one != district for column in plan]
        slices.append(
            Slice(
                limits,
                (*standing_uses(sharing, districts[district]), *sharing.uses(others)),
                frozenset(one for one, to in granted.items() if to != district),
                rest=True,
            )
        )
    return slices


def left_by_others(
    sharing: Sharing, district: int, plans: Sequence[tuple[Column, ...]], districts: Sequence[frozenset[str]]
) -> Slice:
    """All that a district could use beside the plans of the others."""
    return replace(turns(sharing, [district], plans, districts, 0)[0], kept=frozenset())


def used_by(sharing: Sharing, plan: Iterable[Column]) -> Counter[Resource]:
    """How much of each resource a district's plan uses."""
    used: Counter[Resource] = Counter()
    for column in plan:
        used.update(dict(sharing.amounts(column)))
    return used
