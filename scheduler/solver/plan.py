"""A month's plan as the rules see it: its deliveries, and all that binds them in the months around."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.candidate import Candidate, candidate_of
from scheduler.solver.finding import Severity
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import reserve_showing
from scheduler.solver.sessions import session_days


@dataclass(frozen=True)
class Plan:
    """The deliveries of the problem's month, with what follows from them and what stands around them."""

    problem: Problem
    deliveries: tuple[Delivery, ...]

    @cached_property
    def new(self) -> tuple[Delivery, ...]:
        """What the plan decides: its deliveries that did not stand before."""
        return tuple(delivery for delivery in self.deliveries if not self.problem.stands(delivery))

    @cached_property
    def later(self) -> tuple[Delivery, ...]:
        """The sessions of the month's new courses that fall into later months and are not known there."""
        known = {(delivery.course_id, delivery.session) for delivery in self.problem.around}
        return tuple(
            session
            for first in self.deliveries
            if first.session == 1 and first.course_id is not None
            for session in later_sessions(self.problem, first)
            if (session.course_id, session.session) not in known
        )

    @cached_property
    def everything(self) -> tuple[Delivery, ...]:
        """This month's deliveries, the later sessions they entail, and the fixed ones of other months."""
        return (*self.deliveries, *self.later, *self.problem.around)

    @cached_property
    def reserves(self) -> tuple[tuple[Delivery, Delivery], ...]:
        """Films of this month and of those around, each with its showing on the reserve date kept for it."""
        found = ((film, reserve_showing(self.problem, film)) for film in self.everything)
        return tuple((film, showing) for film, showing in found if showing is not None)

    @cached_property
    def _around(self) -> frozenset[str]:
        return frozenset(delivery.id for delivery in self.problem.around)

    def concerns(self, *deliveries: Delivery) -> bool:
        """Whether one of them is of this month or entailed by it; other months are judged in their own."""
        return any(delivery.id not in self._around for delivery in deliveries)

    @cached_property
    def by_provider_day(self) -> Mapping[tuple[str, date], list[Delivery]]:
        """Deliveries by the day on which they keep their provider busy, films on their reserve dates among them."""
        return _grouped((delivery.provider_id, delivery.day, delivery) for delivery in self._busy)

    @cached_property
    def by_venue_day(self) -> Mapping[tuple[str, date], list[Delivery]]:
        """Deliveries by the venues they occupy, the rain venue and the reserve date of a film among them."""
        return _grouped(
            (venue_id, delivery.day, delivery)
            for delivery in self._busy
            for venue_id in {delivery.venue_id, delivery.rain_venue_id} - {None}
            if venue_id is not None
        )

    @cached_property
    def _busy(self) -> tuple[Delivery, ...]:
        # A reserve date keeps no rain venue.
        showings = (replace(showing, rain_venue_id=None) for _, showing in self.reserves)
        return (*self.everything, *showings)

    @cached_property
    def by_area_category(self) -> Mapping[tuple[str, Category], list[Delivery]]:
        grouped: dict[tuple[str, Category], list[Delivery]] = defaultdict(list)
        for delivery in self.deliveries:
            grouped[delivery.area_id, delivery.category].append(delivery)
        return grouped

    @cached_property
    def candidates(self) -> tuple[tuple[Delivery, Candidate | None], ...]:
        """The month's deliveries and the later sessions they entail; no candidate names what is not known."""
        return tuple((one, candidate_of(self.problem, one)) for one in (*self.deliveries, *self.later))

    @cached_property
    def known(self) -> tuple[tuple[Delivery, Candidate], ...]:
        """Those of which all that they name is known; a film once more as it would be on its reserve date."""
        own = {one.id for one in self.deliveries}
        again = (
            (film, candidate_of(self.problem, showing)) for film, showing in self.reserves if film.id in own
        )
        return tuple(
            (one, candidate) for one, candidate in (*self.candidates, *again) if candidate is not None
        )

    def severity(self, *deliveries: Delivery) -> Severity:
        """How a broken hard rule weighs: only what stood before, and no person pinned since, is let be."""
        problem = self.problem
        stood = all(problem.stands(one) and one.id not in problem.by_hand for one in deliveries)
        return Severity.STANDING if stood else Severity.HARD


def later_sessions(problem: Problem, first: Delivery) -> list[Delivery]:
    """The sessions in later months of the course whose first session is `first`."""
    programme = problem.programmes.get(first.programme_id)
    if programme is None or programme.sessions == 1:
        return []
    days = session_days(first.day, programme.sessions, problem.workdays)
    return [
        replace(first, id=f"{first.course_id}#{number}", day=day, session=number, pinned=frozenset())
        for number, day in enumerate(days, start=1)
        if day > problem.days[-1]
    ]


def _grouped(items: Iterable[tuple[str, date, Delivery]]) -> dict[tuple[str, date], list[Delivery]]:
    grouped: dict[tuple[str, date], list[Delivery]] = defaultdict(list)
    for party, day, delivery in items:
        grouped[party, day].append(delivery)
    return grouped
