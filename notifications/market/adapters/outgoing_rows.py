"""The rows that a text of the register becomes: a message, what it speaks of, its notices, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.identity import sortable_id
from config.many import insert_many, one_of
from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.contact_repository import know_parties, reach, stable_id
from notifications.adapters.message_tables import (
    MessageRow,
    MessageSubjectRow,
    NoticeMessageRow,
    NoticeRow,
)
from notifications.application.desk import Desk
from notifications.domain.answering import Standing
from notifications.domain.message import MessageState
from notifications.domain.notice import URGENCY, NoticeClass, NoticeKind, NoticeState
from notifications.domain.segments import segments
from notifications.domain.telling import BUSINESS
from notifications.market.application.announcing import RegulatoryText
from scheduler.messages import PartyId


def announce(
    session: Session, desk: Desk, texts: Sequence[RegulatoryText]
) -> Sequence[Mapping[PartyId, str]]:
    """Write these texts down; returns for each its parties' notice ids. The same key does nothing a second time."""
    district_id = desk.district_id
    by_id = {_message_id(text): text for text in texts}
    known = set(
        session.scalars(
            sa.select(MessageRow.id).where(
                MessageRow.district_id == district_id, one_of(MessageRow.id, list(by_id))
            )
        )
    )
    new = {message_id: text for message_id, text in by_id.items() if message_id not in known}
    notices = {
        text.key: {party: _id_in_order(district_id, text.key, party) for party in text.names}
        for text in texts
    }
    names = {party: name for text in new.values() for party, name in text.names.items()}
    know_parties(session, district_id, names)
    called_at = _called_at(session, desk, new.values())
    insert_many(session, MessageRow, [_message(desk, text, each, called_at) for each, text in new.items()])
    insert_many(
        session,
        NoticeRow,
        [
            _notice(desk, text, party, notice_id)
            for text in new.values()
            for party, notice_id in notices[text.key].items()
        ],
    )
    insert_many(
        session,
        NoticeMessageRow,
        [
            {"district_id": district_id, "notice_id": notice_id, "message_id": each}
            for each, text in new.items()
            for notice_id in notices[text.key].values()
        ],
    )
    subjects = [row for each, text in new.items() for row in _subjects(text, each)]
    insert_many(session, MessageSubjectRow, subjects)
    _ask(session, new, called_at)
    return [notices[text.key] for text in texts]


def message_id_of(district_id: str, key: str, telephone_id: str) -> str:
    """The message that tells a text: the same text to the same telephone is one message."""
    return _id_in_order(district_id, key, telephone_id)


def ever_named(district_id: str, key: str, telephone_id: str) -> tuple[str, str]:
    """The id that such a message has, and the one that it had where an earlier version sent it."""
    return message_id_of(district_id, key, telephone_id), stable_id(district_id, key, telephone_id)


def _id_in_order(district_id: str, key: str, of: str) -> str:
    """A stable id; those of one preview sort as its texts do, so that all indexes take them side by side.

    Its first eight signs, which people are shown, tell the texts of one preview apart.
    """
    preview, _, serial = key.rpartition(":")
    return f"{_group(district_id, preview)}{int(serial):05x}{stable_id(district_id, key, of)}"[:32]


@lru_cache(maxsize=64)
def _group(district_id: str, preview: str) -> str:
    return stable_id(district_id, preview)[:3]


def _message_id(text: RegulatoryText) -> str:
    """A call without any telephone is addressed to its first party."""
    return message_id_of(text.district_id, text.key, text.telephone_id or next(iter(text.names)))


Telephones = Mapping[PartyId, str | None]
"""By party, of those whom a person has to call, the telephone to call."""


def _called_at(session: Session, desk: Desk, texts: Iterable[RegulatoryText]) -> Telephones:
    parties = {next(iter(text.names)) for text in texts if text.by_call}
    if not parties:
        return {}
    reached = reach(session, desk.district_id, parties, desk.clock.today())
    return {party: at.telephone_id for party, at in reached.items()}


