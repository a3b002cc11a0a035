"""Deals out what districts share: whole days by what each would take, or one provider at a time in turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.solver.city.market import Mixture
from scheduler.solver.city.sharing import MONEY, Resource, Sharing, Slice, Use
from scheduler.solver.columns import Column, standing_column

TRIFLE = 1e-6


def deal(sharing: Sharing, mixture: Mixture, districts: Sequence[frozenset[str]]) -> list[Slice]:
    """One slice for each district, by what the mixture gives it; no two of them can be in each other's way.

    A shared provider's day belongs to one district alone, so no way between districts has to be thought of.
    """
    limits: list[dict[Resource, int]] = [{} for _ in districts]
    resources = sorted({name for own in mixture for name in own if sharing.free(name) is not None})
    owner: dict[tuple[str, str], int] = {}
    for name in resources:
        if name[0] == "day" and sharing.free(name):
            wants = [own.get(name, 0.0) for own in mixture]
            owner[name[1:]] = max(range(len(wants)), key=lambda one: (wants[one], -one))
    for name in resources:
        free, (kind, provider_id, which) = sharing.free(name) or 0, name
        if kind in {"day", "van"}:
            if (provider_id, which) in owner:
                limits[owner[provider_id, which]][name] = free
            continue
        for district, amount in enumerate(_portions(free, [own.get(name, 0.0) for own in mixture])):
            limits[district][name] = amount
    return [Slice(own, standing_uses(sharing, areas)) for own, areas in zip(limits, districts, strict=True)]


def _portions(free: int, wants: Sequence[float]) -> list[int]:
    """Whole portions by wants; what the wants leave goes to those who were rounded down most, and is shared."""
    scale = min(1.0, free / (sum(wants) or 1.0))
    exact = [want * scale for want in wants]
    portions = [int(one + TRIFLE) for one in exact]
    left = free - sum(portions)
    by_rest = sorted(
        (place for place, want in enumerate(wants) if want > TRIFLE),
        key=lambda place: (portions[place] - exact[place], place),
    )
    each, rest = divmod(left, len(by_rest)) if by_rest else (0, 0)
    for number, place in enumerate(by_rest):
        portions[place] += each + (number < rest)
    return portions


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
