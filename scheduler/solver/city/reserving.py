"""Deals out what districts share: each has its portion for certain, and of the rest what those before it left.

Months of a provider and money are dealt as whole portions of what the city's mixture uses. Days and weeks are not:
districts plan batch by batch, and whoever comes later keeps clear of what the earlier ones have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from scheduler.domain.terms import Category
from scheduler.solver.city.dealing import standing_uses, used_by
from scheduler.solver.city.market import Mixture
from scheduler.solver.city.sharing import MONEY, Resource, Sharing, Slice
from scheduler.solver.columns import Column

TRIFLE = 0.05
"""The part of a delivery below which a want is the relaxation's rounding, and no district needs a whole one for it."""
GROUPS = 4
"""Districts whose numbers have the same rest never plan at once: they are the same process's."""

Plans = Sequence[tuple[Column, ...] | None]
"""What each district has planned; None: not yet."""


@dataclass(frozen=True)
class Deal:
    """The portions of each district; a batch's slices never let two of it meet at one provider."""

    sharing: Sharing
    areas: Sequence[frozenset[str]]
    portions: Mapping[Resource, Sequence[int]]

    @classmethod
    def of(cls, sharing: Sharing, mixture: Mixture, areas: Sequence[frozenset[str]]) -> Deal:
        """Portions by what the mixture gives each district."""
        month = sharing.problem.month
        names = {name for own in mixture for name in own if name[0] == "month"}
        names |= {("month", provider_id, month) for provider_id in sharing.shared}
        groups: dict[tuple[frozenset[Category], str], list[Resource]] = defaultdict(list)
        for name in sorted(names):
            groups[sharing.problem.providers[name[1]].categories, name[2]].append(name)
        portions: dict[Resource, Sequence[int]] = {}
        for group in groups.values():
            portions |= _whole_deliveries(sharing, mixture, group)
        free = sharing.free(MONEY)
        if free is not None:
            portions[MONEY] = _whole_yuan(free, [own.get(MONEY, 0.0) for own in mixture])
        return cls(sharing, areas, portions)

    def batches(self) -> list[list[int]]:
        """The districts in an order in which few of a batch have a portion of the same provider."""
        waiting, found = list(range(len(self.areas))), list[list[int]]()
        while waiting:
            batch, busy = list[int](), set[str]()
            for one in list(waiting):
                if any(one % GROUPS == other % GROUPS for other in batch):
                    continue
                own = self._holds(one)
                if not batch or not own & busy:
                    batch.append(one)
                    busy |= own
                    waiting.remove(one)
            found.append(batch)
        return found

    def slices(self, batch: Sequence[int], plans: Plans) -> list[Slice]:
        """What each of a batch may use beside those that have planned, with what those after it need left alone."""
        used = sum((used_by(self.sharing, plan) for plan in plans if plan), Counter[Resource]())
        after = [one for one, plan in enumerate(plans) if plan is None]
        granted = dict(self._granted(batch))
        limits: list[dict[Resource, int]] = [{} for _ in batch]
        for name in sorted({*used, *self.portions}):
            free = self.sharing.free(name)
            if free is None:
                continue
            left = free - used[name]
            own = self.portions.get(name)
            spare = left if own is None else left - sum(own[one] for one in after)
            for place, one in enumerate(batch):
                mine = name != MONEY and granted[name[1]] == one
                more = spare if mine else spare // len(batch) if name == MONEY else 0
                limits[place][name] = more + (own[one] if own else 0)
        others = self.sharing.uses(column for plan in plans for column in plan or ())
        return [
            Slice(
                limits[place],
                (*standing_uses(self.sharing, self.areas[one]), *others),
                frozenset(provider_id for provider_id, to in granted.items() if to != one),
                rest=True,
            )
            for place, one in enumerate(batch)
        ]

    def _granted(self, batch: Sequence[int]) -> Iterator[tuple[str, int]]:
        """To which of a batch each provider comes: who has a portion of it, else in turns."""
        for place, provider_id in enumerate(sorted(self.sharing.shared)):
            holders = [one for one in batch if provider_id in self._holds(one)]
            yield provider_id, (holders or [batch[place % len(batch)]])[0]

    def _holds(self, district: int) -> set[str]:
        """The providers of which a district has a portion."""
        return {name[1] for name, own in self.portions.items() if name != MONEY and own[district]}


def _whole_deliveries(
    sharing: Sharing, mixture: Mixture, names: Sequence[Resource]
) -> dict[Resource, list[int]]:
    """Whole deliveries of providers that serve the same: no provider gives more than it can, each district gets what it wants in all.

    Nobody is the worse for half of one provider and half of another made a whole of either.
    """
    count = len(mixture)
    wants = {name: [own.get(name, 0.0) for own in mixture] for name in names}
    left: dict[Resource, int] = {}
    portions: dict[Resource, list[int]] = {}
    for name in names:
        free = sharing.free(name) or 0
        scale = min(1.0, free / (sum(wants[name]) or 1.0))
        portions[name] = [floor(want * scale + TRIFLE) for want in wants[name]]
        left[name] = free - sum(portions[name])
    aims = [ceil(sum(wants[name][one] for name in names) - TRIFLE) for one in range(count)]

    def give(pairs: Iterable[tuple[Resource, int]]) -> None:
        for name, one in pairs:
            if left[name] > 0 and sum(portions[other][one] for other in names) < aims[one]:
                portions[name][one] += 1
                left[name] -= 1

    def rest(pair: tuple[Resource, int]) -> float:
        name, one = pair
        return wants[name][one] - portions[name][one]

    pairs = [(name, one) for name in names for one in range(count)]
    give(sorted(pairs, key=lambda pair: (-rest(pair), pair)))
    return portions


def _whole_yuan(free: int, wants: Sequence[float]) -> list[int]:
    """The money by what each wants, all of it: what nobody wants is shared alike."""
    total = sum(wants)
    scale = min(1.0, free / total) if total else 0.0
    portions = [floor(want * scale) for want in wants]
    each = (free - sum(portions)) // max(1, len(portions))
    return [portion + each for portion in portions]
