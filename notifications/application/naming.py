"""Names whom a message went to: its parties, or whose telephone it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.contact_tables import ContactRow, PartyRow
from notifications.adapters.message_tables import MessageRow, NoticeMessageRow, NoticeRow


def recipients_of(session: Session, district_id: str, message_ids: Sequence[str]) -> dict[str, list[str]]:
    """By a message's id the names of those it went to; a party without a name stands as its id."""
    names = _parties(session, district_id, message_ids)
    return names | _holders(session, district_id, [one for one in message_ids if one not in names])


def _parties(session: Session, district_id: str, message_ids: Sequence[str]) -> dict[str, list[str]]:
    """The parties whose notices each message carries."""
    rows = session.execute(
        sa.select(NoticeMessageRow.message_id, PartyRow.name, PartyRow.id)
        .join(
            NoticeRow,
            sa.and_(
                NoticeRow.district_id == NoticeMessageRow.district_id,
                NoticeRow.id == NoticeMessageRow.notice_id,
            ),
        )
        .join(
            PartyRow,
            sa.and_(PartyRow.district_id == NoticeRow.district_id, PartyRow.id == NoticeRow.party_id),
        )
        .where(NoticeMessageRow.district_id == district_id, NoticeMessageRow.message_id.in_(message_ids))
        .order_by(NoticeMessageRow.message_id, PartyRow.id)
    )
    return _gathered((message_id, name, party) for message_id, name, party in rows)


def _holders(session: Session, district_id: str, message_ids: Sequence[str]) -> dict[str, list[str]]:
    """Whose telephone each message of a conversation went to: no notice stands behind it that names them."""
    rows = session.execute(
        sa.select(MessageRow.id, PartyRow.name, PartyRow.id, MessageRow.created_at, ContactRow)
        .join(
            ContactRow,
            sa.and_(
                ContactRow.district_id == MessageRow.district_id,
                ContactRow.telephone_id == MessageRow.telephone_id,
            ),
        )
        .join(
            PartyRow,
            sa.and_(PartyRow.district_id == ContactRow.district_id, PartyRow.id == ContactRow.party_id),
        )
        .where(MessageRow.district_id == district_id, MessageRow.id.in_(message_ids))
        .order_by(MessageRow.id, PartyRow.id)
    )
    return _gathered(
        (message_id, name, party)
        for message_id, name, party, at, contact in rows
        if (contact.valid_from or date.min) <= at.date() <= (contact.valid_to or date.max)
    )


def _gathered(rows: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """Names by message, from rows of a message's id, a party's name and its id."""
    names: dict[str, list[str]] = {}
    for message_id, name, party in rows:
        names.setdefault(message_id, []).append(name or party)
    return names
