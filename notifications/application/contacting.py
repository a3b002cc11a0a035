"""Who is told where: a party's telephones with their dates; a new number opens, an old one closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from config.refusal import refuse
from config.telephones import Telephone
from notifications.adapters.contact_repository import contacts_on, know_party, stable_id, telephone_of
from notifications.adapters.contact_tables import ContactRow, TelephoneRow
from scheduler.messages import PartyId


@dataclass(frozen=True, slots=True)
class Contact:
    """One telephone of one party, both days included; `role` is what the person is there, never a name."""

    party: PartyId
    telephone: Telephone
    role: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    language: Language = "zh"

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise refuse(
                f"{self.party} {self.telephone.shown}",
                "停用日期 {last} 早于启用日期 {first}。请改正日期。",
                "it ends on {last}, before it begins on {first}. Mend the dates.",
                last=self.valid_to,
                first=self.valid_from,
            )


@dataclass(frozen=True, slots=True)
class Edit:
    """Whose edit it is, and when."""

    by: str
    at: datetime


def put_contacts(session: Session, district_id: str, contacts: Iterable[Contact], edit: Edit) -> int:
    """Add each contact, or bring it up to date where the party already has the number; returns how many changed.

    A party's contacts are told in the order in which they first came. What is not named stays as it is.
    """
    return sum(_put(session, district_id, contact, edit) for contact in contacts)


def change_number(
    session: Session, district_id: str, party: PartyId, old: str, new: Telephone, edit: Edit, *, on: date
) -> None:
    """From `on` the party is told at the new number; the old one's replies count for it no more.

    Refused if `old` (E.164) is not a number of the party on that day.
    """
    row = _contact(session, district_id, party, old, on)
    if row is None:
        raise refuse(
            f"{party}",
            "{day} 时该对象没有这个号码。请先查看现有联系方式。",
            "the party does not have this number on {day}. Look at its contacts first.",
            day=on,
        )
    row.valid_to, row.edited_by, row.edited_at = on - timedelta(days=1), edit.by, edit.at
    session.flush()
    _put(session, district_id, Contact(party, new, row.role, on), edit, position=row.position)


def _put(
    session: Session, district_id: str, contact: Contact, edit: Edit, *, position: int | None = None
) -> bool:
    know_party(session, district_id, contact.party, "")
    telephone = _telephone(session, district_id, contact.telephone)
    key = (district_id, stable_id(contact.party, telephone.id))
    row = session.get(ContactRow, key)
    values = {
        "role": contact.role,
        "language": contact.language,
        "valid_from": contact.valid_from,
        "valid_to": contact.valid_to,
    }
    if row is None:
        session.add(
            ContactRow(
                district_id=district_id,
                id=key[1],
                party_id=contact.party,
                telephone_id=telephone.id,
                position=position or _next_position(session, district_id, contact.party),
                edited_by=edit.by,
                edited_at=edit.at,
                **values,
            )
        )
        session.flush()
        return True
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.edited_by, row.edited_at = edit.by, edit.at
    return bool(changed)


def _telephone(session: Session, district_id: str, telephone: Telephone) -> TelephoneRow:
    row = telephone_of(session, district_id, telephone.number)
    if row is None:
        row = TelephoneRow(
            district_id=district_id,
            id=stable_id(district_id, telephone.number),
            number=telephone.number,
            extension=telephone.extension,
            call_only=telephone.call_only,
        )
        session.add(row)
        session.flush()
    return row


def _next_position(session: Session, district_id: str, party: PartyId) -> int:
    highest = session.scalar(
        sa.select(sa.func.max(ContactRow.position)).where(
            ContactRow.district_id == district_id, ContactRow.party_id == party
        )
    )
    return int(highest or 0) + 1


def _contact(session: Session, district_id: str, party: PartyId, number: str, day: date) -> ContactRow | None:
    telephone = telephone_of(session, district_id, number)
    if telephone is None:
        return None
    return session.scalar(
        sa.select(ContactRow).where(
            ContactRow.district_id == district_id,
            ContactRow.party_id == party,
            ContactRow.telephone_id == telephone.id,
            contacts_on(day),
        )
    )
