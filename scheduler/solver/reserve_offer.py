"""The reserve dates that planning offers: for a film on an evening on which no hall of its area can shelter it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from scheduler.domain.delivery import Delivery, ReserveDate
from scheduler.domain.district import Order, Programme, Venue
from scheduler.domain.terms import Category
from scheduler.solver.candidate import clock_minutes
from scheduler.solver.columns import Column, Span
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import reserve_start
from scheduler.solver.rules.rain_plan import no_shelter
from scheduler.solver.sieve import Days, Sieve


@dataclass(frozen=True, slots=True)
class ReserveOffer:
    """What a film wanted by an area, for an order or for none, is offered with reserve dates."""

    problem: Problem
    sieve: Sieve
    area_id: str
    programme: Programme
    order: Order | None

    def columns(
        self, starts: Sequence[tuple[time, Span]], providers: Sequence[tuple[str, Days]]
    ) -> Iterator[Column]:
        """At each open-air venue of the area, with every reserve date that no session rule bars.

        `providers` come with the days on which they may give the film in the area.
        """
        programme, within = self.programme, self.problem.parameters.film_reserve_within
        if programme.category is not Category.FILM or programme.sessions > 1 or not within:
            return
        own = [venue for venue in self.problem.district.venues if venue.area_id == self.area_id]
        sheltered = Sheltered(self.problem, self.area_id, programme, self.order)
        for start, span in starts:
            asked = self.sieve.days_as_asked(self.area_id, programme, self.order, start)
            asked &= self.sieve.month & ~sheltered.days(start)
            for venue in own if asked else ():
                if venue.open_air:
                    free = asked & self._open(venue.id, start)
                    for provider_id, present in providers:
                        plain = self._plain(provider_id, venue.id, start, span)
                        yield from self._dated(plain, free & present, present)

    def _plain(self, provider_id: str, venue_id: str, start: time, span: Span) -> Column:
        programme, order_id = self.programme, self.order.id if self.order else None
        of = (self.area_id, programme.category, programme.id, order_id)
        return Column(*of, provider_id, venue_id, None, start, (), span, 1)

    def _dated(self, plain: Column, days: Days, present: Days) -> Iterator[Column]:
        """The column on each of the days, with each reserve date after it."""
        problem = self.problem
        for number, day in enumerate(problem.days):
            if not days >> number & 1:
                continue
            last = number + problem.parameters.film_reserve_within
            for later in range(number + 1, min(last + 1, len(problem.days))):
                start = reserve_start(problem, plain.start, problem.days[later])
                asked = self.sieve.days_as_asked(plain.area_id, self.programme, self.order, start)
                if present & asked & self._open(plain.venue_id, start) & 1 << later:
                    yield plain._replace(days=(day,), reserve=ReserveDate(problem.days[later], start))

    def _open(self, venue_id: str, start: time) -> Days:
        return self.sieve.open_days(self.area_id, self.programme, venue_id, None, start, reserve=True)


@dataclass(frozen=True, slots=True)
class Sheltered:
    """Where the halls of an area can take a film in, whoever else books them."""

    problem: Problem
    area_id: str
    programme: Programme
    order: Order | None

    def days(self, start: time) -> Days:
        """The days on which a hall could take in a film that starts then, and has not declined to."""
        begins, found = clock_minutes(start), 0
        for hall in self.problem.district.venues:
            if hall.open_air or hall.area_id != self.area_id:
                continue
            declined = self._declined(hall)
            for number, day in enumerate(self.problem.days):
                free = day not in declined
                if free and no_shelter(hall, self.area_id, self.programme, day, begins) is None:
                    found |= 1 << number
        return found

    def leaves(self, film: Delivery) -> bool:
        """Whether planning offers such a film with its reserve date, at the start that it has there."""
        if film.reserve is None or film.rain_venue_id is not None or film.day not in self.problem.days:
            return False
        unsheltered = not self.days(film.start) >> self.problem.days.index(film.day) & 1
        return unsheltered and film.reserve.start == reserve_start(self.problem, film.start, film.reserve.day)

    def _declined(self, hall: Venue) -> frozenset[date]:
        order_id = self.order.id if self.order else None
        return frozenset(
            one.day
            for one in self.problem.declines
            if (one.side, one.party) == ("rain_venue", hall.id)
            and (one.area_id, one.programme_id) == (self.area_id, self.programme.id)
            and (one.order_id == order_id or None in {one.order_id, order_id})
        )
