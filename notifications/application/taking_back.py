"""Taking a text back that was not told: a newer one takes its place."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_tables import MessageRow, NoticeMessageRow, NoticeRow
from notifications.application.desk import Desk
from notifications.domain.message import Happening, MessageState, after
from notifications.domain.notice import NoticeState


def take_back(session: Session, desk: Desk, message: MessageRow) -> None:
    """A newer text takes the message's place; its question was never put."""
    now = desk.clock.now()
    if message.state != MessageState.SUPERSEDED:
        message.state = after(MessageState(message.state), Happening.SUPERSEDE).value
        message.changed_at = now
    message.replaced_at = now
    session.execute(
        sa.update(QuestionRow)
        .where(QuestionRow.district_id == desk.district_id, QuestionRow.message_id == message.id)
        .values(withdrawn=True)
    )
    session.execute(
        sa.update(NoticeRow)
        .where(
            NoticeRow.district_id == desk.district_id,
            NoticeRow.id.in_(
                sa.select(NoticeMessageRow.notice_id).where(
                    NoticeMessageRow.district_id == desk.district_id,
                    NoticeMessageRow.message_id == message.id,
                )
            ),
        )
        .values(state=NoticeState.SUPERSEDED.value)
    )
