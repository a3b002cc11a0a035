"""One session that could be held: the facts that a rule needs to say whether it is allowed at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Area, Order, Programme, Provider, Venue
from scheduler.domain.terms import Category
from scheduler.solver.problem import Problem


@dataclass(frozen=True, slots=True)
class Candidate:
    """A session with its records in place of ids; `minutes` is its own length.

    `begins`, `ends` and their kin are minutes from the day's midnight. `reserve_day` is that of an outdoor
    film with a reserve date.
    """

    problem: Problem
    category: Category
    area: Area
    programme: Programme
    order: Order | None
    provider: Provider
    venue: Venue
    rain_venue: Venue | None
    day: date
    start: time
    minutes: int
    reserve_day: date | None = None

    def on(self, day: date) -> Candidate:
        """The same session on another day."""
        return Candidate(
            self.problem,
            self.category,
            self.area,
            self.programme,
            self.order,
            self.provider,
            self.venue,
            self.rain_venue,
            day,
            self.start,
            self.minutes,
            self.reserve_day,
        )

    @property
    def begins(self) -> int:
        return self.start.hour * 60 + self.start.minute

    @property
    def ends(self) -> int:
        return self.begins + self.minutes

    @property
    def busy_from(self) -> int:
        """When setting up begins."""
        return self.begins - self.programme.setup_minutes

    @property
    def busy_until(self) -> int:
        """When clearing is over."""
        return self.ends + self.programme.clearing_minutes

    @property
    def moved_indoors(self) -> bool:
        """Whether an open-air programme stands in its rain venue."""
        return self.rain_venue is not None and self.rain_venue.id == self.venue.id

    @property
    def was_published(self) -> bool:
        """Whether the area's programme was published for that day: days that go by do not undo it."""
        return any(
            delivery.day == self.day
            and delivery.area_id == self.area.id
            and delivery.programme_id == self.programme.id
            for delivery in self.problem.published
        )


def candidate_of(problem: Problem, delivery: Delivery) -> Candidate | None:
    """The delivery with its records; None if it names one that the district does not know."""
    area = problem.areas.get(delivery.area_id)
    programme = problem.programmes.get(delivery.programme_id)
    provider = problem.providers.get(delivery.provider_id)
    venue = problem.venues.get(delivery.venue_id)
    rain = problem.venues.get(delivery.rain_venue_id) if delivery.rain_venue_id else None
    if area is None or programme is None or provider is None or venue is None:
        return None
    if delivery.rain_venue_id and rain is None:
        return None
    return Candidate(
        problem=problem,
        category=delivery.category,
        area=area,
        programme=programme,
        order=problem.orders.get(delivery.order_id) if delivery.order_id else None,
        provider=provider,
        venue=venue,
        rain_venue=rain,
        day=delivery.day,
        start=delivery.start,
        minutes=delivery.minutes,
        reserve_day=delivery.reserve_day,
    )


def clock_minutes(moment: time) -> int:
    """Minutes from midnight of a civil time."""
    return moment.hour * 60 + moment.minute


def clock_time(minutes: int) -> time:
    """The civil time so many minutes from midnight."""
    return time(minutes // 60 % 24, minutes % 60)
