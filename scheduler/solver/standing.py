"""What stands before a month is planned: running courses, deliveries held or pinned, the months around."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery, with_fields
from scheduler.domain.district import Course, District
from scheduler.solver.sessions import begun_courses, course_sessions
from scheduler.workdays import Workdays

PIN_FIELDS = frozenset({"programme_id", "provider_id", "venue_id", "day", "start"})
"""A delivery with all of these pinned stands as it is."""
OF_ITS_OWN = frozenset({"minutes", "volumes", "titles"})
"""What a column takes from its programme: a delivery with one of these pinned stands as it is, too."""

Session = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Before:
    """What stood before: this month's last states, other months' published deliveries, ids that may not move.

    `unsheltered` are the ids of films pinned whole but for their rain venue, which is to be found anew.
    `left_out` are sessions of courses, by course and number, that are not given: none of it stands.
    """

    published: tuple[Delivery, ...] = ()
    draft: tuple[Delivery, ...] = ()
    around: tuple[Delivery, ...] = ()
    unmovable: frozenset[str] = frozenset()
    unsheltered: frozenset[str] = frozenset()
    left_out: frozenset[Session] = frozenset()

    def __post_init__(self) -> None:
        for name in ("published", "draft"):
            kept = tuple(one for one in getattr(self, name) if _session(one) not in self.left_out)
            object.__setattr__(self, name, kept)


def running_courses(district: District, around: Iterable[Delivery], month: str) -> tuple[Course, ...]:
    """The courses of the facts and those begun in published months before `month`."""
    first, _ = month_days(month)
    known = {course.id for course in district.courses}
    begun = begun_courses((held for held in around if held.day < first), district.programmes)
    return (*district.courses, *(course for course in begun if course.id not in known))


def standing_deliveries(
    district: District, workdays: Workdays, month: str, today: date, before: Before
) -> tuple[Delivery, ...]:
    """The deliveries that planning must leave as they are, in the month and around it, by day.

    A session of a running course stands as it was published, else as its course says. Of the
    month's own: what lies on or before today, what is `unmovable`, what is pinned whole; one such
    session makes its whole course stand.
    """
    first, _ = month_days(month)
    week_before = first - timedelta(days=7)
    own = _own(before, today)
    known: dict[Session, Delivery] = {
        (delivery.course_id, delivery.session): delivery
        for delivery in (*before.around, *before.published, *_pinned(before.draft))
        if delivery.course_id is not None and delivery.session is not None
    }
    running = [
        known.get((course.id, session.session or 0), session)
        for course, session in _sessions(
            district, running_courses(district, before.around, month), workdays, week_before
        )
        if _session(session) not in before.left_out
    ]
    drafted = _by_session(before.draft)
    stands: dict[str, Delivery] = {}
    for delivery in (*before.around, *running, *own):
        named = _keep_id(delivery, drafted) if delivery.month == month else delivery
        if delivery.day >= week_before:
            stands[named.id] = named
    return tuple(sorted(stands.values(), key=lambda delivery: (delivery.day, delivery.start, delivery.id)))


def _own(before: Before, today: date) -> list[Delivery]:
    was = {delivery.id: delivery for delivery in before.published}
    latest = was | {
        delivery.id: _kept(was.get(delivery.id), delivery, before.unmovable)
        for delivery in before.draft
        if not _past(was.get(delivery.id), today)
    }
    kept = {
        delivery.id
        for delivery in latest.values()
        if _past(was.get(delivery.id), today)
        or delivery.id in before.unmovable
        or (delivery.pinned >= PIN_FIELDS and delivery.id not in before.unsheltered)
        or delivery.pinned & OF_ITS_OWN
    }
    whole = {latest[kept_id].course_id for kept_id in kept} - {None}
    return [delivery for delivery in latest.values() if delivery.id in kept or delivery.course_id in whole]


def _kept(was: Delivery | None, drafted: Delivery, unmovable: frozenset[str]) -> Delivery:
    """What may not move stands as it was published, but for what a person has pinned in the draft since."""
    if was is None or was.id not in unmovable:
        return drafted
    pins: dict[str, object] = {name: getattr(drafted, name) for name in drafted.pinned}
    return with_fields(was, **pins, pinned=drafted.pinned)


def _session(delivery: Delivery) -> tuple[str | None, int | None]:
    return delivery.course_id, delivery.session


def _past(delivery: Delivery | None, today: date) -> bool:
    return delivery is not None and delivery.day <= today


def _pinned(deliveries: Iterable[Delivery]) -> list[Delivery]:
    return [delivery for delivery in deliveries if delivery.pinned]


def _sessions(
    district: District, courses: Iterable[Course], workdays: Workdays, since: date
) -> Iterable[tuple[Course, Delivery]]:
    programmes = {programme.id: programme for programme in district.programmes}
    for course in courses:
        for session in course_sessions(course, programmes[course.programme_id], workdays):
            if session.day >= since:
                yield course, session


def _by_session(deliveries: Iterable[Delivery]) -> Mapping[Session, str]:
    return {
        (delivery.course_id, delivery.session): delivery.id
        for delivery in deliveries
        if delivery.course_id is not None and delivery.session is not None
    }


def _keep_id(delivery: Delivery, drafted: Mapping[Session, str]) -> Delivery:
    if delivery.course_id is None or delivery.session is None:
        return delivery
    return replace(delivery, id=drafted.get((delivery.course_id, delivery.session), delivery.id))
