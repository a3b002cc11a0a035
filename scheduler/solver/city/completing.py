"""What is missing after the dealing finds a place: each claim may pass the lack on, to where it can be filled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from scheduler.domain.terms import Category
from scheduler.solver.city.dealing import standing_uses, used_by
from scheduler.solver.city.sharing import MONEY, Resource, Sharing, Slice
from scheduler.solver.city.tasks import Claim, Claimed, Held, Place
from scheduler.solver.columns import Column
from scheduler.solver.problem import Problem

CLAIM_WORK = 1.0
"""Of the solver's own seconds, at most for one claim."""
SPARE, NEEDED, AGAIN = 20, 100, 60
"""Points for a delivery taken from others: above its least, needed for it, and more each time the place lacked it before."""
PATIENCE = 10
"""Rounds of claims after which no fewer deliveries are missing, and the turns go on instead."""
MOST_MORE = 3
"""Areas besides those that lack something which may be planned anew in a claim."""

Ask = Callable[[Sequence[Claim]], list[Claimed]]


@dataclass
class Completion:
    """The districts' columns on the way to a plan that lacks nothing; `changed` are the districts whose plans moved."""

    sharing: Sharing
    areas: Sequence[frozenset[str]]
    columns: list[tuple[Column, ...]]
    fill: list[frozenset[Place]]
    seed: int
    changed: set[int] = field(default_factory=set)
    lacked: Counter[Place] = field(default_factory=Counter)
    claims: Counter[int] = field(default_factory=Counter)

    def run(self, ask: Ask, most: int) -> None:
        """Claim until nothing is missing, at most so many rounds; ends with the columns that lack least."""
        best, lacking, quiet = list(self.columns), self.lacking(), 0
        for _ in range(most):
            if not lacking or quiet >= PATIENCE:
                break
            self._round(ask)
            quiet += 1
            if self.lacking() < lacking:
                best, lacking, quiet = list(self.columns), self.lacking(), 0
        self.columns = best

    def lacking(self) -> int:
        """How many deliveries the leasts lack in all."""
        return sum(sum(self._missing(one).values()) for one in range(len(self.areas)))

    def _missing(self, district: int) -> Counter[Place]:
        return lacks(self.sharing.problem, self.areas[district], self.columns[district])

    def _counts(self, district: int) -> Counter[Place]:
        return counts_of(self.sharing.problem, self.columns[district])

    def _round(self, ask: Ask) -> None:
        """One claim for each category that is missing somewhere, each of another district and of other providers."""
        wanted: dict[Category, int] = {}
        asked: set[str] = set()
        missing = {one: self._missing(one) for one in range(len(self.areas))}
        for category in Category:
            lack = [
                one
                for one, places in missing.items()
                if one not in wanted.values() and any(kind is category for _, kind in places)
            ]
            serving = self._serving(category)
            if lack and not serving & asked:
                wanted[category] = min(lack, key=lambda one: (self.claims[one], one))
                asked |= serving
        for one in wanted.values():
            self.claims[one] += 1
            self.lacked.update(dict.fromkeys(missing[one], 1))
            self.fill[one] |= missing[one].keys()
        tasks = [
            self._claim(one, category, missing[one], pays=not number)
            for number, (category, one) in enumerate(wanted.items())
        ]
        self._settle(tasks, ask(tasks))

    def _claim(self, district: int, category: Category, missing: Collection[Place], *, pays: bool) -> Claim:
        """What is left of the money goes to one of those who claim at once; who claims again asks more areas to move."""
        lacking = {area for area, kind in missing if kind is category}
        others = sorted(self.areas[district] - lacking)
        tried = self.claims[district] - 1
        more = {
            others[(tried + number) % len(others)] for number in range(min(tried, MOST_MORE) if others else 0)
        }
        used = [used_by(self.sharing, columns)[MONEY] for columns in self.columns]
        limits: dict[Resource, int] = {}
        free = self.sharing.free(MONEY)
        if free is not None:
            limits[MONEY] = used[district] + (max(0, free - sum(used)) if pays else 0)
        return Claim(
            district,
            frozenset({category}),
            frozenset(lacking | more),
            Slice(limits, standing_uses(self.sharing, self.areas[district]), rest=True),
            self.columns[district],
            tuple(self._held(district, category)),
            self.fill[district],
            CLAIM_WORK,
            self.seed + self.claims.total(),
        )

    def _held(self, district: int, category: Category) -> list[Held]:
        """What others have of the shared providers that serve the category, with what it costs to take it."""
        problem = self.sharing.problem
        serving = self._serving(category)
        held: list[Held] = []
        for other in range(len(self.areas)):
            if other == district:
                continue
            counts = self._counts(other)
            for column in self.columns[other]:
                if column.provider_id in serving:
                    place = (column.area_id, column.category)
                    spare = counts[place] - column.in_month >= problem.allotment(*place).least
                    price = SPARE if spare else NEEDED + AGAIN * self.lacked[place]
                    held.append(Held(other, column, price))
        return held

    def _serving(self, category: Category) -> set[str]:
        """The shared providers that serve a category."""
        providers = self.sharing.problem.providers
        return {one for one in self.sharing.shared if category in providers[one].categories}

    def _settle(self, tasks: Sequence[Claim], claims: Sequence[Claimed]) -> None:
        """Those who claim at once ask other providers, so what they take does not touch the others' claims."""
        lost: dict[int, set[Column]] = defaultdict(set)
        for task, claimed in zip(tasks, claims, strict=True):
            if set(claimed.columns) != set(task.now):
                self.changed.add(task.district)
            self.columns[task.district] = claimed.columns
            for one in claimed.taken:
                lost[one.district].add(one.column)
        for other, columns in lost.items():
            self.columns[other] = tuple(one for one in self.columns[other] if one not in columns)
        self.changed |= lost.keys()


def lacks(problem: Problem, areas: frozenset[str], columns: Iterable[Column]) -> Counter[Place]:
    """What the leasts of some areas lack, by place."""
    counts = counts_of(problem, columns)
    return Counter(
        {
            (one.area_id, one.category): one.least - counts[one.area_id, one.category]
            for one in problem.district.allotments
            if one.area_id in areas and one.least > counts[one.area_id, one.category]
        }
    )


def counts_of(problem: Problem, columns: Iterable[Column]) -> Counter[Place]:
    """How much each place gets by some columns and by what stands."""
    counts = Counter(problem.standing_counts)
    for column in columns:
        counts[column.area_id, column.category] += column.in_month
    return counts
