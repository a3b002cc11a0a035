"""When one session of a course may leave the slot of its course: never the first, and never past a neighbour."""

from __future__ import annotations

from collections.abc import Iterable

from config.refusal import Refusal, refuse
from scheduler.domain.delivery import Delivery


def refuse_no_exception(draft: Iterable[Delivery], before: Delivery, after: Delivery | None) -> None:
    """Refused: what is no session of a course, its first session, a day past another session.

    `after` is None where the session is not given at all.
    """
    if before.course_id is None or before.session is None:
        raise refuse(
            before.id,
            "这一场不属于系列课程，不能作为单次例外；请直接改动。",
            "it is no session of a course; change it without making it an exception.",
        )
    if before.session == 1:
        raise refuse(
            before.id,
            "第 1 次课定下整门课程的时间、场地和教师，不能单独改动或停上；请改整门课程。",
            "the first session sets the time, venue and teacher of its whole course and cannot be an exception; "
            "change the whole course.",
        )
    if after is not None and after.day != before.day:
        _refuse_past_a_neighbour(draft, before, after)


def _refuse_past_a_neighbour(draft: Iterable[Delivery], before: Delivery, after: Delivery) -> None:
    for other in draft:
        if other.course_id != before.course_id or other.id == before.id:
            continue
        if other.day == after.day or (other.day < before.day) != (other.day < after.day):
            raise _past(other, before)


def _past(other: Delivery, before: Delivery) -> Refusal:
    return refuse(
        "day",
        "第 {session} 次课不能越过第 {other} 次课（{day}）。请选择两次课之间的日期。",
        "session {session} cannot pass session {other} on {day}. Choose a day between its neighbours.",
        session=before.session,
        other=other.session,
        day=other.day,
    )