def _ask(session: Session, texts: Mapping[str, RegulatoryText], called_at: Telephones) -> None:
    """Keep the questions that these texts put, and which row each answers for which party."""
    asking = {message_id: text for message_id, text in texts.items() if text.question is not None}
    insert_many(session, QuestionRow, [_question(text, each, called_at) for each, text in asking.items()])
    insert_many(
        session, QuestionItemRow, [row for each, text in asking.items() for row in _items(text, each)]
    )


def _notice(desk: Desk, text: RegulatoryText, party: PartyId, notice_id: str) -> dict[str, Any]:
    return {
        "district_id": text.district_id,
        "id": notice_id,
        "party_id": party,
        "kind": _kind(text).value,
        "class": NoticeClass.REGULATORY.value,
        "state": (NoticeState.WITH_A_PERSON if text.by_call else NoticeState.COMPOSED).value,
        "not_after": text.not_after,
        "created_at": desk.clock.now(),
    }


def _message(desk: Desk, text: RegulatoryText, message_id: str, called_at: Telephones) -> dict[str, Any]:
    counted, now = segments(text.text), desk.clock.now()
    return {
        "district_id": text.district_id,
        "id": message_id,
        "telephone_id": _telephone(text, called_at),
        "channel": "call" if text.by_call else "sms",
        "lane": desk.lane.name,
        "kind": _kind(text).value,
        "class": NoticeClass.REGULATORY.value,
        "urgency": URGENCY[NoticeClass.REGULATORY],
        "campaign_id": text.campaign_id,
        "language": text.language,
        "template": text.template,
        "template_version": text.template_version,
        "text": text.text,
        "encoding": counted.encoding,
        "units": counted.units,
        "parts": counted.parts,
        "state": (MessageState.HELD if text.by_call else MessageState.QUEUED).value,
        "reason": text.by_call,
        "reference": message_id,
        "attempts": 0,
        "created_at": now,
        "written": sortable_id(),
        "due_at": text.not_before,
        "not_after": text.not_after,
        "changed_at": now,
    }


def _subjects(text: RegulatoryText, message_id: str) -> Iterator[dict[str, Any]]:
    for ordinal, spoken in enumerate(text.spoken):
        yield {
            "district_id": text.district_id,
            "message_id": message_id,
            "ordinal": ordinal,
            "subject": spoken.subject,
            "version": spoken.version,
            "party_id": spoken.party,
            "side": BUSINESS if text.campaign_id else "",
            "reason": "",
            "item": 0,
            **({"facts": spoken.told} if text.campaign_id else {}),
        }


def _kind(text: RegulatoryText) -> NoticeKind:
    return NoticeKind.CAMPAIGN if text.campaign_id else NoticeKind.REGULATORY


def _telephone(text: RegulatoryText, called_at: Telephones) -> str | None:
    return called_at[next(iter(text.names))] if text.by_call else text.telephone_id


def _question(text: RegulatoryText, message_id: str, called_at: Telephones) -> dict[str, Any]:
    question = text.question
    assert question is not None, "only what asks has a question"
    code = "" if text.by_call else question.code
    return {
        "district_id": text.district_id,
        "id": message_id,
        "message_id": message_id,
        "telephone_id": _telephone(text, called_at),
        "code": code,
        "asked_at": text.not_before,
        "answer_until": question.until,
        "by_call": not code,
        "matter": question.matter,
    }


def _items(text: RegulatoryText, message_id: str) -> Iterator[dict[str, Any]]:
    """All rows of one text share a number: who answers for the telephone answers for each."""
    question = text.question
    assert question is not None, "only what asks has a question"
    for spoken in text.spoken:
        yield {
            "district_id": text.district_id,
            "question_id": message_id,
            "party_id": spoken.party,
            "side": BUSINESS,
            "delivery_id": question.rows[spoken.party],
            "item": 1,
            "version": spoken.version,
            "standing": Standing.OPEN.value,
            "starts_at": question.closes,
        }
