"""Sifts out early what rules bar of single sessions, asking each rule only about the aspects it reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import cast

from scheduler.domain.district import Area, Order, Programme, Provider, Venue
from scheduler.solver.candidate import Candidate
from scheduler.solver.model import Bar
from scheduler.solver.problem import Problem
from scheduler.solver.sessions import WEEK, session_days

OF_PROGRAMME = frozenset({"shape", "length", "programme"})
OF_PLACE = frozenset({"shape", "length", "area", "venue", "rain_venue", "reserve", "day", "weekday", "start"})
OF_PROVIDER = OF_PROGRAMME | {"area", "provider", "day", "weekday"}
OF_ORDER = OF_PROGRAMME | {"area", "order", "day", "weekday", "start"}
ASPECTS = OF_PLACE | OF_PROVIDER | OF_ORDER

Key = tuple[object, ...]
Days = int
"""A set of days: its n-th bit is the n-th day from the first of the month on."""


@dataclass(frozen=True, slots=True)
class Series:
    """The days of a delivery, or of all sessions of a course, and how many of them lie in the month."""

    needs: Days
    days: tuple[date, ...]
    in_month: int


@dataclass(slots=True)
class _Answers:
    """What a bar said of the days that it was asked about."""

    asked: Days = 0
    passed: Days = 0


@dataclass
class Sieve:
    """The days that no bar forbids, by place, by provider and by what is asked; no bar is asked anything twice.

    Programmes that differ only in name, cost and provider have one shape, and share what was found.
    """

    problem: Problem
    bars: tuple[Bar, ...]
    _shapes: dict[Programme, int] = field(default_factory=dict)
    _shape_of: dict[str, int] = field(default_factory=dict)
    _days: dict[Key, Days] = field(default_factory=dict)
    _answers: dict[Key, _Answers] = field(default_factory=lambda: defaultdict(_Answers))
    _series: dict[int, tuple[Series, ...]] = field(default_factory=dict)
    _concerned: dict[tuple[str, int], list[Bar]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bars = sorted(self.bars, key=lambda bar: len(bar.reads))  # the widest answers first
        of_place = [bar for bar in bars if bar.reads <= OF_PLACE]
        of_provider = [bar for bar in bars if "provider" in bar.reads]
        of_order = [bar for bar in bars if bar not in of_place and bar not in of_provider]
        for bars_of, aspects in ((of_provider, OF_PROVIDER), (of_order, OF_ORDER)):
            for bar in bars_of:
                if not bar.reads <= aspects:
                    raise ValueError(
                        f"{bar.rule} reads {sorted(bar.reads)}, more than the sieve can tell apart"
                    )
        self._bars_of = {"place": of_place, "provider": of_provider, "order": of_order}
        self._asked_about = {bar: sorted(bar.reads - {"day", "weekday"}) for bar in bars}
        longest = max((one.sessions for one in self.problem.district.programmes), default=1)
        self.horizon = tuple(self._reach(longest))
        self.month: Days = (1 << len(self.problem.days)) - 1

    def open_days(
        self,
        area_id: str,
        programme: Programme,
        venue_id: str,
        rain_venue_id: str | None,
        start: time,
        *,
        reserve: bool = False,
    ) -> Days:
        """The days on which a programme of this shape may be held at the place and time, with a `reserve` date or without."""
        key = ("place", self._shape(programme), area_id, venue_id, rain_venue_id, start, reserve)
        known = self._days.get(key)
        if known is None:
            rain = self.problem.venues[rain_venue_id] if rain_venue_id else None
            venue = self.problem.venues[venue_id]
            session = self._session(area_id, programme, venue, rain, start=start, reserve=reserve)
            known = self._days[key] = self._free("place", session)
        return known

    def provider_days(self, area_id: str, programme: Programme, provider_id: str) -> Days:
        """The days on which the provider may give the programme in the area."""
        key = ("provider", programme.id, area_id, provider_id)
        known = self._days.get(key)
        if known is None:
            session = self._session(area_id, programme, provider=self.problem.providers[provider_id])
            known = self._days[key] = self._free("provider", session)
        return known

    def days_as_asked(self, area_id: str, programme: Programme, order: Order | None, start: time) -> Days:
        """The days on which the programme may be held for the area and order."""
        key = ("order", programme.id, area_id, order.id if order else None, start)
        known = self._days.get(key)
        if known is None:
            session = self._session(area_id, programme, order=order, start=start)
            known = self._days[key] = self._free("order", session)
        return known

    def series(self, sessions: int) -> tuple[Series, ...]:
        """The ways to begin in the month with so many sessions, by their first day."""
        known = self._series.get(sessions)
        if known is None:
            known = self._series[sessions] = tuple(self._begun(sessions))
        return known

    def _begun(self, sessions: int) -> Iterator[Series]:
        first, last = self.problem.days[0], self.problem.days[-1]
        for day in self.problem.days:
            days = session_days(day, sessions, self.problem.workdays) if sessions > 1 else (day,)
            if days[0] == day:
                needs = sum(1 << (one - first).days for one in days)
                yield Series(needs, days, sum(one <= last for one in days))

    def _free(self, kind: str, session: Candidate) -> Days:
        """The days that none of the bars of a kind forbids."""
        programme = session.programme
        key = (kind, self._shape(programme))
        concerned = self._concerned.get(key)
        if concerned is None:
            concerned = [bar for bar in self._bars_of[kind] if bar.concerns(programme)]
            self._concerned[key] = concerned
        days = self.month if programme.sessions == 1 else (1 << len(self.horizon)) - 1
        for bar in concerned:
            days = self._passed(bar, session, days)
            if not days:
                break
        return days

    def _passed(self, bar: Bar, session: Candidate, days: Days) -> Days:
        """Those of the days that the bar lets pass; sessions alike in what it reads get one answer."""
        answers = self._answers[(bar, *(self._aspect(aspect, session) for aspect in self._asked_about[bar]))]
        if not days & ~answers.asked:
            return days & answers.passed
        if "day" in bar.reads:
            self._ask(bar, session, days & ~answers.asked, answers)
        elif "weekday" in bar.reads:
            for number in range(7):
                alike = sum(1 << place for place in range(number, len(self.horizon), 7))
                if bar.when(session.on(self.horizon[number])) is None:
                    answers.passed |= alike
                answers.asked |= alike
        else:
            answers.asked = -1
            answers.passed = -1 if bar.when(session) is None else 0
        return days & answers.passed

    def _ask(self, bar: Bar, session: Candidate, days: Days, answers: _Answers) -> None:
        answers.asked |= days
        while days:
            lowest = days & -days
            if bar.when(session.on(self.horizon[lowest.bit_length() - 1])) is None:
                answers.passed |= lowest
            days ^= lowest

    def _aspect(self, aspect: str, session: Candidate) -> object:
        programme = session.programme
        match aspect:
            case "shape":
                return self._shape(programme)
            case "length":
                return programme.setup_minutes, programme.minutes, programme.clearing_minutes
            case "start":
                return session.start
            case "reserve":
                return session.reserve_day is not None
        return getattr(getattr(session, aspect), "id", None)

    def _reach(self, sessions: int) -> Iterator[date]:
        """The month, and the weeks that the sessions of a course could reach into."""
        problem = self.problem
        if sessions == 1:
            return iter(problem.days)
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
        reserve: bool = False,
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
            reserve_day=date.max if reserve else None,  # which day it is, no bar asks
        )

    def _shape(self, programme: Programme) -> int:
        known = self._shape_of.get(programme.id)
        if known is None:
            bare = replace(programme, id="", name="", cost=0, provider_ids=frozenset())
            known = self._shapes.setdefault(bare, len(self._shapes))
            self._shape_of[programme.id] = known
        return known
