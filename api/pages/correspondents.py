"""Whose a telephone is on a day, for pages that show talks by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.contact_repository import contacts_on
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow


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
