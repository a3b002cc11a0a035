"""Ending what is asked about deliveries, and asking it again where a change was undone before it was told."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_repository import CONFIRMED, DECLINED
from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.message_repository import perhaps_told
from notifications.adapters.message_tables import MessageRow
from notifications.application.answers_told import tell_answer
from notifications.application.desk import Desk
from notifications.domain.answering import Standing
from scheduler.messages import PartyId


def close_questions_on(session: Session, desk: Desk, delivery_ids: Collection[str]) -> None:
    """Nothing is asked any more about these deliveries, not of a film's rain venue either."""
    if delivery_ids:
        overtake(session, desk, QuestionItemRow.delivery_id.in_(delivery_ids))


def overtake(session: Session, desk: Desk, asked: sa.ColumnElement[bool]) -> None:
    """A newer state overtakes these items; how they stood is kept."""
    session.execute(
        sa.update(QuestionItemRow)
        .where(
            QuestionItemRow.district_id == desk.district_id,
            QuestionItemRow.standing != Standing.SUPERSEDED.value,
            asked,
        )
        .values(overtaken=QuestionItemRow.standing, standing=Standing.SUPERSEDED.value)
    )


Heard = tuple[PartyId, str, str]
"""A party, its capacity, and the delivery or the row of a campaign that it heard of."""


def reopen_questions(session: Session, desk: Desk, undone: Iterable[tuple[Heard, int]]) -> None:
    """What a party was last asked stands again, with its answer, where it never heard of the change.

    Each comes with the version in which the delivery is again as the party has heard it.
    """
    for heard, version in undone:
        item = _last_asked(session, desk, heard)
        if item is None or item.standing != Standing.SUPERSEDED.value or not item.overtaken:
            continue
        item.standing, item.overtaken, item.version = item.overtaken, "", version
        answer = item.standing if item.standing in {CONFIRMED, DECLINED} else "received" * item.received
        if answer:
            tell_answer(session, desk, item, answer, item.reason, f"kept:{item.question_id}")
    session.flush()


def _last_asked(session: Session, desk: Desk, heard: Heard) -> QuestionItemRow | None:
    """The item by which a party was last asked about a delivery in a text that it has or may have."""
    party, side, delivery_id = heard
    return session.scalar(
        sa.select(QuestionItemRow)
        .join(
            QuestionRow,
            sa.and_(
                QuestionRow.district_id == QuestionItemRow.district_id,
                QuestionRow.id == QuestionItemRow.question_id,
            ),
        )
        .join(
            MessageRow,
            sa.and_(
                MessageRow.district_id == QuestionRow.district_id, MessageRow.id == QuestionRow.message_id
            ),
        )
        .where(
            QuestionItemRow.district_id == desk.district_id,
            QuestionItemRow.party_id == party,
            QuestionItemRow.side == side,
            QuestionItemRow.delivery_id == delivery_id,
            ~QuestionRow.withdrawn,
            perhaps_told(),
        )
        .order_by(QuestionItemRow.version.desc())
        .limit(1)
        .with_for_update(of=QuestionItemRow)
    )
