"""Tries changes on a plan: judged by the hard rules where a change can matter, scored as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.accounting import Points, difference
from scheduler.solver.assemble import ruled
from scheduler.solver.candidate import candidate_of
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import Score, hard_findings, score
from scheduler.solver.model import Bar
from scheduler.solver.moves import beyond
from scheduler.solver.problem import Problem

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """Deliveries that go, by id, and deliveries that come; one that moves is among both."""

    out: frozenset[str]
    into: tuple[Delivery, ...]

    def applied(self, plan: Iterable[Delivery]) -> tuple[Delivery, ...]:
        """The plan after the change; what moves keeps its place in the order of telling."""
        by_id = {one.id: one for one in plan} | {one.id: one for one in self.into}
        gone = self.out - {one.id for one in self.into}
        return tuple(one for one in by_id.values() if one.id not in gone)


@dataclass(frozen=True, slots=True)
class Reach:
    """What changes can touch: the deliveries that share none of it are none of their business.

    `kinds` are areas with their categories. The hard rules bind deliveries by provider, venue, area
    and category, order, course and the month's budget, and by nothing else.
    """

    venues: frozenset[str]
    providers: frozenset[str]
    kinds: frozenset[tuple[str, Category]]
    courses: frozenset[str] = frozenset()

    def holds(self, delivery: Delivery) -> bool:
        return (
            delivery.provider_id in self.providers
            or delivery.venue_id in self.venues
            or delivery.rain_venue_id in self.venues
            or (delivery.area_id, delivery.category) in self.kinds
            or delivery.course_id in self.courses
        )


@dataclass
class Ground:
    """A plan on which changes within a reach are tried."""

    problem: Problem
    plan: tuple[Delivery, ...]
    reach: Reach
    _hard: dict[frozenset[str], tuple[Finding, ...]] = field(default_factory=dict)

    @cached_property
    def score(self) -> Score:
        """The score of the plan as it is."""
        return score(self.problem, self.plan)

    @cached_property
    def near(self) -> tuple[Delivery, ...]:
        """The deliveries of the plan within reach."""
        return tuple(filter(self.reach.holds, self.plan))

    @cached_property
    def nearby(self) -> Problem:
        """The problem with what is fixed out of reach left aside, and the budget less what the rest costs."""
        problem, district = self.problem, self.problem.district
        if district.month_budget is not None:
            costs = {one.id: one.cost for one in district.programmes}
            away = sum(costs.get(one.programme_id, 0) for one in self.plan if not self.reach.holds(one))
            district = replace(district, month_budget=district.month_budget - away)
        fixed = tuple(filter(self.reach.holds, problem.fixed))
        return replace(problem, district=district, fixed=fixed)

    def brought(self, change: Change, gone: frozenset[str] = NOBODY) -> tuple[Finding, ...]:
        """What forbids the change were the deliveries `gone` not there: hard findings that it brings about."""
        left = tuple(one for one in self.near if one.id not in gone)
        if gone not in self._hard:
            self._hard[gone] = hard_findings(self.nearby, left)
        return beyond(hard_findings(self.nearby, change.applied(left)), self._hard[gone])

    def cost(self, change: Change) -> tuple[Points, ...]:
        """What the change costs, by wish; what it gains is below nought."""
        return difference(self.score, score(self.problem, change.applied(self.plan)))

    def barred(self, change: Change) -> tuple[Finding, ...]:
        """What forbids the change whoever gives way: rules about single sessions that the plan keeps now."""
        now = {one.id: one for one in self.near}
        found: list[Finding] = []
        for session in change.into:
            before = self._bars(now[session.id]) if session.id in now else ()
            found += [one for one in self._bars(session) if one not in before]
        return tuple(found)

    def _bars(self, session: Delivery) -> tuple[Finding, ...]:
        candidate = candidate_of(self.problem, session)
        if candidate is None:
            return ()
        said = ((bar.rule, bar.when(candidate)) for bar in self._session_bars)
        return tuple(
            Finding(rule, barred.case, Severity.HARD, (session.id,), barred.facts)
            for rule, barred in said
            if barred is not None
        )

    @cached_property
    def _session_bars(self) -> tuple[Bar, ...]:
        return tuple(ruled(self.problem).bars)
