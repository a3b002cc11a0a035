"""Sifts out early what rules bar of single sessions, asking each rule only about the aspects it reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import cast

from scheduler.domain.district import Area, Order, Programme, Provider, Venue
from scheduler.solver.candidate import Candidate
from scheduler.solver.model import Bar
from scheduler.solver.problem import Problem
from scheduler.solver.sessions import WEEK, session_days

OF_PROGRAMME = frozenset({"shape", "length", "programme"})
OF_PLACE = frozenset({"shape", "length", "area", "venue", "rain_venue", "day", "start"})
OF_PROVIDER = OF_PROGRAMME | {"area", "provider", "day"}
OF_ORDER = OF_PROGRAMME | {"area", "order", "day", "start"}
ASPECTS = OF_PLACE | OF_PROVIDER | OF_ORDER

Key = tuple[object, ...]


class Sieve:
    """The days that no bar forbids, by place, by provider and by what is asked; no bar is asked anything twice.

    Programmes that differ only in name, cost and provider have one shape, and share what was found.
    """

    def __init__(self, problem: Problem, bars: tuple[Bar, ...]) -> None:
        self.problem = problem
        bars = tuple(sorted(bars, key=lambda bar: len(bar.reads)))  # the widest answers first
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
        self._days: dict[Key, frozenset[date]] = {}
        self._answers: dict[Key, dict[date | None, bool]] = defaultdict(dict)
        self._courses: dict[tuple[date, int], tuple[date, ...]] = {}
        self._horizons: dict[int, list[date]] = {}
        self._asked_about = {bar: sorted(bar.reads - {"day"}) for bar in bars}

    def open_days(
        self, area_id: str, programme: Programme, venue_id: str, rain_venue_id: str | None, start: time
    ) -> frozenset[date]:
        """The days on which a programme of this shape may be held at the place and time."""
        key = ("place", self._shape(programme), area_id, venue_id, rain_venue_id, start)
        rain = self.problem.venues[rain_venue_id] if rain_venue_id else None
        venue = self.problem.venues[venue_id]
        session = self._session(area_id, programme, venue, rain, start=start)
        return self._free(key, self.of_place, session)

    def provider_days(self, area_id: str, programme: Programme, provider_id: str) -> frozenset[date]:
        """The days on which the provider may give the programme in the area."""
        key = ("provider", programme.id, area_id, provider_id)
        session = self._session(area_id, programme, provider=self.problem.providers[provider_id])
        return self._free(key, self.of_provider, session)

    def days_as_asked(
        self, area_id: str, programme: Programme, order: Order | None, start: time
    ) -> frozenset[date]:
        """The days on which the programme may be held for the area and order."""
        key = ("order", programme.id, area_id, order.id if order else None, start)
        session = self._session(area_id, programme, order=order, start=start)
        return self._free(key, self.of_order, session)

    def sessions_from(self, first_day: date, sessions: int) -> tuple[date, ...]:
        """The days of a course that begins on a day."""
        known = self._courses.get((first_day, sessions))
        if known is None:
            known = session_days(first_day, sessions, self.problem.workdays)
            self._courses[first_day, sessions] = known
        return known

    def _free(self, key: Key, bars: Iterable[Bar], session: Candidate) -> frozenset[date]:
        """The days that none of the bars forbids."""
        known = self._days.get(key)
        if known is None:
            days = self._horizon(session.programme)
            for bar in bars:
                days = self._passed(bar, session, days)
                if not days:
                    break
            known = self._days[key] = frozenset(days)
        return known

    def _passed(self, bar: Bar, session: Candidate, days: list[date]) -> list[date]:
        """Those of the days that the bar lets pass; sessions alike in what it reads get one answer."""
        answers = self._answers[(bar, *(self._aspect(aspect, session) for aspect in self._asked_about[bar]))]
        if "day" not in bar.reads:
            if None not in answers:
                answers[None] = bar.when(session) is None
            return days if answers[None] else []
        for day in days:
            if day not in answers:
                answers[day] = bar.when(session.on(day)) is None
        return [day for day in days if answers[day]]

    def _aspect(self, aspect: str, session: Candidate) -> object:
        programme = session.programme
        match aspect:
            case "shape":
                return self._shape(programme)
            case "length":
                return programme.setup_minutes, programme.minutes, programme.clearing_minutes
            case "start":
                return session.start
        return getattr(getattr(session, aspect), "id", None)

    def _horizon(self, programme: Programme) -> list[date]:
        """The month, and for a course the weeks that its sessions could reach into."""
        known = self._horizons.get(programme.sessions)
        if known is None:
            known = self._horizons[programme.sessions] = list(self._reach(programme.sessions))
        return known

    def _reach(self, sessions: int) -> Iterable[date]:
        problem = self.problem
        if sessions == 1:
            return problem.days
        last = problem.days[-1] + WEEK * sessions
        skipped = sum(problem.days[0] <= day <= last for day in problem.workdays.holidays)
        count = (last + WEEK * skipped - problem.days[0]).days + 1
        return (problem.days[0] + timedelta(days=number) for number in range(count))

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
