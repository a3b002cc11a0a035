"""Sifts out early what rules bar of single sessions, asking each rule only about the aspects it reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import cast

from scheduler.domain.district import Area, Order, Programme, Provider, Venue
from scheduler.solver.candidate import Candidate
from scheduler.solver.model import Bar
from scheduler.solver.problem import Problem
from scheduler.solver.sessions import WEEK

OF_PROGRAMME = frozenset({"shape", "length", "programme"})
OF_PLACE = frozenset({"shape", "length", "area", "venue", "rain_venue", "day", "start"})
OF_PROVIDER = OF_PROGRAMME | {"area", "provider", "day"}
OF_ORDER = OF_PROGRAMME | {"area", "order", "day", "start"}
ASPECTS = OF_PLACE | OF_PROVIDER | OF_ORDER


class Sieve:
    """The days that no bar forbids, by place, by provider and by what is asked; each reckoned once.

    Programmes that differ only in name, cost and provider have one shape, and share what was found.
    """

    def __init__(self, problem: Problem, bars: tuple[Bar, ...]) -> None:
        self.problem = problem
        self.of_place = [bar for bar in bars if bar.reads <= OF_PLACE]
        self.of_provider = [bar for bar in bars if "provider" in bar.reads]
        self.of_order = [bar for bar in bars if bar not in self.of_place and bar not in self.of_provider]
        for bars_of, aspects in ((self.of_provider, OF_PROVIDER), (self.of_order, OF_ORDER)):
            for bar in bars_of:
                if not bar.reads <= aspects:
                    raise ValueError(
                        f"{bar.rule} reads {sorted(bar.reads)}, more than the sieve can tell apart"
                    )
        self._shapes: dict[Programme, int] = {}
        self._shape_of: dict[str, int] = {}
        self._days: dict[tuple[object, ...], frozenset[date]] = {}

    def open_days(
        self, area_id: str, programme: Programme, venue_id: str, rain_venue_id: str | None, start: time
    ) -> frozenset[date]:
        """The days on which a programme of this shape may be held at the place and time."""
        key = ("place", self._shape(programme), area_id, venue_id, rain_venue_id, start)
        rain = self.problem.venues[rain_venue_id] if rain_venue_id else None
        venue = self.problem.venues[venue_id]
        return self._known(
            key, self.of_place, programme, self._session(area_id, programme, venue, rain, start=start)
        )

    def provider_days(self, area_id: str, programme: Programme, provider_id: str) -> frozenset[date]:
        """The days on which the provider may give the programme in the area."""
        key = ("provider", programme.id, area_id, provider_id)
        session = self._session(area_id, programme, provider=self.problem.providers[provider_id])
        return self._known(key, self.of_provider, programme, session)

    def days_as_asked(
        self, area_id: str, programme: Programme, order: Order | None, start: time
    ) -> frozenset[date]:
        """The days on which the programme may be held for the area and order."""
        key = ("order", programme.id, area_id, order.id if order else None, start)
        session = self._session(area_id, programme, order=order, start=start)
        return self._known(key, self.of_order, programme, session)

    def _known(
        self, key: tuple[object, ...], bars: Iterable[Bar], programme: Programme, session: Candidate
    ) -> frozenset[date]:
        known = self._days.get(key)
        if known is None:
            known = frozenset(self._sift(list(bars), self._horizon(programme), session))
            self._days[key] = known
        return known

    def _sift(self, bars: list[Bar], days: list[date], session: Candidate) -> Iterable[date]:
        daily = [bar for bar in bars if "day" in bar.reads]
        if any(bar.when(session) is not None for bar in bars if bar not in daily):
            return
        for day in days:
            on_day = replace(session, day=day)
            if all(bar.when(on_day) is None for bar in daily):
                yield day

    def _horizon(self, programme: Programme) -> list[date]:
        """The month, and for a course the weeks that its sessions could reach into."""
        problem = self.problem
        if programme.sessions == 1:
            return list(problem.days)
        last = problem.days[-1] + WEEK * programme.sessions
        skipped = sum(problem.days[0] <= day <= last for day in problem.workdays.holidays)
        count = (last + WEEK * skipped - problem.days[0]).days + 1
        return [problem.days[0] + timedelta(days=number) for number in range(count)]

    def _session(
        self,
        area_id: str,
        programme: Programme,
        venue: Venue | None = None,
        rain_venue: Venue | None = None,
        *,
        provider: Provider | None = None,
        order: Order | None = None,
        start: time | None = None,
    ) -> Candidate:
        """A session of which only some aspects are known; a bar that reads another fails at once."""
        area: Area = self.problem.areas[area_id]
        return Candidate(
            problem=self.problem,
            category=programme.category,
            area=area,
            programme=programme,
            order=order,
            provider=cast("Provider", provider),
            venue=cast("Venue", venue),
            rain_venue=rain_venue,
            day=cast("date", None),
            start=cast("time", start),
            minutes=programme.minutes,
        )

    def _shape(self, programme: Programme) -> int:
        known = self._shape_of.get(programme.id)
        if known is None:
            bare = replace(programme, id="", name="", cost=0, provider_ids=frozenset())
            known = self._shapes.setdefault(bare, len(self._shapes))
            self._shape_of[programme.id] = known
        return known
