"""One step of a message by the domain's table, and what its notices and its question hear of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_tables import MessageRow, NoticeMessageRow, NoticeRow
from notifications.domain.message import Happening, MessageState, after
from notifications.domain.notice import NoticeState
from notifications.ledger.application.recording import record_step

FOLLOWING = {
    MessageState.SENT: NoticeState.TOLD,
    MessageState.DELIVERED: NoticeState.TOLD,
    MessageState.FAILED: NoticeState.WITH_A_PERSON,
    MessageState.UNKNOWN: NoticeState.WITH_A_PERSON,
    MessageState.EXPIRED: NoticeState.WITH_A_PERSON,
    MessageState.HELD: NoticeState.WITH_A_PERSON,
}
"""What a message's new state makes of the notices that it tells."""


def step(session: Session, row: MessageRow, happening: Happening, now: datetime, reason: str = "") -> bool:
    """Let something happen to a message; False if it leaves the state as it is, as a doubled receipt does."""
    record_step(session, row, happening, now, reason)
    before = MessageState(row.state)
    state = after(before, happening)
    if state is before:
        return False
    row.state, row.changed_at, row.reason = state.value, now, reason
    if state in FOLLOWING:
        notices_to(session, row.district_id, row.id, FOLLOWING[state])
    if state is MessageState.SENT:
        _asked(session, row, now)
    return True


def notices_to(session: Session, district_id: str, message_id: str, state: NoticeState) -> None:
    """Bring the notices that a message tells into `state`, unless they are answered or superseded."""
    told_by = sa.select(NoticeMessageRow.notice_id).where(
        NoticeMessageRow.district_id == district_id, NoticeMessageRow.message_id == message_id
    )
    settled = [NoticeState.ANSWERED.value, NoticeState.SUPERSEDED.value]
    session.execute(
        sa.update(NoticeRow)
        .where(
            NoticeRow.district_id == district_id, NoticeRow.id.in_(told_by), NoticeRow.state.not_in(settled)
        )
        .values(state=state.value)
    )


def _asked(session: Session, row: MessageRow, now: datetime) -> None:
    """Silence and the rest of a code count from when the question left the house."""
    session.execute(
        sa.update(QuestionRow)
        .where(QuestionRow.district_id == row.district_id, QuestionRow.message_id == row.id)
        .values(asked_at=now)
    )
