"""A person holds, releases or cancels a batch of texts that have not left: seen first, then decided, each on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.durable import emit
from config.refusal import refuse
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_repository import stable_id
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.stepping import notices_to, step
from notifications.application.views import MessageShown, messages_shown
from notifications.domain.message import Happening, MessageState
from notifications.domain.notice import NoticeKind, NoticeState
from notifications.domain.sending_events import BatchDecided, BatchDecision

HELD_BY = "held by "
"""Begins the reason of what a person held; what the house itself held is not released by the batch."""


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """Which texts are meant: of a month, of a kind; None stands for all."""

    month: str | None = None
    kind: NoticeKind | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The texts that a decision would touch, as they are now; the decision names the `stamp` it saw."""

    ids: tuple[str, ...]

    @property
    def stamp(self) -> str:
        return stable_id(*self.ids)


def batch_of(session: Session, desk: Desk, decision: BatchDecision, choice: BatchChoice) -> Batch:
    """What the decision would touch now."""
    return Batch(tuple(row.id for row in _rows(session, desk, decision, choice)))


def first_of(session: Session, desk: Desk, batch: Batch, most: int) -> list[MessageShown]:
    """The first texts of a batch, to be looked at."""
    return messages_shown(session, desk.district_id, MessageRow.id.in_(batch.ids[:most]), limit=None)


def decide_on_batch(
    session: Session, desk: Desk, decision: BatchDecision, choice: BatchChoice, *, seen: str, by: str
) -> Batch:
    """Hold, release or cancel the batch that was seen; refused if there is none, or it is another by now."""
    rows = _rows(session, desk, decision, choice, lock=True)
    batch = Batch(tuple(row.id for row in rows))
    if not rows:
        raise refuse(
            "batch",
            "没有符合条件的短信：它们可能已经发出。请查看短信列表。",
            "no text fits: they may have left already. Look at the messages.",
        )
    if batch.stamp != seen:
        raise refuse(
            "batch",
            "这批短信与刚才看到的不同了。请重新查看后再决定。",
            "the batch is not what was seen any more. Look again before you decide.",
        )
    for row in rows:
        _decide(session, desk, row, decision, by)
    emit(session, BatchDecided(desk.district_id, decision, by, batch.ids))
    return batch


def _decide(session: Session, desk: Desk, row: MessageRow, decision: BatchDecision, by: str) -> None:
    now = desk.clock.now()
    if decision is BatchDecision.HOLD:
        step(session, row, Happening.HOLD, now, f"{HELD_BY}{by}")
    elif decision is BatchDecision.RELEASE:
        step(session, row, Happening.RELEASE, now, f"released by {by}")
        notices_to(session, desk.district_id, row.id, NoticeState.COMPOSED)
    else:
        step(session, row, Happening.PERSON_GIVES_UP, now, f"cancelled by {by}")
        row.replaced_at = now
        session.execute(
            sa.update(QuestionRow)
            .where(QuestionRow.district_id == row.district_id, QuestionRow.message_id == row.id)
            .values(withdrawn=True)
        )


def _rows(
    session: Session, desk: Desk, decision: BatchDecision, choice: BatchChoice, *, lock: bool = False
) -> Sequence[MessageRow]:
    queued = MessageRow.state == MessageState.QUEUED.value
    held = sa.and_(MessageRow.state == MessageState.HELD.value, MessageRow.reason.startswith(HELD_BY))
    standing = {
        BatchDecision.HOLD: queued,
        BatchDecision.RELEASE: held,
        BatchDecision.CANCEL: sa.or_(queued, held),
    }
    chosen = [
        column == value
        for column, value in ((MessageRow.month, choice.month), (MessageRow.kind, choice.kind))
        if value is not None
    ]
    wanted = (
        sa.select(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.channel == "sms",
            standing[decision],
            *chosen,
        )
        .order_by(MessageRow.id)
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).all()
