"""A year's plan as its rules see it: deliveries of all planned months, and the month in which each was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.delivery import Delivery
from scheduler.solver.problem import Problem
from scheduler.solver.year.problem import YearProblem


@dataclass(frozen=True)
class YearPlan:
    """The deliveries of a problem's months, the fixed ones too."""

    problem: YearProblem
    deliveries: tuple[Delivery, ...]

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The ids of the deliveries that the problem fixes."""
        return frozenset(one.id for one in self.problem.fixed)

    @cached_property
    def courses(self) -> Mapping[str, list[Delivery]]:
        """The sessions of the courses that the plan begins, by day."""
        found: dict[str, list[Delivery]] = defaultdict(list)
        for one in sorted(self.deliveries, key=lambda one: one.day):
            if one.course_id is not None and one.course_id not in self.problem.running:
                found[one.course_id].append(one)
        return found

    def decided_in(self, delivery: Delivery) -> str:
        """The month that decides a delivery: its own, or that in which its course begins."""
        sessions = self.courses.get(delivery.course_id or "")
        return sessions[0].month if sessions else delivery.month

    @cached_property
    def _by_decision(self) -> Mapping[str, list[Delivery]]:
        found: dict[str, list[Delivery]] = defaultdict(list)
        for one in self.deliveries:
            if one.id not in self.fixed:
                found[self.decided_in(one)].append(one)
        return found

    def given_to(self, month: str) -> tuple[Delivery, ...]:
        """What the months before have decided, in their own days and in later ones."""
        return tuple(one for before, own in self._by_decision.items() if before < month for one in own)

    def problem_of(self, month: str) -> Problem:
        """The month's problem after the months before it were planned."""
        return self.problem.of_month(month, self.given_to(month))

    def of_month(self, month: str) -> tuple[Delivery, ...]:
        """The month's deliveries as its own rules see them."""
        return tuple(
            replace(one, order_id=None) if self.decided_in(one) != month else one
            for one in self.deliveries
            if one.month == month
        )
