"""What was told, what waits to be told, and which codes rest: read for the deeds that compose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import SubjectVersion
from config.many import one_of
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.domain.codes import RESTS_FOR
from notifications.domain.message import PERHAPS_TOLD, UNSENT, MessageState
from notifications.domain.notice import NoticeKind
from notifications.domain.telling import Side
from scheduler.messages import DeliveryFacts, PartyId

ARRANGEMENTS = (NoticeKind.DIGEST, NoticeKind.AREA_DIGEST, NoticeKind.CHANGE, NoticeKind.RAIN)
"""The kinds of text that tell how a month stands."""

Heard = tuple[PartyId, Side, str]
"""A party, its capacity, and the delivery it heard of."""


def delivery_subject(delivery_id: str) -> str:
    """The subject whose version the scheduler raises when a delivery changes."""
    return f"delivery:{delivery_id}"


def present_versions(session: Session, district_id: str, subjects: Collection[str]) -> dict[str, int]:
    """The version of each subject now, unlocked; 0 if it never changed."""
    rows = session.execute(
        sa.select(SubjectVersion.subject, SubjectVersion.version).where(
            SubjectVersion.district_id == district_id, one_of(SubjectVersion.subject, subjects)
        )
    )
    return dict.fromkeys(subjects, 0) | {row.subject: row.version for row in rows}


def facts_from(stored: dict[str, Any] | None) -> DeliveryFacts | None:
    return DeliveryFacts(**stored) if stored is not None else None


def stored_from(facts: DeliveryFacts | None) -> dict[str, Any] | None:
    return asdict(facts) if facts is not None else None


def last_heard(
    session: Session, district_id: str, delivery_ids: Collection[str]
) -> dict[Heard, DeliveryFacts | None]:
    """What each party was last told of these deliveries; None where it was told that one is no more."""
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
            MessageSubjectRow.delivery_id.in_(sorted(delivery_ids)),
            perhaps_told(),
        )
        .order_by(MessageSubjectRow.version, MessageRow.created_at, MessageRow.written, MessageRow.id)
    )
    return {
        (row.party_id, cast("Side", row.side), cast("str", row.delivery_id)): facts_from(row.facts)
        for row in rows
    }


def sessions_told(
    session: Session, district_id: str, courses: Collection[str], parties: Collection[PartyId]
) -> set[str]:
    """The ids of all sessions of these courses that these parties were told of."""
    course = MessageSubjectRow.facts["course_id"].as_string()
    found = sa.select(MessageSubjectRow.delivery_id).where(
        MessageSubjectRow.district_id == district_id,
        MessageSubjectRow.delivery_id.is_not(None),
        MessageSubjectRow.party_id.in_(sorted(parties)),
        course.in_(sorted(courses)),
    )
    return {each for each in session.scalars(found) if each is not None}


def waiting_arrangements(
    session: Session, district_id: str, month: str, delivery_ids: Collection[str], telephones: Collection[str]
) -> Sequence[MessageRow]:
    """The month's texts not yet told that speak of these deliveries or go to these telephones, locked."""
    return session.scalars(
        sa.select(MessageRow)
        .where(
            MessageRow.district_id == district_id,
            MessageRow.month == month,
            MessageRow.kind.in_(ARRANGEMENTS),
            still_to_tell(),
            sa.or_(
                MessageRow.telephone_id.in_(sorted(telephones)),
                MessageRow.id.in_(_speaking_of(district_id, delivery_ids)),
            ),
        )
        .order_by(MessageRow.created_at, MessageRow.written, MessageRow.id)
        .with_for_update()
    ).all()


def waiting_reminders(
    session: Session, district_id: str, delivery_ids: Collection[str]
) -> Sequence[MessageRow]:
    """The reminders not yet told that speak of these deliveries, locked."""
    return session.scalars(
        sa.select(MessageRow)
        .where(
            MessageRow.district_id == district_id,
            MessageRow.kind == NoticeKind.REMINDER,
            still_to_tell(),
            MessageRow.id.in_(_speaking_of(district_id, delivery_ids)),
        )
        .order_by(MessageRow.created_at, MessageRow.written, MessageRow.id)
        .with_for_update()
    ).all()


def _speaking_of(district_id: str, delivery_ids: Collection[str]) -> sa.Select[str]:
    return (
        sa.select(MessageSubjectRow.message_id)
        .where(
            MessageSubjectRow.district_id == district_id,
            MessageSubjectRow.delivery_id.in_(sorted(delivery_ids)),
        )
        .distinct()
    )


def still_to_tell() -> sa.ColumnElement[bool]:
    """Unsent, or taken back as stale and not yet replaced by a newer text."""
    return sa.or_(
        MessageRow.state.in_([state.value for state in UNSENT]),
        sa.and_(MessageRow.state == MessageState.SUPERSEDED.value, MessageRow.replaced_at.is_(None)),
    )


def perhaps_told() -> sa.ColumnElement[bool]:
    """The recipient has or may have it; or the text did not arrive and a person told it by a call."""
    by_a_person = sa.and_(
        MessageRow.state.in_([MessageState.FAILED.value, MessageState.EXPIRED.value]),
        MessageRow.handled_by.is_not(None),
    )
    return sa.or_(MessageRow.state.in_([state.value for state in PERHAPS_TOLD]), by_a_person)


def subjects_of(
    session: Session, district_id: str, message_ids: Iterable[str]
) -> dict[str, list[MessageSubjectRow]]:
    """What each message speaks of, in its order."""
    wanted = sorted(set(message_ids))
    rows = session.scalars(
        sa.select(MessageSubjectRow)
        .where(MessageSubjectRow.district_id == district_id, MessageSubjectRow.message_id.in_(wanted))
        .order_by(MessageSubjectRow.message_id, MessageSubjectRow.ordinal)
    )
    found: dict[str, list[MessageSubjectRow]] = {message_id: [] for message_id in wanted}
    for row in rows:
        found[row.message_id].append(row)
    return found


def told_telephones(session: Session, district_id: str, month: str) -> frozenset[str]:
    """The telephones that already have a text on this month's arrangement."""
    return frozenset(
        telephone
        for telephone in session.scalars(
            sa.select(MessageRow.telephone_id)
            .where(
                MessageRow.district_id == district_id,
                MessageRow.month == month,
                MessageRow.kind.in_(ARRANGEMENTS),
                perhaps_told(),
            )
            .distinct()
        )
        if telephone is not None
    )


def resting_codes(
    session: Session, district_id: str, telephones: Collection[str], now: datetime
) -> dict[str, set[str]]:
    """By telephone, the codes that may not be used again yet; those that never left the house are free."""
    rows = session.execute(
        sa.select(QuestionRow.telephone_id, QuestionRow.code).where(
            QuestionRow.district_id == district_id,
            QuestionRow.telephone_id.in_(sorted(telephones)),
            QuestionRow.code != "",
            ~QuestionRow.withdrawn,
            QuestionRow.asked_at > now - RESTS_FOR,
        )
    )
    found: dict[str, set[str]] = {telephone: set() for telephone in telephones}
    for telephone, code in rows:
        found[telephone or ""].add(code)
    return found
