"""The commits of the rival: the intent, and the provider's word, on the same store and in the same tables.

It writes the rows that the guard writes and judges nothing: no version, no limit, no opt-out, no quiet hour.
With `bare` it writes the states alone: no ledger, no notice, no question.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from benchmarks.messages.filling import DISTRICT
from config.database import Store
from config.identity import sortable_id
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow, NoticeMessageRow, NoticeRow
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow
from notifications.ledger.application.recording import SALT_OCTETS, about_message
from notifications.ledger.domain.entry import Deed, new_entry
from notifications.providers import Outgoing, Submission

MESSAGES, TELEPHONES, LEDGER = (row.__table__ for row in (MessageRow, TelephoneRow, LedgerEntryRow))
NOTICES, TELLS, QUESTIONS, SUBJECTS = (
    row.__table__ for row in (NoticeRow, NoticeMessageRow, QuestionRow, MessageSubjectRow)
)


def intend(store: Store, ids: Sequence[str], *, bare: bool) -> list[Outgoing]:
    """Commit that these are on their way; returns what to hand over. One told already is left out."""
    now = datetime.now(UTC)
    with store.transaction() as session:
        connection = session.connection()
        found = connection.execute(
            sa.select(MESSAGES, TELEPHONES.c.number.label("telephone"))
            .join(
                TELEPHONES,
                sa.and_(
                    TELEPHONES.c.district_id == MESSAGES.c.district_id,
                    TELEPHONES.c.id == MESSAGES.c.telephone_id,
                ),
            )
            .where(_are(MESSAGES, ids), MESSAGES.c.state == "queued")
            .with_for_update(of=MESSAGES)
        ).all()
        _set(
            connection,
            [row.id for row in found],
            state="submitting",
            submitted_at=now,
            changed_at=now,
            attempts=MESSAGES.c.attempts + 1,
        )
        if not bare:
            _write(connection, now, Deed.SUBMITTED, _texts(connection, found))
    return [Outgoing(row.reference, row.telephone, row.text) for row in found]


def heard(store: Store, submissions: Sequence[Submission], *, bare: bool) -> None:
    """Commit that the provider took these."""
    now, ids = datetime.now(UTC), [each.reference for each in submissions]
    with store.transaction() as session:
        connection = session.connection()
        connection.execute(
            sa.update(MESSAGES)
            .where(MESSAGES.c.district_id == DISTRICT, MESSAGES.c.id == sa.bindparam("of"))
            .values(state="sent", changed_at=now, provider_id=sa.bindparam("given")),
            [{"of": each.reference, "given": each.provider_id} for each in submissions],
        )
        if bare:
            return
        words = {
            each.reference: {"happening": "accepted", "provider_id": each.provider_id, "reason": ""}
            for each in submissions
        }
        _write(connection, now, Deed.WIRE, words)
        told = sa.select(TELLS.c.notice_id).where(
            TELLS.c.district_id == DISTRICT, TELLS.c.message_id.in_(ids)
        )
        connection.execute(
            sa.update(NOTICES)
            .where(NOTICES.c.district_id == DISTRICT, NOTICES.c.id.in_(told))
            .values(state="told")
        )
        connection.execute(
            sa.update(QUESTIONS)
            .where(QUESTIONS.c.district_id == DISTRICT, QUESTIONS.c.message_id.in_(ids))
            .values(asked_at=now)
        )


def _are(table: Table, ids: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.district_id == DISTRICT, table.c.id.in_(ids))


def _set(connection: Connection, ids: Sequence[str], **values: Any) -> None:
    connection.execute(sa.update(MESSAGES).where(_are(MESSAGES, ids)).values(**values))


def _texts(connection: Connection, rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    ids = [row.id for row in rows]
    parties: dict[str, list[str]] = {each: [] for each in ids}
    for message, party in connection.execute(
        sa.select(SUBJECTS.c.message_id, SUBJECTS.c.party_id).where(
            SUBJECTS.c.district_id == DISTRICT, SUBJECTS.c.message_id.in_(ids)
        )
    ):
        parties[message].append(party)
    return {
        row.id: {
            "number": row.telephone,
            "text": row.text,
            "parties": sorted(set(parties[row.id])),
            "kind": row.kind,
            "month": row.month,
            "version": row.number,
            "template": row.template,
            "template_version": row.template_version,
            "lane": row.lane,
            "reference": row.reference,
            "attempt": row.attempts + 1,
        }
        for row in rows
    }


def _write(connection: Connection, now: datetime, deed: Deed, facts: dict[str, dict[str, Any]]) -> None:
    entries = [
        new_entry(sortable_id(), deed, now, secrets.token_hex(SALT_OCTETS), about_message(message), said)
        for message, said in facts.items()
    ]
    if entries:
        connection.execute(
            sa.insert(LEDGER),
            [
                {
                    "district_id": DISTRICT,
                    "id": each.id,
                    "deed": each.deed,
                    "at": each.at,
                    "digest": each.digest,
                    "salt": each.salt,
                    "content": each.content,
                    "about": each.about,
                    "telephone_id": each.telephone_id,
                }
                for each in entries
            ],
        )
