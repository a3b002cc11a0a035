"""What became of each row of a campaign in the message layer: its newest text, and how its question stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.message_tables import (
    MessageRow,
    MessageSubjectRow,
    NoticeMessageRow,
    NoticeRow,
)
from notifications.domain.answering import Standing
from notifications.domain.message import MessageState
from notifications.domain.notice import NoticeKind
from notifications.domain.telling import BUSINESS
from notifications.market.adapters.campaign_messages import of_campaign, same_message
from notifications.market.domain.campaign import row_subject
from notifications.market.domain.following import NewestText


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """How the newest question to a row stands, what was said with the answer, and the message that put it.

    `overtaken`: a newer state overtook the question, and it stood so before.
    """

    standing: str
    reason: str
    message_id: str
    overtaken: bool = False


def newest_texts(session: Session, district_id: str, campaign_id: str) -> Mapping[str, NewestText]:
    """By subject the newest text about each row; nudges, and what was taken back or put aside, are left out."""
    rows = session.execute(
        sa.select(
            MessageSubjectRow.subject,
            MessageRow.id,
            MessageRow.state,
            MessageRow.reason,
            MessageRow.channel,
            MessageRow.handled_by,
        )
        .join(MessageRow, same_message())
        .where(
            *of_campaign(district_id, campaign_id),
            MessageSubjectRow.side == BUSINESS,
            MessageRow.state != MessageState.SUPERSEDED.value,
            MessageRow.kind != NoticeKind.NUDGE.value,
            MessageRow.replaced_at.is_(None),
        )
        .order_by(MessageSubjectRow.version, MessageRow.written, MessageRow.id)
    )
    return {
        row.subject: NewestText(
            row.id, MessageState(row.state), row.reason, row.channel == "call", row.handled_by
        )
        for row in rows
    }


def notices_of(session: Session, district_id: str, campaign_id: str) -> Mapping[str, str]:
    """By notice of a campaign that left the house the party that it is to."""
    of_message = sa.and_(
        MessageRow.district_id == NoticeMessageRow.district_id, MessageRow.id == NoticeMessageRow.message_id
    )
    its_notice = sa.and_(
        NoticeRow.district_id == NoticeMessageRow.district_id, NoticeRow.id == NoticeMessageRow.notice_id
    )
    rows = session.execute(
        sa.select(NoticeRow.id, NoticeRow.party_id)
        .join_from(NoticeMessageRow, NoticeRow, its_notice)
        .join(MessageRow, of_message)
        .where(*of_campaign(district_id, campaign_id), MessageRow.submitted_at.is_not(None))
    )
    return {row.id: row.party_id for row in rows}


def messages_by_row(session: Session, district_id: str, campaign_id: str) -> Mapping[str, list[str]]:
    """By row of a campaign every message that spoke of it, nudges too."""
    rows = session.execute(
        sa.select(MessageSubjectRow.subject, MessageRow.id)
        .join(MessageRow, same_message())
        .where(*of_campaign(district_id, campaign_id), MessageSubjectRow.subject.startswith(row_subject("")))
        .order_by(MessageRow.id)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.subject.removeprefix(row_subject("")), []).append(row.id)
    return found


def answers_of(session: Session, district_id: str, campaign_id: str) -> Mapping[str, RowAnswer]:
    """By row how its newest question stands, or stood before a newer state overtook it."""
    of_message = sa.and_(
        MessageRow.district_id == QuestionRow.district_id, MessageRow.id == QuestionRow.message_id
    )
    its_question = sa.and_(
        QuestionRow.district_id == QuestionItemRow.district_id, QuestionRow.id == QuestionItemRow.question_id
    )
    rows = session.execute(
        sa.select(
            QuestionItemRow.delivery_id,
            QuestionItemRow.standing,
            QuestionItemRow.overtaken,
            QuestionItemRow.reason,
            QuestionRow.message_id,
        )
        .join(QuestionRow, its_question)
        .join(MessageRow, of_message)
        .where(*of_campaign(district_id, campaign_id), ~QuestionRow.withdrawn)
        .order_by(QuestionItemRow.version, QuestionRow.id)
    )
    return {row.delivery_id: _answer(row) for row in rows}


def _answer(row: sa.Row[*tuple[Any, ...]]) -> RowAnswer:
    overtaken = row.standing == Standing.SUPERSEDED
    return RowAnswer(row.overtaken if overtaken else row.standing, row.reason, row.message_id, overtaken)
