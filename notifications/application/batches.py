"""A person holds, releases or cancels a batch of texts that have not left: seen first, then decided, each on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.durable import emit
from config.refusal import Refusal, refuse
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_repository import stable_id
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.stepping import notices_to, step
from notifications.application.views import MessageShown, messages_shown
from notifications.domain.message import MESSAGE_STATE_NAMES, Happening, MessageState
from notifications.domain.notice import NoticeKind, NoticeState
from notifications.domain.sending_events import BatchDecided, BatchDecision

STANDS = Bilingual("{name} {n} 条", "{n} {name}")
STANDING = {
    MessageState.SUPERSEDED: Bilingual("{n} 条已被取代，不会再发", "{n} superseded, they will not be sent"),
    MessageState.HELD: Bilingual("{n} 条待人工逐条处理", "{n} wait for a person, each by itself"),
}
HELD_BY = "held by "
"""Begins the reason of what a person held; what the house itself held is not released by the batch."""

HELD_BY_HAND = sa.and_(MessageRow.state == MessageState.HELD.value, MessageRow.reason.startswith(HELD_BY))


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """Which texts are meant: of a month, of a kind, of one of the market's campaigns; None stands for all."""

    month: str | None = None
    kind: NoticeKind | None = None
    campaign_id: str | None = None


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
        raise _none_fits(session, desk, choice)
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


def _none_fits(session: Session, desk: Desk, choice: BatchChoice) -> Refusal:
    """What has become of the texts meant, so that nobody takes what was superseded for what has left."""
    counted = session.execute(
        sa.select(MessageRow.state, sa.func.count())
        .where(MessageRow.district_id == desk.district_id, MessageRow.channel == "sms", *_chosen(choice))
        .group_by(MessageRow.state)
        .order_by(MessageRow.state)
    )
    told = [
        STANDING.get(MessageState(state), STANDS).fill(name=MESSAGE_STATE_NAMES[MessageState(state)], n=count)
        for state, count in counted
    ]
    listed = Bilingual("；".join(one.zh for one in told), "; ".join(one.en for one in told))
    return refuse(
        "batch",
        "没有符合条件的短信。所选的短信现在：{standing}。请查看短信列表。",
        "no text fits. Those chosen stand now: {standing}. Look at the messages.",
        standing=listed if told else Bilingual("一条也没有", "there are none"),
    )


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
    standing = {
        BatchDecision.HOLD: queued,
        BatchDecision.RELEASE: HELD_BY_HAND,
        BatchDecision.CANCEL: sa.or_(queued, HELD_BY_HAND),
    }
    wanted = (
        sa.select(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.channel == "sms",
            standing[decision],
            *_chosen(choice),
        )
        .order_by(MessageRow.id)
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).all()


def _chosen(choice: BatchChoice) -> list[sa.ColumnElement[bool]]:
    return [
        column == value
        for column, value in (
            (MessageRow.month, choice.month),
            (MessageRow.kind, choice.kind),
            (MessageRow.campaign_id, choice.campaign_id),
        )
        if value is not None
    ]


def held_by_hand(session: Session, district_id: str) -> int:
    """How many texts a person holds back: they do not leave when the lane goes on."""
    held = sa.select(sa.func.count()).where(
        MessageRow.district_id == district_id, MessageRow.channel == "sms", HELD_BY_HAND
    )
    return session.scalar(held) or 0
