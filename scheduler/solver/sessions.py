"""The days of a weekly course, and the courses that have begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Course, Programme
from scheduler.workdays import Workdays

WEEK = timedelta(days=7)


def session_days(first_day: date, sessions: int, workdays: Workdays) -> tuple[date, ...]:
    """The days of a course: weekly from `first_day`; a public holiday is skipped and the course ends later."""
    days: list[date] = []
    day = first_day
    while len(days) < sessions:
        if not workdays.is_holiday(day):
            days.append(day)
        day += WEEK
    return tuple(days)


def course_sessions(course: Course, programme: Programme, workdays: Workdays) -> Iterator[Delivery]:
    """All sessions of a course as deliveries; their ids are provisional, `course#session`."""
    days = session_days(course.first_day, course.sessions, workdays)
    for number, day in enumerate(days, start=1):
        yield Delivery(
            id=f"{course.id}#{number}",
            area_id=course.area_id,
            category=programme.category,
            programme_id=course.programme_id,
            provider_id=course.provider_id,
            venue_id=course.venue_id,
            day=day,
            start=course.start,
            minutes=programme.minutes,
            course_id=course.id,
            session=number,
            volumes=programme.volumes,
            titles=programme.titles,
        )


def begun_courses(deliveries: Iterable[Delivery], programmes: Iterable[Programme]) -> tuple[Course, ...]:
    """The courses whose first session stands among `deliveries`, as facts for the months after."""
    lengths = {programme.id: programme.sessions for programme in programmes}
    return tuple(
        Course(
            id=first.course_id,
            area_id=first.area_id,
            programme_id=first.programme_id,
            provider_id=first.provider_id,
            venue_id=first.venue_id,
            first_day=first.day,
            start=first.start,
            sessions=lengths[first.programme_id],
        )
        for first in deliveries
        if first.course_id is not None and first.session == 1 and lengths.get(first.programme_id, 1) > 1
    )
