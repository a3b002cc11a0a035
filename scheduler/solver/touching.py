"""Whom a disruption touches: what the rules no longer let stand, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Disruption, HolidayMoved
from scheduler.solver.finding import Finding
from scheduler.solver.judge import findings
from scheduler.solver.moves import beyond
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULES, budget, course, pins

OF_FACTS = tuple(rule for rule in RULES if rule.kind == "hard" and rule.code != pins.CODE)


@dataclass(frozen=True, slots=True)
class Touched:
    """The deliveries of a plan that a disruption bars, by id.

    `single` are barred each by itself, so that each must change; `whole` are sessions of courses of
    which that is true as a whole, though not of a day on which the course has a session again. `crowd`
    are too many together; `stuck` are barred, but were held, recorded or are past, and stay. `sore`
    broke a rule before and is nobody's business now. Of all of them at least `least` must change.
    """

    single: frozenset[DeliveryId]
    whole: frozenset[DeliveryId]
    crowd: frozenset[DeliveryId]
    stuck: frozenset[DeliveryId]
    sore: frozenset[DeliveryId]
    least: int

    @property
    def barred(self) -> frozenset[DeliveryId]:
        """Those that are barred by themselves or with their course."""
        return self.single | self.whole


def touched_by(
    before: Problem,
    after: Problem,
    plan: Sequence[Delivery],
    disruption: Disruption,
    recorded: frozenset[DeliveryId],
) -> Touched:
    """Whom the disruption touches in the plan, by what the rules say after it and did not say before."""
    was, now = (_hard(problem, plan) for problem in (before, after))
    came = beyond(now, was)
    barred = {one.deliveries[0] for one in came if len(one.deliveries) == 1}
    barred |= _on_new_holiday(before, plan, disruption)
    together = [one for one in came if len(one.deliveries) > 1]
    courses = _named(one for one in together if one.rule == course.CODE)
    crowd = _named(one for one in together if one.rule != course.CODE)
    if any(one.rule == budget.CODE for one in came):
        crowd |= {one.id for one in plan if before.programmes[one.programme_id].cost}
    kept = recorded | {one.id for one in plan if one.day < before.today}
    barred &= {one.id for one in plan}  # a course's sessions of later months are those months' business
    whole = _of_unbegun_courses(plan, courses | barred, kept)
    least = _least_of_courses(plan, whole, barred)
    barred -= whole
    return Touched(
        single=frozenset(barred - kept),
        whole=frozenset(whole),
        crowd=frozenset(crowd - barred - whole - kept - {one.id for one in before.standing}),
        stuck=frozenset((barred | courses) & kept),
        sore=frozenset(_named(was)),
        least=len(barred - kept) + least,
    )


def _least_of_courses(plan: Sequence[Delivery], whole: set[DeliveryId], barred: set[DeliveryId]) -> int:
    """How many sessions must change at least: those barred by themselves, and one of each course without such."""
    courses: dict[str | None, int] = {}
    for one in plan:
        if one.id in whole:
            courses[one.course_id] = courses.get(one.course_id, 0) + (one.id in barred)
    return sum(max(1, number) for number in courses.values())


def _hard(problem: Problem, plan: Sequence[Delivery]) -> tuple[Finding, ...]:
    return findings(problem, plan, OF_FACTS)


def _named(found: Iterable[Finding]) -> set[DeliveryId]:
    return {name for one in found for name in one.deliveries}


def _on_new_holiday(problem: Problem, plan: Sequence[Delivery], disruption: Disruption) -> set[DeliveryId]:
    """Sessions of running courses on a day that has become a public holiday: a course pauses then."""
    if not isinstance(disruption, HolidayMoved):
        return set()
    kinds = {mark.kind for mark in problem.district.day_marks if mark.day == disruption.was}
    return {
        one.id
        for one in plan
        if "holiday" in kinds and one.day == disruption.now and one.course_id in problem.running
    }


def _of_unbegun_courses(
    plan: Sequence[Delivery], barred: set[DeliveryId], kept: frozenset[DeliveryId]
) -> set[DeliveryId]:
    """All sessions of the courses whose first one is barred: later ones follow it, so it moves as a whole."""
    first = {one.course_id for one in plan if one.session == 1 and one.id in barred}
    begun = {one.course_id for one in plan if one.id in kept}
    return {one.id for one in plan if one.course_id is not None and one.course_id in first - begun}
