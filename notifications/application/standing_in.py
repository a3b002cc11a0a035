"""A second provider takes over what waits in a lane that is cut off; never what may have been told already."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk, Takes
from notifications.domain.message import MessageState

MOST_AT_ONCE = 500


def hand_over(session: Session, desk: Desk, second: Desk, takes: Takes) -> int:
    """Move what is due in a lane that is cut off to the second provider's; returns how many texts.

    What stays: a text that was once uncertain, for its receipt may still come to the first; one that the second
    does not take; one that asks for a reply which the second would not bring back; and everything while the
    first lane, or the second, is stopped by a person or at its cap.
    """
    first_row = session.get(LaneRow, (desk.district_id, desk.lane.name), with_for_update=True)
    second_row = session.get(LaneRow, (second.district_id, second.lane.name))
    if first_row is None or first_row.cut_since is None or first_row.stopped_at is not None:
        return 0
    if second_row is not None and (second_row.stopped_at or second_row.cut_since):
        return 0
    moved = 0
    for row, number, question in session.execute(_waiting(desk)).all():
        hears = second.lane.hears(number) or question is None or not desk.lane.hears(number)
        if hears and takes(row.text):
            row.lane, row.retry_at, row.attempts = second.lane.name, None, 0
            moved += 1
    return moved


def _waiting(desk: Desk) -> sa.Select[MessageRow, str, str | None]:
    asks = sa.and_(QuestionRow.district_id == MessageRow.district_id, QuestionRow.message_id == MessageRow.id)
    reached = sa.and_(
        TelephoneRow.district_id == MessageRow.district_id, TelephoneRow.id == MessageRow.telephone_id
    )
    return (
        sa.select(MessageRow, TelephoneRow.number, QuestionRow.id)
        .join(TelephoneRow, reached)
        .outerjoin(QuestionRow, asks)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.lane == desk.lane.name,
            MessageRow.channel == "sms",
            MessageRow.state == MessageState.QUEUED.value,
            MessageRow.due_at <= desk.clock.now(),
            MessageRow.doubted_at.is_(None),
            MessageRow.provider_id.is_(None),
        )
        .order_by(MessageRow.urgency, MessageRow.due_at, MessageRow.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=MessageRow, skip_locked=True)
    )
