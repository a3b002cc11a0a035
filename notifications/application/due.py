"""Which messages of a lane are due, in the order in which they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.lanes import Lane, standing_of
from notifications.application.wire_clock import SharedWire, Wire
from notifications.domain.lanes import Standing
from notifications.domain.message import MessageState
from notifications.domain.notice import URGENCY

MOST_URGENT_FIRST = sorted(set(URGENCY.values()))

Message = sa.Row[*tuple[Any, ...]]
"""A message that is due, with the columns of `JUDGED`."""

JUDGED = (
    MessageRow.id,
    MessageRow.telephone_id,
    MessageRow.lane,
    MessageRow.kind,
    MessageRow.class_,
    MessageRow.month,
    MessageRow.number,
    MessageRow.template,
    MessageRow.template_version,
    MessageRow.text,
    MessageRow.reference,
    MessageRow.attempts,
    MessageRow.not_after,
    MessageRow.submitted_at,
)
"""What of a message its judging, its intent and its entry in the ledger need: a few columns cost less than a row."""


def lane_waits(session: Session, desk: Desk, wire: Wire | None = None) -> bool:
    """Whether the lane is to be worked on: something is due and may leave, or is left open on the wire."""
    if desk.lane.by_a_person:
        return False
    now = (wire or SharedWire()).now(session)
    open_on_the_wire = sa.and_(_of_lane(desk), MessageRow.state == MessageState.SUBMITTING.value)
    if session.scalar(sa.select(sa.exists().where(open_on_the_wire))):
        return True
    if standing_of(session, desk, now) in {None, Standing.RESTING, Standing.CUT}:
        return False
    return bool(session.scalar(sa.select(sa.exists().where(_is_due(desk, now)))))


def next_to_leave(session: Session, desk: Desk) -> datetime | None:
    """The earliest moment still ahead at which a text of the lane is to leave; None if none waits."""
    waiting = sa.select(sa.func.min(MessageRow.due_at)).where(
        _of_lane(desk),
        MessageRow.state == MessageState.QUEUED.value,
        MessageRow.due_at > desk.clock.now(),
    )
    return session.scalar(waiting)


def next_due(session: Session, lane: Lane, most: int) -> list[Message]:
    """The next few messages of the lane, the most urgent first, locked."""
    found: list[Message] = []
    given = {
        "in_district": lane.desk.district_id,
        "of_lane": lane.desk.lane.name,
        "by_now": lane.desk.clock.now(),
        "by_wire_now": lane.now,
    }
    for urgency in MOST_URGENT_FIRST:  # one after the other the index finds them without sorting the backlog
        found += session.execute(
            _NEXT_DUE, {**given, "of_urgency": urgency, "at_most": most - len(found)}
        ).all()
        if len(found) == most:
            break
    return found[: lane.fitting([each.text for each in found])]


# Made once: to build it anew for every block took as long as to execute it.
_NEXT_DUE = (
    sa.select(*JUDGED)
    .where(
        MessageRow.district_id == sa.bindparam("in_district"),
        MessageRow.lane == sa.bindparam("of_lane"),
        MessageRow.channel == "sms",
        MessageRow.state == MessageState.QUEUED.value,
        MessageRow.urgency == sa.bindparam("of_urgency"),
        MessageRow.due_at <= sa.bindparam("by_now"),
        sa.or_(MessageRow.retry_at.is_(None), MessageRow.retry_at <= sa.bindparam("by_wire_now")),
    )
    .order_by(MessageRow.due_at, MessageRow.id)
    .limit(sa.bindparam("at_most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)


def due_count(session: Session, lane: Lane) -> int:
    """How many messages of the lane are due."""
    due = sa.select(sa.func.count()).select_from(MessageRow).where(_is_due(lane.desk, lane.now))
    return session.scalar(due) or 0


def _of_lane(desk: Desk) -> sa.ColumnElement[bool]:
    return sa.and_(
        MessageRow.district_id == desk.district_id,
        MessageRow.lane == desk.lane.name,
        MessageRow.channel == "sms",
    )


def _is_due(desk: Desk, wire_now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        _of_lane(desk),
        MessageRow.state == MessageState.QUEUED.value,
        MessageRow.urgency.in_(MOST_URGENT_FIRST),
        MessageRow.due_at <= desk.clock.now(),
        sa.or_(MessageRow.retry_at.is_(None), MessageRow.retry_at <= wire_now),
    )
