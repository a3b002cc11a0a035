"""What pages and the command line show of the messages: the log, its counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual, Language
from config.telephones import masked, parse_telephones
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import (
    MessageRow,
    MessageSubjectRow,
    NoticeMessageRow,
    NoticeRow,
)
from notifications.application.naming import recipients_of
from notifications.domain.message import MessageState, state_name
from notifications.domain.notice import NOTICE_KIND_NAMES, NoticeKind
from scheduler.messages import PartyId


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message as people see it; `telephone` is masked unless it is shown to be dialled.

    `written` sorts it among the texts of its instant.
    """

    id: str
    at: datetime
    written: str
    kind: NoticeKind
    kind_name: Bilingual
    state: MessageState
    state_name: Bilingual
    channel: str
    telephone: str
    parties: tuple[str, ...]
    text: str
    language: Language
    parts: int
    due_at: datetime
    not_after: datetime | None
    month: str | None
    number: int | None
    reason: str
    attempts: int
    asks: bool
    template: str
    template_version: str


def message_log(
    session: Session,
    district_id: str,
    *,
    month: str | None = None,
    state: MessageState | None = None,
    kind: NoticeKind | None = None,
    delivery_id: str | None = None,
    party: PartyId | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[MessageShown]:
    """The messages, newest first, as far as they fit what is asked for."""
    wanted = _wanted(district_id, month=month, state=state, kind=kind, delivery_id=delivery_id)
    if party is not None:
        wanted = sa.and_(wanted, MessageRow.id.in_(_messages_to(district_id, party)))
    return messages_shown(session, district_id, wanted, limit=limit, offset=offset)


def message_total(
    session: Session,
    district_id: str,
    *,
    month: str | None = None,
    state: MessageState | None = None,
    delivery_id: str | None = None,
) -> int:
    """How many messages fit what is asked for, shown or not."""
    wanted = _wanted(district_id, month=month, state=state, kind=None, delivery_id=delivery_id)
    return session.scalar(sa.select(sa.func.count()).select_from(MessageRow).where(wanted)) or 0


def _wanted(
    district_id: str,
    *,
    month: str | None,
    state: MessageState | None,
    kind: NoticeKind | None,
    delivery_id: str | None,
) -> sa.ColumnElement[bool]:
    wanted = [MessageRow.district_id == district_id]
    for column, value in ((MessageRow.month, month), (MessageRow.state, state), (MessageRow.kind, kind)):
        if value is not None:
            wanted.append(column == value)
    if delivery_id is not None:
        wanted.append(
            MessageRow.id.in_(
                sa.select(MessageSubjectRow.message_id).where(
                    MessageSubjectRow.district_id == district_id,
                    MessageSubjectRow.subject == f"delivery:{delivery_id}",
                )
            )
        )
    return sa.and_(*wanted)


def message_counts(session: Session, district_id: str, month: str | None = None) -> dict[MessageState, int]:
    """How many messages stand in each state; states without any are left out."""
    statement = (
        sa.select(MessageRow.state, sa.func.count())
        .where(MessageRow.district_id == district_id)
        .group_by(MessageRow.state)
    )
    if month is not None:
        statement = statement.where(MessageRow.month == month)
    return {MessageState(state): count for state, count in session.execute(statement)}


@dataclass(frozen=True, slots=True)
class TextsOfVersion:
    """What a published version has had written so far: texts by telephone, and calls for a person."""

    sms: int
    calls: int


def texts_of_version(session: Session, district_id: str, month: str, number: int) -> TextsOfVersion:
    """The messages that tell of version `number` of `month`; none until its event was heard."""
    channels = session.scalars(
        sa.select(MessageRow.channel).where(
            MessageRow.district_id == district_id, MessageRow.month == month, MessageRow.number == number
        )
    ).all()
    return TextsOfVersion(sms=channels.count("sms"), calls=channels.count("call"))


def _messages_to(district_id: str, party: PartyId) -> sa.Select[str]:
    return (
        sa.select(NoticeMessageRow.message_id)
        .join(
            NoticeRow,
            sa.and_(
                NoticeRow.district_id == NoticeMessageRow.district_id,
                NoticeRow.id == NoticeMessageRow.notice_id,
            ),
        )
        .where(NoticeMessageRow.district_id == district_id, NoticeRow.party_id == party)
    )


def messages_shown(
    session: Session,
    district_id: str,
    condition: sa.ColumnElement[bool],
    *,
    limit: int | None,
    offset: int = 0,
    dialable: bool = False,
) -> list[MessageShown]:
    """The messages that fit a condition, newest first; `dialable` numbers are whole, others are masked."""
    rows = session.execute(
        sa.select(MessageRow, TelephoneRow, QuestionRow.id)
        .outerjoin(
            TelephoneRow,
            sa.and_(
                TelephoneRow.district_id == MessageRow.district_id,
                TelephoneRow.id == MessageRow.telephone_id,
            ),
        )
        .outerjoin(
            QuestionRow,
            sa.and_(
                QuestionRow.district_id == MessageRow.district_id, QuestionRow.message_id == MessageRow.id
            ),
        )
        .where(MessageRow.district_id == district_id, condition)
        .order_by(
            MessageRow.created_at.desc(),
            MessageRow.written.desc(),
            # of old rows what answers somebody, and so is of no version, was written after what it answers
            MessageRow.number.desc().nulls_first(),
            MessageRow.id,
        )
        .limit(limit)
        .offset(offset)
    ).all()
    names = recipients_of(session, district_id, [row.id for row, _, _ in rows])
    return [
        _as_shown(
            row,
            _number_shown(telephone, dialable=dialable),
            tuple(names.get(row.id, ())),
            asks=question is not None,
        )
        for row, telephone, question in rows
    ]


def _as_shown(row: MessageRow, telephone: str, parties: tuple[str, ...], *, asks: bool) -> MessageShown:
    kind, state = NoticeKind(row.kind), MessageState(row.state)
    return MessageShown(
        id=row.id,
        at=row.created_at,
        written=row.written,
        kind=kind,
        kind_name=NOTICE_KIND_NAMES[kind],
        state=state,
        state_name=state_name(state, row.reason),
        channel=row.channel,
        telephone=telephone,
        parties=parties,
        text=row.text,
        language="en" if row.language == "en" else "zh",
        parts=row.parts,
        due_at=row.due_at,
        not_after=row.not_after,
        month=row.month,
        number=row.number,
        reason=row.reason,
        attempts=row.attempts,
        asks=asks,
        template=row.template,
        template_version=row.template_version,
    )


def _number_shown(telephone: TelephoneRow | None, *, dialable: bool) -> str:
    if telephone is None:
        return ""
    if not dialable:
        return masked(telephone.number)
    extension = f"转{telephone.extension}" if telephone.extension else ""
    return parse_telephones(telephone.number)[0].shown + extension
