"""The questions put to a telephone, as replies are bound to them, and what they ask about now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow, ReplyRow
from notifications.adapters.message_repository import Heard, facts_from
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.domain.answering import MOST_BACK_A_DAY, Answer, Asked, ReplyVerdict, Standing
from notifications.domain.codes import RESTS_FOR
from notifications.domain.message import PERHAPS_TOLD, MessageState
from notifications.domain.telling import Side, Telling

CONFIRMED, DECLINED = "confirmed", "declined"

# The clock of a demonstration stands still: the version tells which was put later.
_AS_PUT = (QuestionRow.asked_at, MessageRow.month, MessageRow.number, QuestionRow.id)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its items and the message that put it, as it stands `now`."""

    row: QuestionRow
    items: Sequence[QuestionItemRow]
    message: MessageRow
    now: datetime

    @property
    def live(self) -> list[QuestionItemRow]:
        """Items that no newer state has overtaken, begun or not."""
        return [item for item in self.items if item.standing != Standing.SUPERSEDED.value]

    @property
    def ahead(self) -> list[QuestionItemRow]:
        """What may still be answered: neither overtaken nor begun."""
        return [item for item in self.live if item.starts_at > self.now]

    @property
    def open_items(self) -> list[QuestionItemRow]:
        """What still waits for an answer."""
        return [item for item in self.ahead if item.standing == Standing.OPEN.value]

    @property
    def past(self) -> bool:
        """Whether everything that it asked about has begun."""
        return all(item.starts_at <= self.now for item in self.items)

    @property
    def standing(self) -> Standing:
        """How the question as a whole stands."""
        if self.past:
            return Standing.CLOSED
        if not self.live:
            return Standing.SUPERSEDED
        if self.open_items:
            return Standing.OPEN
        return Standing.ANSWERED if self.ahead and self.now < self.row.answer_until else Standing.CLOSED

    @property
    def asked(self) -> Asked:
        count = max(item.item for item in self.items)
        suffices = bool(self.row.matter)
        return Asked(self.row.id, self.row.code, count, self.standing, receipt_suffices=suffices)

    @property
    def said(self) -> Answer:
        """The answer that stands: a number counts where all that it stands for was answered alike."""
        by_number: dict[int, set[str]] = {}
        for item in self.live:
            by_number.setdefault(item.item, set()).add(item.standing)
        agreed, declined = (
            frozenset(number for number, standings in by_number.items() if standings == {standing})
            for standing in (CONFIRMED, DECLINED)
        )
        return Answer(self.row.id, agreed, declined)


def questions_put_to(
    session: Session, district_id: str, telephone_id: str, now: datetime, *, locked: bool = True
) -> list[Question]:
    """The questions whose codes still stand for something at this telephone, oldest first, locked to be decided on."""
    found = (
        sa.select(QuestionRow, MessageRow)
        .join(MessageRow, _same_message(QuestionRow))
        .where(
            QuestionRow.district_id == district_id,
            QuestionRow.telephone_id == telephone_id,
            QuestionRow.code != "",
            ~QuestionRow.withdrawn,
            QuestionRow.asked_at > now - RESTS_FOR,
            MessageRow.state.in_([state.value for state in PERHAPS_TOLD]),
        )
        .order_by(*_AS_PUT)
    )
    rows = session.execute(found.with_for_update() if locked else found).all()
    return _with_items(session, district_id, [(row[0], row[1]) for row in rows], now)


def just_answered(session: Session, district_id: str, telephone_id: str, since: datetime) -> set[str]:
    """The questions that the last answer of a telephone was counted for, if it came `since` then."""
    counted = (
        ReplyRow.district_id == district_id,
        ReplyRow.telephone_id == telephone_id,
        ReplyRow.question_id.is_not(None),
        ReplyRow.verdict == ReplyVerdict.ANSWERED.value,
    )
    last = session.scalar(sa.select(sa.func.max(ReplyRow.received_at)).where(*counted))
    if last is None or last < since:
        return set()
    found = session.scalars(sa.select(ReplyRow.question_id).where(*counted, ReplyRow.received_at == last))
    return {each for each in found if each is not None}


def asked_back_before(
    session: Session, district_id: str, telephone_id: str, reply_id: str, since: datetime
) -> list[ReplyRow]:
    """The replies that this telephone was asked back about `since` then and has not answered after, newest first."""
    last = session.scalars(
        sa.select(ReplyRow)
        .where(
            ReplyRow.district_id == district_id,
            ReplyRow.telephone_id == telephone_id,
            ReplyRow.id != reply_id,
            ReplyRow.received_at >= since,
            ReplyRow.verdict.in_([ReplyVerdict.ANSWERED.value, ReplyVerdict.ASKED_BACK.value]),
        )
        .order_by(ReplyRow.arrived.desc())
        .limit(MOST_BACK_A_DAY + 1)
    )
    return list(takewhile(lambda row: row.verdict == ReplyVerdict.ASKED_BACK, last))


