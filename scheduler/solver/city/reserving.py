"""Deals out what districts share: each has its portion for certain, and of the rest what those before it left.

Months of a provider and money are dealt as whole portions of what the city's mixture uses. Days and weeks are not:
districts plan two by two, and whoever comes later keeps clear of what the earlier ones have. A provider that comes
to both of a pair does so on different weekdays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from scheduler.domain.terms import Category
from scheduler.solver.city.dealing import standing_uses, used_by
from scheduler.solver.city.market import Mixture
from scheduler.solver.city.sharing import MONEY, Resource, Sharing, Slice
from scheduler.solver.columns import Column
from scheduler.solver.sessions import WEEK

TRIFLE = 0.05
"""The part of a delivery below which a want is the relaxation's rounding, and no district needs a whole one for it."""
AT_ONCE, DAYS_OF_WEEK = 2, 7
"""Districts that plan at once; their numbers have different rests, so that they are different processes'."""

Plans = Sequence[tuple[Column, ...] | None]
"""What each district has planned; None: not yet."""


@dataclass(frozen=True)
class Deal:
    """The portions of each district; a batch's slices never let two of it meet at one provider on one day."""

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
        """The districts in pairs, each with one that has a portion of few of its providers."""
        waiting, found = list(range(len(self.areas))), list[list[int]]()
        while waiting:
            first = waiting.pop(0)
            batch = [first]
            others = [one for one in waiting if one % AT_ONCE != first % AT_ONCE]
            if others:
                own = self._holds(first)
                batch.append(min(others, key=lambda one: (len(own & self._holds(one)), one)))
                waiting.remove(batch[1])
            found.append(batch)
        return found

    def slices(self, batch: Sequence[int], plans: Plans) -> list[Slice]:
        """What each of a batch may use beside those that have planned, with what those after it need left alone."""
        used = sum((used_by(self.sharing, plan) for plan in plans if plan), Counter[Resource]())
        after = [one for one, plan in enumerate(plans) if plan is None]
        holders = dict(self._holders(batch))
        limits: list[dict[Resource, int]] = [{} for _ in batch]
        for name in sorted({*used, *self.portions, *self._spans(holders)}):
            free = self.sharing.free(name)
            if free is None:
                continue
            left = free - used[name]
            own = self.portions.get(name)
            spare = left if own is None else left - sum(own[one] for one in after)
            among = batch if name == MONEY else holders[name[1]]
            for one, more in zip(among, _spare_for_each(name, spare, len(among)), strict=True):
                limits[batch.index(one)][name] = more + (own[one] if own else 0)
        others = self.sharing.uses(column for plan in plans for column in plan or ())
        return [
            Slice(
                limits[place],
                (*standing_uses(self.sharing, self.areas[one]), *others),
                frozenset(provider_id for provider_id, to in holders.items() if one not in to),
                rest=True,
                weekdays={
                    provider_id: frozenset(range(to.index(one), DAYS_OF_WEEK, len(to)))
                    for provider_id, to in holders.items()
                    if one in to and len(to) > 1
                },
            )
            for place, one in enumerate(batch)
        ]

    def _holders(self, batch: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
        """Those of a batch to whom each provider comes: who has a portion of it, else in turns."""
        for place, provider_id in enumerate(sorted(self.sharing.shared)):
            holders = [one for one in batch if provider_id in self._holds(one)]
            yield provider_id, holders or [batch[place % len(batch)]]

    def _spans(self, holders: Mapping[str, Sequence[int]]) -> Iterator[Resource]:
        """The weeks and months of the providers that come to more than one at once, as far as courses reach."""
        problem = self.sharing.problem
        longest = max((one.sessions for one in problem.district.programmes), default=1)
        last = problem.days[-1] + 2 * longest * WEEK
        first = problem.days[0] - timedelta(days=problem.days[0].weekday())
        mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
        spans = [("week", monday.isoformat()) for monday in mondays]
        spans += sorted({("month", f"{monday:%Y-%m}") for monday in mondays})
        for provider_id, to in holders.items():
            if len(to) > 1:
                yield from ((kind, provider_id, which) for kind, which in spans)

    def _holds(self, district: int) -> set[str]:
        """The providers of which a district has a portion."""
        return {name[1] for name, own in self.portions.items() if name != MONEY and own[district]}


def _spare_for_each(name: Resource, spare: int, count: int) -> list[int]:
    """What so many get of what nobody has a portion of: all of a day, which only one of them can have; else their part."""
    kind, _, which = name
    if kind in {"day", "van"}:
        return [spare] * count
    first = date.fromisoformat(which).toordinal() // DAYS_OF_WEEK if kind == "week" else 0
    return [spare // count + ((first + place) % count < spare % count) for place in range(count)]


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
