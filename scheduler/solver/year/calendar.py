"""Turns a year's numbers into deliveries, month after month, and betters months while all others stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.cpsat import Run
from scheduler.solver.linear import Linear
from scheduler.solver.model import Model
from scheduler.solver.search import Found
from scheduler.solver.year.deciding import decided
from scheduler.solver.year.joined import Joined
from scheduler.solver.year.month_numbers import MonthNumbers
from scheduler.solver.year.pace import Pace
from scheduler.solver.year.placing import (
    Key,
    Limits,
    as_they_are,
    counted_as,
    keeping_courses,
    limited,
    model_among,
    plan_of,
    settled,
)
from scheduler.solver.year.problem import YearProblem

PLACE_WORK = 3.0
"""The solver's own time for placing one month's numbers."""


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What a month decided: its columns, and the deliveries that they give the year, later sessions too."""

    chosen: tuple[Column, ...]
    deliveries: tuple[Delivery, ...]


@dataclass
class Calendar:
    """The months' plans as they are placed and bettered."""

    year: YearProblem
    months: Sequence[MonthNumbers]
    joined: Joined
    pace: Pace
    relaxed: bool = False
    plans: dict[str, MonthPlan] = field(default_factory=dict)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The whole plan by day: what stands and what the months decided."""
        own = (one for plan in self.plans.values() for one in plan.deliveries)
        return tuple(sorted((*self.year.standing, *own), key=lambda one: (one.day, one.start, one.id)))

    def place(self, values: Sequence[int]) -> str | None:
        """Place the numbers of all months in order; the name of the first that cannot be, None if all are.

        What was placed before stays only if all are.
        """
        before, self.plans = self.plans, {}
        for month in self.months:
            if self.pace.stopped or not self._placed(month, values, before.get(month.month)):
                self.plans = before
                return month.month
        return None

    def _placed(self, month: MonthNumbers, values: Sequence[int], before: MonthPlan | None) -> bool:
        wanted = counted_as(month.model, month.coarse.shares, self.joined.of_month(month, values))
        for model, program in self._ever_wider(month, wanted):
            hint = as_they_are(model, before.chosen) if before else {}
            found = self._found(program, hint)
            if found.values is not None:
                self._take(month.month, model, found.values)
                return True
        return False

    def _ever_wider(self, month: MonthNumbers, wanted: Mapping[Key, int]) -> Iterator[tuple[Model, Linear]]:
        """All numbers settled; then only those of courses, and by area, category and provider together."""
        others = self._others(month.month)
        for courses_only in (False, True):
            only = None if courses_only else {key for key, count in wanted.items() if count}
            model = model_among(self.year, month.model, month.month, others, only)
            program = settled(model, wanted, courses_only=courses_only, relaxed=self.relaxed)
            if program is not None:
                yield model, limited(model, program, _limits_of(wanted)) if courses_only else program

    def better(self, month: MonthNumbers, limits: Limits) -> bool:
        """Whether the month was bettered by itself: all others and the courses it begins stay as they are."""
        plan = self.plans[month.month]
        model = model_among(self.year, month.model, month.month, self._others(month.month))
        program = limited(model, keeping_courses(model, plan.chosen), limits)
        found = self._found(program, as_they_are(model, plan.chosen))
        if found.values is None:
            return False
        chosen, _ = plan_of(model, found.values)
        if set(chosen) == set(plan.chosen):
            return False
        self._take(month.month, model, found.values)
        return True

    def _others(self, month: str) -> list[Delivery]:
        return [one for name, plan in self.plans.items() if name != month for one in plan.deliveries]

    def _take(self, month: str, model: Model, values: Sequence[int]) -> None:
        chosen, own = plan_of(model, values)
        self.plans[month] = MonthPlan(chosen, decided(self.year, model.problem, own, self._others(month)))

    def _found(self, program: Linear, hint: Mapping[int, int]) -> Found:
        options = self.pace.options
        return self.pace.run(
            Run(program, hint, options.workers, options.seed, False, options.seconds, PLACE_WORK)
        )


def _limits_of(wanted: Mapping[Key, int]) -> Limits:
    """As many deliveries in each area and category and by each provider as the numbers say, for no more money."""
    places: Counter[tuple[str, object]] = Counter()
    providers: Counter[str] = Counter()
    yuan = 0
    for key, count in wanted.items():
        places[key.area_id, key.category] += count * key.in_month
        providers[key.provider_id] += count * key.in_month
        yuan += count * key.in_month * key.cost
    return Limits(
        {place: (count, count) for place, count in places.items()},  # type: ignore[misc]
        {provider: (count, count) for provider, count in providers.items()},
        yuan,
    )
