"""One step of a message by the domain's table, and what its notices and its question hear of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.many import one_of_given
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


UNLOADED = {"synchronize_session": False}
"""Nobody holds the rows while they are changed, so that none has to be looked for in the session."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to a message, and why."""

    row: MessageRow
    happening: Happening
    reason: str = ""


def step(session: Session, row: MessageRow, happening: Happening, now: datetime, reason: str = "") -> bool:
    """Let something happen to a message; False if it leaves the state as it is, as a doubled receipt does."""
    return bool(take_steps(session, [Step(row, happening, reason)], now))


def take_steps(session: Session, steps: Sequence[Step], now: datetime) -> list[Step]:
    """Let something happen to each of several messages of one district; returns the steps that changed a state."""
    changed = [each for each in steps if _taken(session, each, now)]
    came_to: dict[MessageState, list[MessageRow]] = {}
    for each in changed:
        came_to.setdefault(MessageState(each.row.state), []).append(each.row)
    for state, rows in came_to.items():
        follow_up(session, rows[0].district_id, state, [row.id for row in rows], now)
    return changed


def follow_up(
    session: Session, district_id: str, state: MessageState, message_ids: Collection[str], now: datetime
) -> None:
    """What the notices and questions of these messages hear of their new state."""
    if state in FOLLOWING:
        _notices_to(session, district_id, message_ids, FOLLOWING[state])
    if state is MessageState.SENT:
        _asked(session, district_id, message_ids, now)


def _taken(session: Session, each: Step, now: datetime) -> bool:
    record_step(session, each.row, each.happening, now, each.reason)
    before = MessageState(each.row.state)
    state = after(before, each.happening)
    if state is not before:
        each.row.state, each.row.changed_at, each.row.reason = state.value, now, each.reason
    return state is not before


def notices_to(session: Session, district_id: str, message_id: str, state: NoticeState) -> None:
    """Bring the notices that a message tells into `state`, unless they are answered or superseded."""
    _notices_to(session, district_id, [message_id], state)


def reopen_notices(session: Session, district_id: str, message_id: str) -> None:
    """What was taken for an answer was none: the notices that a message tells are told, no more."""
    told_by = sa.select(NoticeMessageRow.notice_id).where(
        NoticeMessageRow.district_id == district_id, NoticeMessageRow.message_id == message_id
    )
    session.execute(
        sa.update(NoticeRow)
        .where(
            NoticeRow.district_id == district_id,
            NoticeRow.id.in_(told_by),
            NoticeRow.state == NoticeState.ANSWERED.value,
        )
        .values(state=NoticeState.TOLD.value)
    )


def _notices_to(session: Session, district_id: str, message_ids: Collection[str], state: NoticeState) -> None:
    session.execute(
        _NOTICES_TO,
        {"in_district": district_id, "given": sorted(message_ids), "new_state": state.value},
        execution_options=UNLOADED,
    )


def _asked(session: Session, district_id: str, message_ids: Collection[str], now: datetime) -> None:
    """Silence and the rest of a code count from when the question left the house."""
    session.execute(
        _ASKED,
        {"in_district": district_id, "given": sorted(message_ids), "now": now},
        execution_options=UNLOADED,
    )


_NOTICES_TO = (
    sa.update(NoticeRow)
    .where(
        NoticeRow.district_id == sa.bindparam("in_district"),
        NoticeRow.id.in_(
            sa.select(NoticeMessageRow.notice_id).where(
                NoticeMessageRow.district_id == sa.bindparam("in_district"),
                one_of_given(NoticeMessageRow.message_id, "given"),
            )
        ),
        NoticeRow.state.not_in([NoticeState.ANSWERED.value, NoticeState.SUPERSEDED.value]),
    )
    .values(state=sa.bindparam("new_state"))
)
_ASKED = (
    sa.update(QuestionRow)
    .where(
        QuestionRow.district_id == sa.bindparam("in_district"), one_of_given(QuestionRow.message_id, "given")
    )
    .values(asked_at=sa.bindparam("now"))
)
