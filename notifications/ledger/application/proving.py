"""Gathers the proof of one recipient or one campaign: every entry about it, with what anybody needs to check it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.ledger.adapters.entries import entries_about, entries_where, in_portions
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow
from notifications.ledger.application.recording import about_message, about_provider_id, about_reply
from notifications.ledger.domain.entry import Entry


@dataclass(frozen=True, slots=True)
class Proof:
    """The entries of one recipient or campaign, the sealed ones by position; `telephones` are those concerned."""

    entries: tuple[Entry, ...]
    telephones: frozenset[str]

    @property
    def sealed(self) -> int:
        return sum(entry.position is not None for entry in self.entries)


def prove_recipient(session: Session, district_id: str, telephone_id: str) -> Proof:
    """All that was told to one telephone and heard from it."""
    messages = session.scalars(
        sa.select(MessageRow).where(
            MessageRow.district_id == district_id, MessageRow.telephone_id == telephone_id
        )
    ).all()
    by_telephone = entries_where(session, district_id, LedgerEntryRow.telephone_id == telephone_id)
    return _proof([*by_telephone, *_early_receipts(session, district_id, messages)])


def prove_campaign(session: Session, district_id: str, message_ids: Collection[str]) -> Proof:
    """All that was told by these messages, and what the telephones they went to have replied since.

    Left out is a reply that was bound to a question of other messages.
    """
    messages = _messages(session, district_id, message_ids)
    replies = _replies_since(session, district_id, messages)
    abouts = {about_message(row.id) for row in messages} | {about_reply(reply) for reply in replies}
    found = entries_about(session, district_id, abouts)
    return _proof([*found, *_early_receipts(session, district_id, messages)])


def month_messages(session: Session, district_id: str, month: str, version: int | None = None) -> list[str]:
    """The messages of a month's calendar, of all its versions or of one."""
    wanted = [MessageRow.district_id == district_id, MessageRow.month == month]
    if version is not None:
        wanted.append(MessageRow.number == version)
    return list(session.scalars(sa.select(MessageRow.id).where(*wanted).order_by(MessageRow.id)))


def _proof(entries: Sequence[Entry]) -> Proof:
    once = {entry.id: entry for entry in entries}
    ordered = sorted(once.values(), key=lambda one: (one.position is None, one.position or 0, one.id))
    return Proof(tuple(ordered), frozenset(one.telephone_id for one in ordered if one.telephone_id))


def _messages(session: Session, district_id: str, message_ids: Collection[str]) -> list[MessageRow]:
    found: list[MessageRow] = []
    for some in in_portions(sorted(message_ids)):
        found += session.scalars(
            sa.select(MessageRow).where(MessageRow.district_id == district_id, MessageRow.id.in_(some))
        )
    return found


def _early_receipts(session: Session, district_id: str, messages: Sequence[MessageRow]) -> list[Entry]:
    """The receipts that came before the provider's id of their message was known."""
    named = {about_provider_id(row.lane, row.provider_id) for row in messages if row.provider_id}
    return entries_about(session, district_id, named)


def _replies_since(session: Session, district_id: str, messages: Sequence[MessageRow]) -> list[str]:
    first: dict[str, datetime] = {}
    for row in messages:
        if row.telephone_id is not None and row.submitted_at is not None:
            first[row.telephone_id] = min(first.get(row.telephone_id, row.submitted_at), row.submitted_at)
    questions = {row.id for row in messages}
    found: list[str] = []
    for some in in_portions(sorted(first)):
        rows = session.scalars(
            sa.select(ReplyRow).where(ReplyRow.district_id == district_id, ReplyRow.telephone_id.in_(some))
        )
        found += [
            row.id
            for row in rows
            if row.telephone_id is not None
            and row.received_at >= first[row.telephone_id]
            and (row.question_id is None or row.question_id in questions)
        ]
    return found
