"""A running course pauses on a day that becomes a public holiday: no session is lost, the course ends a week later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Disruption, HolidayMoved
from scheduler.solver.problem import Problem
from scheduler.solver.sessions import WEEK, session_days


def paused_by(
    before: Problem, plan: Sequence[Delivery], disruption: Disruption, barred: frozenset[DeliveryId]
) -> frozenset[DeliveryId]:
    """The `barred` sessions of running courses on a new holiday whose later sessions can still close up.

    They cannot where a later month is published: what stands there keeps its numbers.
    """
    if not isinstance(disruption, HolidayMoved):
        return frozenset()
    told = {one.course_id for one in before.around if one.day > before.days[-1] and "#" not in one.id}
    return frozenset(
        one.id
        for one in plan
        if one.id in barred
        and one.day == disruption.now
        and one.course_id in before.running
        and one.course_id not in told
    )


def closed_up(
    deliveries: Iterable[Delivery], plan: Iterable[Delivery], paused: frozenset[DeliveryId]
) -> tuple[Delivery, ...]:
    """The deliveries in which the sessions after a paused one are numbered on from it; their days stay."""
    gone = [one for one in plan if one.id in paused]
    return tuple(
        replace(one, session=one.session - earlier)
        if one.session is not None
        and (earlier := sum(each.course_id == one.course_id and each.day < one.day for each in gone))
        else one
        for one in deliveries
    )


def last_day_then(problem: Problem, deliveries: Iterable[Delivery], gone: Delivery) -> date | None:
    """The last day of the course whose session is `gone` for a holiday; None if it is not made up for later."""
    programme = problem.programmes.get(gone.programme_id)
    if programme is None or gone.session is None:
        return None
    later = sorted(
        (one for one in deliveries if one.course_id == gone.course_id and one.day > gone.day),
        key=lambda one: one.day,
    )
    if later and later[0].session != gone.session:
        return None
    number, day = (later[-1].session or 0, later[-1].day) if later else (gone.session - 1, gone.day)
    left = programme.sessions - number
    return session_days(day + WEEK, left, problem.workdays)[-1] if left > 0 else day
