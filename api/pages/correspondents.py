"""Whose a telephone is on a day, for pages that show talks by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_repository import contacts_on
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow

BUSINESS = "business:"
"""What the party id of a business begins with; its own id follows."""


def names_at(
    session: Session, district_id: str, numbers: Sequence[str], day: date
) -> dict[str, tuple[str, ...]]:
    """The names of the parties that each number (E.164) stands for on `day`; unknown numbers are left out."""
    rows = session.execute(
        sa.select(TelephoneRow.number, PartyRow.name, PartyRow.id)
        .join(
            ContactRow,
            sa.and_(
                ContactRow.district_id == TelephoneRow.district_id,
                ContactRow.telephone_id == TelephoneRow.id,
            ),
        )
        .join(
            PartyRow,
            sa.and_(PartyRow.district_id == ContactRow.district_id, PartyRow.id == ContactRow.party_id),
        )
        .where(
            TelephoneRow.district_id == district_id, TelephoneRow.number.in_(list(numbers)), contacts_on(day)
        )
        .order_by(TelephoneRow.number, PartyRow.id)
    )
    names: dict[str, tuple[str, ...]] = {}
    for number, name, party in rows:
        names[number] = (*names.get(number, ()), name or party)
    return names


def names_of_repliers(
    session: Session, district_id: str, reply_ids: Sequence[str], day: date
) -> dict[str, tuple[str, ...]]:
    """By a reply's id the names of the parties that its telephone stands for on `day`."""
    rows = session.execute(
        sa.select(ReplyRow.id, TelephoneRow.number)
        .join(
            TelephoneRow,
            sa.and_(
                TelephoneRow.district_id == ReplyRow.district_id, TelephoneRow.id == ReplyRow.telephone_id
            ),
        )
        .where(ReplyRow.district_id == district_id, ReplyRow.id.in_(list(reply_ids)))
    ).all()
    names = names_at(session, district_id, [row.number for row in rows], day)
    return {row.id: names.get(row.number, ()) for row in rows}


def businesses_of_repliers(
    session: Session, district_id: str, reply_ids: Sequence[str], day: date
) -> dict[str, tuple[str, ...]]:
    """By a reply's id the ids of the businesses that its telephone stands for on `day`."""
    theirs = sa.and_(
        ContactRow.district_id == ReplyRow.district_id, ContactRow.telephone_id == ReplyRow.telephone_id
    )
    rows = session.execute(
        sa.select(ReplyRow.id, ContactRow.party_id)
        .join(ContactRow, theirs)
        .where(
            ReplyRow.district_id == district_id,
            ReplyRow.id.in_(list(reply_ids)),
            ContactRow.party_id.startswith(BUSINESS),
            contacts_on(day),
        )
        .order_by(ReplyRow.id, ContactRow.party_id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for reply_id, party in rows:
        found[reply_id] = (*found.get(reply_id, ()), party.removeprefix(BUSINESS))
    return found
