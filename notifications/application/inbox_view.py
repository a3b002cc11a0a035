"""The replies as people see them: what was understood, by which rule, and what each could be an answer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.telephones import masked
from notifications.adapters.answer_repository import questions_put_to
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_tables import ContactRow
from notifications.domain.answering import FOR_A_PERSON, REPLY_VERDICT_NAMES, ReplyVerdict
from notifications.domain.reading_rules import RULE_SENTENCES, Rule

Sender = Literal["partner", "business", "stranger"]
"""Whom a reply came from: a side of the calendar, a licensed business, or nobody known."""

_UNREAD = (
    sa.or_(ReplyRow.remarked, ReplyRow.verdict.in_([verdict.value for verdict in FOR_A_PERSON])),
    ReplyRow.read_by.is_(None),
)


@dataclass(frozen=True, slots=True)
class ReplyShown:
    """One reply: what was made of it, by which rule, and who read it or put it right."""

    id: str
    at: datetime
    telephone: str
    text: str
    verdict: ReplyVerdict
    verdict_name: Bilingual
    rule: Rule | None
    rule_sentence: Bilingual | None
    why: str
    question_id: str | None
    read_by: str | None
    corrected_by: str | None
    corrected_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionOffered:
    """A question that a reply can still be counted for: its code, its items, and the text that put it."""

    id: str
    code: str
    items: int
    text: str


def replies_shown(
    session: Session,
    district_id: str,
    *,
    unread_only: bool = False,
    number: str | None = None,
    limit: int = 100,
) -> list[ReplyShown]:
    """The replies, newest first; `unread_only`: those that a person still has to read (the inbox).

    `number` in E.164 narrows to one telephone.
    """
    statement = (
        sa.select(ReplyRow)
        .where(ReplyRow.district_id == district_id)
        .order_by(ReplyRow.arrived.desc())
        .limit(limit)
    )
    if unread_only:
        statement = statement.where(*_UNREAD)
    if number is not None:
        statement = statement.where(ReplyRow.number == number)
    rows = session.scalars(statement).all()
    return [_as_shown(row, masked(row.number)) for row in rows]


def unread_by_sender(session: Session, district_id: str) -> Counter[Sender]:
    """How many replies a person still has to read, by whose telephones they came from; a shared one counts for both."""
    theirs = sa.and_(
        ContactRow.district_id == ReplyRow.district_id, ContactRow.telephone_id == ReplyRow.telephone_id
    )
    rows = session.execute(
        sa.select(ReplyRow.id, ContactRow.party_id)
        .outerjoin(ContactRow, theirs)
        .where(ReplyRow.district_id == district_id, *_UNREAD)
    )
    return Counter(sender for _, sender in {(reply, _sender(party)) for reply, party in rows})


def _sender(party: str | None) -> Sender:
    if party is None:
        return "stranger"
    return "business" if party.startswith("business:") else "partner"


def questions_offered(
    session: Session, district_id: str, reply_ids: Collection[str], now: datetime
) -> dict[str, list[QuestionOffered]]:
    """By reply the questions at its telephone that have not begun, the newest first."""
    rows = session.execute(
        sa.select(ReplyRow.id, ReplyRow.telephone_id).where(
            ReplyRow.district_id == district_id, ReplyRow.id.in_(sorted(reply_ids))
        )
    ).all()
    telephones = {telephone for _, telephone in rows if telephone}
    offered = {telephone: _offered(session, district_id, telephone, now) for telephone in telephones}
    return {reply: offered[telephone] for reply, telephone in rows if telephone}


def _offered(session: Session, district_id: str, telephone_id: str, now: datetime) -> list[QuestionOffered]:
    put = questions_put_to(session, district_id, telephone_id, now, locked=False)
    return [
        QuestionOffered(each.row.id, each.row.code, each.asked.items, each.message.text)
        for each in reversed(put)
        if each.ahead
    ]


def _as_shown(row: ReplyRow, telephone: str) -> ReplyShown:
    rule = Rule(row.rule) if row.rule else None
    return ReplyShown(
        id=row.id,
        at=row.received_at,
        telephone=telephone,
        text=row.text,
        verdict=ReplyVerdict(row.verdict),
        verdict_name=REPLY_VERDICT_NAMES[ReplyVerdict(row.verdict)],
        rule=rule,
        rule_sentence=RULE_SENTENCES[rule] if rule else None,
        why=row.why,
        question_id=row.question_id,
        read_by=row.read_by,
        corrected_by=row.corrected_by,
        corrected_at=row.corrected_at,
    )
