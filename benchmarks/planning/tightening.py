"""Makes a problem tight around a plan that is hidden in it: whatever the hidden plan does not use may be taken away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from benchmarks.planning.room import Room
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import District, Period, Provider, Venue
from scheduler.solver.assemble import assemble
from scheduler.solver.columns import Column
from scheduler.solver.problem import Problem

FRIDAY = 5


def hidden_columns(dice: Random, problem: Problem) -> list[Column]:
    """Random columns that reach every least allotment and break no row; what stands is not among them."""
    model = assemble(problem, widely=True)
    room = Room(model)
    chosen: list[Column] = []
    places = sorted(model.decisions.of_area_category)
    dice.shuffle(places)
    for place in places:
        least, count = problem.allotment(*place).least, problem.standing_counts.get(place, 0)
        variables = [v for v in model.decisions.of_area_category[place] if model.columns[v].standing is None]
        dice.shuffle(variables)
        for variable in variables:
            if count >= least:
                break
            if room.fits(variable):
                room.take(variable)
                chosen.append(model.columns[variable])
                count += model.columns[variable].in_month
        if count < least:
            raise ValueError(f"no hidden plan for {place}: {count} of {least}; take another seed")
    return chosen


class Uses:
    """When each venue and provider is used by what stands and by the hidden plan."""

    def __init__(self, standing: Iterable[Delivery], chosen: Iterable[Column]) -> None:
        self.days: dict[str, Counter[date]] = defaultdict(Counter)
        for delivery in standing:
            self._add(delivery.day, delivery.provider_id, delivery.venue_id, delivery.rain_venue_id)
        for column in chosen:
            for day in column.days:
                self._add(day, column.provider_id, *column.venues)

    def _add(self, day: date, *parties: str | None) -> None:
        for party in {party for party in parties if party}:
            self.days[party][day] += 1

    def most(self, provider_id: str, key: str) -> int:
        """The most uses in one day, calendar week or month."""
        spans: Counter[date] = Counter()
        for day, count in self.days[provider_id].items():
            begins = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}
            spans[begins[key]] += count
        return max(spans.values(), default=0)


def tightened(dice: Random, district: District, uses: Uses, cost: int, month: str) -> District:
    """The district with no more capacity, open days and money than the hidden plan needs, or little more."""
    return replace(
        district,
        providers=tuple(_scarce(dice, one, uses, month) for one in district.providers),
        venues=tuple(_closed(dice, one, uses, month) for one in district.venues),
        month_budget=cost + cost // 100,
    )


def _scarce(dice: Random, provider: Provider, uses: Uses, month: str) -> Provider:
    day, week, whole = (uses.most(provider.id, key) for key in ("day", "week", "month"))
    spare = int(dice.random() < 0.1)
    return replace(
        provider,
        per_day=max(1, day),
        per_week=max(1, week),
        per_month=max(1, whole + spare),
        blackouts=awkward(dice, uses.days[provider.id], month, dice.randint(4, 7)),
    )


def _closed(dice: Random, venue: Venue, uses: Uses, month: str) -> Venue:
    return replace(venue, closures=awkward(dice, uses.days[venue.id], month, dice.randint(2, 3)))


def awkward(dice: Random, used: Counter[date], month: str, count: int) -> tuple[Period, ...]:
    """Days away, on and around weekends where all wish to be served; never when the hidden plan needs them."""
    first, last = month_days(month)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ends = [day for day in days if day.isoweekday() >= FRIDAY] * 3
    found: dict[date, Period] = {}
    for day in dice.sample(ends + days, k=len(days)):
        until = min(last, day + timedelta(days=dice.randint(0, 3)))
        away = [day + timedelta(days=number) for number in range((until - day).days + 1)]
        if not any(used[one] for one in away):
            found[day] = Period(day, until)
        if len(found) == count:
            break
    return tuple(found[day] for day in sorted(found))
