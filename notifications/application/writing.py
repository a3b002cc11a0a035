"""Writes drafts down as notices, messages, what they speak of, and the question that they put."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.contact_repository import know_party, stable_id
from notifications.adapters.message_repository import delivery_subject, stored_from
from notifications.adapters.message_tables import (
    MessageRow,
    MessageSubjectRow,
    NoticeMessageRow,
    NoticeRow,
)
from notifications.application.desk import Desk, keep_wording
from notifications.application.drafting import Draft, first_start
from notifications.domain.answering import Standing
from notifications.domain.message import MessageState
from notifications.domain.notice import NoticeState, urgency_of
from notifications.domain.telling import Telling, starts_at
from scheduler.messages import DeliveryFacts, PartyId


def write_draft(session: Session, desk: Desk, draft: Draft, occasion_key: str) -> MessageRow:
    """Write one draft; the same occasion, telephone and page give the same message id."""
    parties = sorted({telling.party for telling in draft.tellings})
    for party in parties:
        know_party(session, desk.district_id, party, _name_of(party, draft.tellings))
    addressed = draft.reached.telephone_id or parties[0]
    message = message_row(
        desk, draft, stable_id(desk.district_id, occasion_key, addressed, draft.reached.channel, draft.page)
    )
    session.add(message)
    session.flush()
    keep_wording(session, desk, draft.composed)
    _write_notices(session, desk, draft, message, parties, occasion_key)
    _write_subjects(session, desk, draft, message)
    if draft.digest.asking:
        _write_question(session, desk, draft, message)
    session.flush()
    return message


def message_row(desk: Desk, draft: Draft, message_id: str) -> MessageRow:
    """The message of a draft: queued for its lane, or held for a person who calls."""
    now, composed = desk.clock.now(), draft.composed
    return MessageRow(
        district_id=desk.district_id,
        id=message_id,
        telephone_id=draft.reached.telephone_id,
        channel=draft.reached.channel,
        lane=desk.lane.name,
        kind=draft.kind.value,
        class_=draft.moments.class_.value,
        urgency=urgency_of(draft.moments.class_, draft.kind),
        month=draft.occasion.month if draft.occasion else None,
        number=draft.occasion.number if draft.occasion else None,
        language=composed.language,
        template=composed.template,
        template_version=composed.template_version,
        text=composed.text,
        encoding=composed.segments.encoding,
        units=composed.segments.units,
        parts=composed.segments.parts,
        state=(MessageState.HELD if draft.by_call else MessageState.QUEUED).value,
        reason=draft.reason,
        reference=message_id,
        attempts=0,
        created_at=now,
        due_at=draft.moments.due_at,
        not_after=draft.moments.not_after,
        changed_at=now,
    )


def _write_notices(
    session: Session, desk: Desk, draft: Draft, message: MessageRow, parties: Iterable[PartyId], key: str
) -> None:
    for party in parties:
        notice_id = stable_id(desk.district_id, key, party)
        if session.get(NoticeRow, (desk.district_id, notice_id)) is None:
            session.add(
                NoticeRow(
                    district_id=desk.district_id,
                    id=notice_id,
                    party_id=party,
                    kind=draft.kind.value,
                    class_=draft.moments.class_.value,
                    month=draft.occasion.month if draft.occasion else None,
                    number=draft.occasion.number if draft.occasion else None,
                    state=(NoticeState.WITH_A_PERSON if draft.by_call else NoticeState.COMPOSED).value,
                    not_after=draft.moments.not_after,
                    created_at=desk.clock.now(),
                )
            )
            session.flush()
        session.add(
            NoticeMessageRow(district_id=desk.district_id, notice_id=notice_id, message_id=message.id)
        )


def _write_subjects(session: Session, desk: Desk, draft: Draft, message: MessageRow) -> None:
    items = {id(telling): item.number for item in draft.digest.items for telling in item.tellings}
    for ordinal, telling in enumerate(draft.tellings):
        session.add(
            MessageSubjectRow(
                district_id=desk.district_id,
                message_id=message.id,
                ordinal=ordinal,
                subject=delivery_subject(telling.delivery_id),
                version=telling.version,
                party_id=telling.party,
                side=telling.side,
                delivery_id=telling.delivery_id,
                facts=stored_from(telling.now),
                told=stored_from(telling.told),
                elsewhere=stored_from(telling.elsewhere),
                reason=telling.reason,
                item=items.get(id(telling), 0),
            )
        )


def _write_question(session: Session, desk: Desk, draft: Draft, message: MessageRow) -> None:
    asked = [telling for item in draft.digest.asking for telling in item.tellings]
    first = first_start(desk, asked)
    session.add(
        QuestionRow(
            district_id=desk.district_id,
            id=message.id,
            message_id=message.id,
            telephone_id=draft.reached.telephone_id,
            code=draft.code,
            withdrawn=False,
            asked_at=message.due_at,
            answer_until=desk.rules.answer_until(first, message.due_at),
            asked_back=0,
            by_call=not draft.code,
        )
    )
    session.flush()
    for item in draft.digest.asking:
        for telling in item.tellings:
            if telling.asks(desk.rules.reconfirm):
                session.add(_question_item(desk, message.id, item.number, telling))


def _question_item(desk: Desk, question_id: str, item: int, telling: Telling) -> QuestionItemRow:
    return QuestionItemRow(
        district_id=desk.district_id,
        question_id=question_id,
        party_id=telling.party,
        side=telling.side,
        delivery_id=telling.delivery_id,
        item=item,
        version=telling.version,
        standing=Standing.OPEN.value,
        starts_at=starts_at(telling.facts, desk.clock.zone),
        received=False,
    )


def _name_of(party: PartyId, tellings: Iterable[Telling]) -> str:
    """The party's name, from what it is told of."""
    return next((_named(party, telling.facts) for telling in tellings if telling.party == party), "")


def _named(party: PartyId, facts: DeliveryFacts) -> str:
    names = {
        facts.venue_party: facts.venue,
        facts.provider_party: facts.provider,
        facts.area_party: facts.area,
        facts.rain_venue_party: facts.rain_venue,
    }
    return names.get(party) or ""
