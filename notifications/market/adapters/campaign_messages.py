"""What the message layer knows of a campaign: what each row has heard, and the texts and questions still open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.many import one_of
from notifications.adapters.answer_tables import QuestionItemRow
from notifications.adapters.message_repository import perhaps_told, present_versions
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.closing import overtake, reopen_questions
from notifications.application.desk import Desk
from notifications.application.taking_back import take_back
from notifications.domain.message import UNSENT, MessageState
from notifications.domain.telling import BUSINESS
from notifications.market.domain.campaign import row_subject
from notifications.market.domain.owing import RowTold

_UNTOLD = (MessageState.FAILED, MessageState.EXPIRED)
_TOLD = perhaps_told().label("told")


def told_of_campaign(session: Session, district_id: str, campaign_id: str) -> Mapping[str, RowTold]:
    """By subject what was last heard, and whether a text of how it stands now waits or lies with a person."""
    rows = session.execute(
        sa.select(
            MessageSubjectRow.subject,
            MessageSubjectRow.version,
            MessageSubjectRow.facts,
            MessageRow.state,
            MessageRow.replaced_at,
            _TOLD,
        )
        .join(MessageRow, same_message())
        .where(*of_campaign(district_id, campaign_id), MessageSubjectRow.side == BUSINESS)
        .order_by(MessageSubjectRow.version, MessageRow.written, MessageRow.id)
    ).all()
    present = present_versions(session, district_id, {row.subject for row in rows})
    found: dict[str, RowTold] = {}
    for row in rows:
        before = found.get(row.subject, RowTold())
        heard = before.heard if not row.told else row.facts
        is_new = bool(row.told) and (not before.ever_heard or row.facts != before.heard)
        on_its_way = row.version == present[row.subject] and _waits(row)
        found[row.subject] = RowTold(
            before.ever_heard or bool(row.told),
            heard,
            before.on_its_way or on_its_way,
            before.times + is_new,
        )
    return found


def _waits(row: sa.Row[*tuple[Any, ...]]) -> bool:
    """Whether a text may still leave, or a person has it on the list of those to call."""
    state = MessageState(row.state)
    return state in UNSENT or (state in _UNTOLD and not row.told and row.replaced_at is None)


def call_back(session: Session, desk: Desk, campaign_id: str) -> None:
    """Take back what nobody was told, also what a person was to say; what was asked decides nothing any more."""
    now = desk.clock.now()
    waiting = session.scalars(
        sa.select(MessageRow)
        .where(
            *of_campaign(desk.district_id, campaign_id),
            MessageRow.replaced_at.is_(None),
            ~perhaps_told(),
        )
        .order_by(MessageRow.id)
        .with_for_update()
    ).all()
    for message in waiting:
        if MessageState(message.state) in _UNTOLD:
            message.replaced_at = now  # it is over as it is; a newer text tells it
        else:
            take_back(session, desk, message)
    session.flush()
    asked = sa.select(MessageSubjectRow.message_id).join(MessageRow, same_message())
    overtake(
        session,
        desk,
        QuestionItemRow.question_id.in_(asked.where(*of_campaign(desk.district_id, campaign_id))),
    )


def ask_again(session: Session, desk: Desk, row_ids: Collection[str]) -> None:
    """What these rows were last asked stands again, with its answer."""
    rows = session.execute(
        sa.select(QuestionItemRow.party_id, QuestionItemRow.delivery_id)
        .where(
            QuestionItemRow.district_id == desk.district_id,
            QuestionItemRow.side == BUSINESS,
            one_of(QuestionItemRow.delivery_id, row_ids),
        )
        .distinct()
    ).all()
    versions = present_versions(session, desk.district_id, {row_subject(row) for _, row in rows})
    reopen_questions(
        session, desk, [((party, BUSINESS, row), versions[row_subject(row)]) for party, row in rows]
    )


def of_campaign(district_id: str, campaign_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    """The messages of a campaign."""
    return MessageRow.district_id == district_id, MessageRow.campaign_id == campaign_id


def same_message() -> sa.ColumnElement[bool]:
    """A subject with the message that speaks of it."""
    return sa.and_(
        MessageRow.district_id == MessageSubjectRow.district_id, MessageRow.id == MessageSubjectRow.message_id
    )


def messages_of_campaign(session: Session, district_id: str, campaign_id: str) -> list[str]:
    """All messages that tell of a campaign, also nudges about it, by id."""
    return list(
        session.scalars(
            sa.select(MessageRow.id).where(*of_campaign(district_id, campaign_id)).order_by(MessageRow.id)
        )
    )
