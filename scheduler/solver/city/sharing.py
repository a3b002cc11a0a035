"""What districts share: the providers' days, weeks, months and vans, and the money; who uses how much of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from scheduler.domain.district import Area
from scheduler.domain.terms import Category
from scheduler.solver.columns import Column, Span, standing_column
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import busy_times, reserve_kept
from scheduler.solver.rules.provider_capacity import spans_of_reserve
from scheduler.solver.ways import travel_minutes

Resource = tuple[str, str, str]
"""Kind (day, week, month, van, money), provider, and which day, Monday or month."""
MONEY: Resource = ("money", "", "")
Amounts = tuple[tuple[Resource, int], ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A shared provider is busy on a day in an area, in minutes of the day, set-up and clearing included."""

    provider_id: str
    day: date
    span: Span
    area: Area


@dataclass(frozen=True)
class Slice:
    """What one district may use: at most so much of each resource, beside others' uses.

    Of what is not named it may use all that is free with `rest`, else none. Of the providers `kept` it may
    only keep what it has; those in `weekdays` come on these weekdays only, Monday being 0.
    """

    limits: Mapping[Resource, int]
    others: tuple[Use, ...] = ()
    kept: frozenset[str] = frozenset()
    rest: bool = False
    weekdays: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def allows(self, provider_id: str, days: Iterable[date]) -> bool:
        """Whether a provider may come on all of the days, as far as its weekdays go."""
        weekdays = self.weekdays.get(provider_id)
        return weekdays is None or all(day.weekday() in weekdays for day in days)


@dataclass(frozen=True)
class Sharing:
    """The shared providers of a city and its money, and what of them is still free beside what stands."""

    problem: Problem
    shared: frozenset[str]
    _stands: Counter[Resource] = field(default_factory=Counter)

    @classmethod
    def of(cls, problem: Problem, shared: frozenset[str]) -> Sharing:
        stands: Counter[Resource] = Counter()
        sharing = cls(problem, shared, stands)
        for delivery in problem.fixed:
            stands.update(dict(sharing.amounts(standing_column(problem, delivery))))
        return sharing

    def amounts(self, column: Column) -> Amounts:
        """How much a column uses of each resource."""
        programme = self.problem.programmes[column.programme_id]
        cost = programme.cost * column.in_month
        if column.provider_id not in self.shared:
            return _amounts(cost)
        volumes = 0
        if column.category is Category.BOOKS:
            volumes = (column.standing.volumes if column.standing else programme.volumes) or 0
        reserve = reserve_kept(self.problem, column)
        return _amounts(cost, column.provider_id, column.days, reserve.day if reserve else None, volumes)

    def free(self, resource: Resource) -> int | None:
        """What is left of a resource beside what stands; None: as much as anybody wants."""
        kind, provider_id, _ = resource
        if resource == MONEY:
            most = self.problem.district.month_budget
            return None if most is None else max(0, most - self._stands[resource])
        provider = self.problem.providers[provider_id]
        most = {
            "day": provider.per_day,
            "week": provider.per_week,
            "month": provider.per_month,
            "van": provider.van_volumes,
        }[kind]
        return max(0, most - self._stands[resource])

    def uses(self, columns: Iterable[Column]) -> tuple[Use, ...]:
        """When the columns keep shared providers busy."""
        return tuple(
            Use(column.provider_id, day, span, self.problem.areas[column.area_id])
            for column in columns
            if column.provider_id in self.shared
            for day, span in busy_times(self.problem, column)
        )


@lru_cache(maxsize=200_000)
def _amounts(
    cost: int,
    provider_id: str = "",
    days: tuple[date, ...] = (),
    reserve_day: date | None = None,
    volumes: int = 0,
) -> Amounts:
    """Money, and what some sessions of a provider and a reserve date take of its days, weeks, months and vans.

    Thousands of columns take the same, and share what is told of it.
    """
    used: Counter[Resource] = Counter({MONEY: cost} if cost else {})
    for day in days:
        for kind, which in _spans(day):
            used[kind, provider_id, which] += 1
        if volumes:
            used["van", provider_id, day.isoformat()] += volumes
    for kind, which in spans_of_reserve(days[0], reserve_day) if reserve_day else ():
        used[kind, provider_id, which] += 1
    return tuple(used.items())


def _spans(day: date) -> tuple[tuple[str, str], ...]:
    monday = day - timedelta(days=day.weekday())
    return ("day", day.isoformat()), ("week", monday.isoformat()), ("month", f"{day:%Y-%m}")


class Clashes:
    """Whether a column would need a shared provider while others have it, the way included."""

    def __init__(self, problem: Problem, others: Sequence[Use]) -> None:
        self.problem = problem
        self.busy: dict[tuple[str, date], list[Use]] = defaultdict(list)
        for use in others:
            self.busy[use.provider_id, use.day].append(use)

    def clash(self, column: Column) -> bool:
        return bool(self.busy) and any(True for _ in self.clashing(column))

    def clashing(self, column: Column) -> Iterator[Use]:
        """The uses that exclude the column."""
        area = self.problem.areas[column.area_id]
        return (
            use
            for day, span in busy_times(self.problem, column)
            for use in self.busy.get((column.provider_id, day), ())
            if self.between(use, Use(column.provider_id, day, span, area))
        )

    def between(self, one: Use, other: Use) -> bool:
        """Whether two uses of one provider on one day exclude each other."""
        way = travel_minutes(self.problem, one.area, other.area)
        return one.span[0] < other.span[1] + way and other.span[0] < one.span[1] + way