def question_of(session: Session, district_id: str, question_id: str, now: datetime) -> Question | None:
    """One question, locked."""
    row = session.get(QuestionRow, (district_id, question_id), with_for_update=True)
    if row is None:
        return None
    message = session.get_one(MessageRow, (district_id, row.message_id))
    return _with_items(session, district_id, [(row, message)], now)[0]


def silent_questions(session: Session, district_id: str, now: datetime) -> list[Question]:
    """The questions that left the house, are still ahead, and have items without an answer; locked."""
    asking = (
        sa.select(QuestionItemRow.question_id)
        .where(
            QuestionItemRow.district_id == district_id,
            QuestionItemRow.standing == Standing.OPEN.value,
            QuestionItemRow.starts_at > now,
        )
        .distinct()
    )
    rows = session.execute(
        sa.select(QuestionRow, MessageRow)
        .join(MessageRow, _same_message(QuestionRow))
        .where(
            QuestionRow.district_id == district_id,
            QuestionRow.code != "",
            ~QuestionRow.withdrawn,
            ~QuestionRow.by_call,
            QuestionRow.id.in_(asking),
            MessageRow.state.in_([MessageState.SENT.value, MessageState.DELIVERED.value]),
        )
        .order_by(*_AS_PUT)
        .with_for_update()
    ).all()
    return _with_items(session, district_id, [(row[0], row[1]) for row in rows], now)


def present_tellings(session: Session, district_id: str, items: Iterable[QuestionItemRow]) -> list[Telling]:
    """What was composed last, told or about to be told, on each delivery for the party that was asked."""
    keys = {(item.party_id, item.side, item.delivery_id) for item in items}
    rows = session.scalars(
        sa.select(MessageSubjectRow)
        .join(
            MessageRow,
            sa.and_(
                MessageRow.district_id == MessageSubjectRow.district_id,
                MessageRow.id == MessageSubjectRow.message_id,
            ),
        )
        .where(
            MessageSubjectRow.district_id == district_id,
            MessageSubjectRow.delivery_id.in_(sorted({key[2] for key in keys})),
            MessageRow.state.not_in([MessageState.SUPERSEDED.value]),
        )
        .order_by(MessageSubjectRow.version, MessageRow.created_at, MessageRow.written, MessageRow.id)
    )
    latest = {
        (row.party_id, row.side, row.delivery_id): row
        for row in rows
        if (row.party_id, row.side, row.delivery_id) in keys
    }
    return [_as_it_stands(latest[key]) for key in sorted(latest)]


def declined_by(session: Session, district_id: str, delivery_ids: Collection[str]) -> set[Heard]:
    """Who declined which of these deliveries and has not been asked anew since."""
    rows = session.scalars(
        sa.select(QuestionItemRow).where(
            QuestionItemRow.district_id == district_id,
            QuestionItemRow.delivery_id.in_(sorted(delivery_ids)),
            QuestionItemRow.standing == DECLINED,
        )
    )
    return {(row.party_id, cast("Side", row.side), row.delivery_id) for row in rows}


def telling_from(row: MessageSubjectRow) -> Telling:
    """A telling as it was written down with its message."""
    assert row.delivery_id is not None, "only what speaks of a delivery is a telling"
    return Telling(
        party=row.party_id,
        side=cast("Side", row.side),
        delivery_id=row.delivery_id,
        version=row.version,
        told=facts_from(row.told),
        now=facts_from(row.facts),
        reason=row.reason,
        elsewhere=facts_from(row.elsewhere),
    )


def _as_it_stands(row: MessageSubjectRow) -> Telling:
    telling = telling_from(row)
    told = telling.told if telling.now is None else None
    return Telling(
        telling.party,
        telling.side,
        telling.delivery_id,
        telling.version,
        told,
        telling.now,
        elsewhere=telling.elsewhere,
    )


def _same_message(question: type[QuestionRow]) -> sa.ColumnElement[bool]:
    return sa.and_(MessageRow.district_id == question.district_id, MessageRow.id == question.message_id)


def _with_items(
    session: Session, district_id: str, rows: Collection[tuple[QuestionRow, MessageRow]], now: datetime
) -> list[Question]:
    items = session.scalars(
        sa.select(QuestionItemRow)
        .where(
            QuestionItemRow.district_id == district_id,
            QuestionItemRow.question_id.in_([question.id for question, _ in rows]),
        )
        .order_by(QuestionItemRow.item, QuestionItemRow.delivery_id, QuestionItemRow.side)
    ).all()
    return [
        Question(question, [item for item in items if item.question_id == question.id], message, now)
        for question, message in rows
    ]
