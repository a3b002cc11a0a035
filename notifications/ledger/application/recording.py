"""Writes down what is told and heard, in the transaction of the deed: both are there, or neither.

An entry waits for no other: it is chained later, by the sealer.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.identity import sortable_id
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import Happening
from notifications.ledger.adapters.entries import add_entries
from notifications.ledger.domain.entry import Deed, Entry, new_entry
from notifications.providers import Receipt
from scheduler.messages import PartyId

SALT_OCTETS = 32

DEED_OF = {
    Happening.ACCEPTED: Deed.WIRE,
    Happening.REFUSED: Deed.WIRE,
    Happening.NOT_ACCEPTED: Deed.WIRE,
    Happening.FOUND: Deed.WIRE,
    Happening.NOT_FOUND: Deed.WIRE,
    Happening.LOST_SIGHT: Deed.WIRE,
    Happening.PERSON_RESENDS: Deed.DECISION,
    Happening.PERSON_GIVES_UP: Deed.DECISION,
}
"""The happenings that are recorded as such; what else happens is no telling, or has an entry of its own."""


def record(
    session: Session,
    district_id: str,
    at: datetime,
    deed: Deed,
    about: str,
    facts: Mapping[str, Any],
    *,
    telephone_id: str | None = None,
) -> None:
    """Write one entry in the caller's transaction; `facts` are plain JSON."""
    add_entries(session, district_id, [_entry(at, deed, about, facts, telephone_id=telephone_id)])


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A text exactly as it is handed to the wire, to which number, for which parties, the how manieth time."""

    message: MessageRow | sa.Row[*tuple[Any, ...]]
    number: str
    parties: Collection[PartyId]
    attempt: int


def record_submitted(session: Session, district_id: str, now: datetime, texts: Iterable[HandedOver]) -> None:
    """What is about to touch the wire."""
    add_entries(session, district_id, [_submitted(each, now) for each in texts])


def _submitted(handed: HandedOver, now: datetime) -> Entry:
    row = handed.message
    facts = {
        "number": handed.number,
        "text": row.text,
        "parties": sorted(set(handed.parties)),
        "kind": row.kind,
        "month": row.month,
        "version": row.number,
        "template": row.template,
        "template_version": row.template_version,
        "lane": row.lane,
        "reference": row.reference,
        "attempt": handed.attempt,
    }
    return _entry(now, Deed.SUBMITTED, about_message(row.id), facts, telephone_id=row.telephone_id)


def record_accepted(
    session: Session,
    district_id: str,
    now: datetime,
    taken: Iterable[tuple[sa.Row[*tuple[Any, ...]], str | None]],
) -> None:
    """The provider took these texts, each under the id that it gave."""
    deed = DEED_OF[Happening.ACCEPTED]
    entries = [
        _entry(
            now,
            deed,
            about_message(row.id),
            _word(Happening.ACCEPTED, provider_id, ""),
            telephone_id=row.telephone_id,
        )
        for row, provider_id in taken
    ]
    add_entries(session, district_id, entries)


def record_step(session: Session, row: MessageRow, happening: Happening, now: datetime, reason: str) -> None:
    """The provider's word on a message, or a person's decision about it; other happenings leave no entry."""
    deed = DEED_OF.get(happening)
    if deed is not None:
        _of_message(session, row, now, deed, _word(happening, row.provider_id, reason))


def record_receipts(
    session: Session,
    district_id: str,
    lane: str,
    now: datetime,
    receipts: Iterable[tuple[Receipt, MessageRow | None]],
) -> None:
    """Receipts as they came, whether or not it is known yet what each is of."""
    add_entries(session, district_id, [_receipt(lane, now, each, of) for each, of in receipts])


def _receipt(lane: str, now: datetime, receipt: Receipt, message: MessageRow | None) -> Entry:
    facts = {
        "receipt": receipt.id,
        "lane": lane,
        "reference": receipt.reference,
        "provider_id": receipt.provider_id,
        "delivered": receipt.delivered,
        "reason": receipt.reason,
        "reported_at": receipt.at.isoformat(),
    }
    if message is None:
        about = about_provider_id(lane, receipt.provider_id or receipt.reference)
        return _entry(now, Deed.RECEIPT, about, facts, telephone_id=None)
    return _entry(now, Deed.RECEIPT, about_message(message.id), facts, telephone_id=message.telephone_id)


def record_reply(session: Session, row: ReplyRow, now: datetime) -> None:
    """A text that came in, and from where."""
    facts = {
        "number": row.number,
        "text": row.text,
        "lane": row.lane,
        "provider_reply_id": row.provider_reply_id,
    }
    _of_reply(session, row, now, Deed.REPLY, facts)


def record_reading(session: Session, row: ReplyRow, now: datetime, *, by: str = "") -> None:
    """What was made of a reply, by the rules or `by` a person."""
    facts = {
        "verdict": row.verdict,
        "rule": row.rule,
        "why": row.why,
        "reason": row.reason,
        "question": row.question_id,
        "by": by,
    }
    _of_reply(session, row, now, Deed.READING, facts)


def record_answer(
    session: Session,
    message: MessageRow,
    now: datetime,
    source: str,
    items: Mapping[str, Collection[int]],
    reason: str,
) -> None:
    """Which items of a question were confirmed and which declined; `source` is the reply's id, or the call's."""
    counted = {standing: sorted(numbers) for standing, numbers in items.items()}
    _of_message(session, message, now, Deed.ANSWER, {**counted, "source": source, "reason": reason})


def record_call_made(
    session: Session, row: MessageRow, now: datetime, *, by: str, reached: bool, answered: bool, reason: str
) -> None:
    """A person called about a message: who, whether anybody was reached, what was read out and said."""
    facts = {"by": by, "text": row.text, "reached": reached, "answered": answered, "reason": reason}
    _of_message(session, row, now, Deed.CALL, facts)


def record_call_back(
    session: Session, row: ReplyRow, now: datetime, *, by: str, reached: bool, said: str
) -> None:
    """A person called about a reply: who, whether anybody was reached, and what was said."""
    _of_reply(
        session,
        row,
        now,
        Deed.CALL,
        {"by": by, "text": said, "reached": reached, "answered": False, "reason": ""},
    )


def about_message(message_id: str) -> str:
    return f"message:{message_id}"


def about_reply(reply_id: str) -> str:
    return f"reply:{reply_id}"


def about_provider_id(lane: str, provider_id: str) -> str:
    """What a receipt is about that came before its message's id at the provider was known."""
    return f"provider:{lane}/{provider_id}"


def _word(happening: Happening, provider_id: str | None, reason: str) -> dict[str, Any]:
    return {"happening": happening.value, "provider_id": provider_id, "reason": reason}


def _entry(
    at: datetime, deed: Deed, about: str, facts: Mapping[str, Any], *, telephone_id: str | None
) -> Entry:
    salt = secrets.token_hex(SALT_OCTETS)
    return new_entry(sortable_id(), deed, at, salt, about, facts, telephone_id=telephone_id)


def _of_message(
    session: Session, row: MessageRow, now: datetime, deed: Deed, facts: Mapping[str, Any]
) -> None:
    record(session, row.district_id, now, deed, about_message(row.id), facts, telephone_id=row.telephone_id)


def _of_reply(session: Session, row: ReplyRow, now: datetime, deed: Deed, facts: Mapping[str, Any]) -> None:
    record(session, row.district_id, now, deed, about_reply(row.id), facts, telephone_id=row.telephone_id)
