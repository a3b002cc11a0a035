"""Who is reached where on a day, and which parties a number stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha1
from typing import Literal, cast
from uuid import NAMESPACE_URL

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from config.many import insert_many, one_of, one_of_given, update_many
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow
from scheduler.messages import PartyId

Channel = Literal["sms", "call"]


@dataclass(frozen=True, slots=True)
class Reached:
    """How one party is reached: by text, or by a call where it has landlines only; no telephone at all: None."""

    telephone_id: str | None
    number: str
    language: Language
    channel: Channel


NOBODY = Reached(None, "", "zh", "call")


def stable_id(*parts: object) -> str:
    """The same parts give the same id, so that a deed done again meets its own rows."""
    digest = bytearray(
        sha1(_NAMESPACE + "/".join(map(str, parts)).encode(), usedforsecurity=False).digest()[:16]
    )
    digest[6], digest[8] = (
        digest[6] & 0x0F | 0x50,
        digest[8] & 0x3F | 0x80,
    )  # as a UUID of version 5 is marked
    return digest.hex()


_NAMESPACE = NAMESPACE_URL.bytes


def contacts_on(day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The contacts that are valid on a civil day, both ends included."""
    return sa.and_(
        sa.or_(ContactRow.valid_from.is_(None), ContactRow.valid_from <= day),
        sa.or_(ContactRow.valid_to.is_(None), ContactRow.valid_to >= day),
    )


def reach(
    session: Session, district_id: str, parties: Iterable[PartyId], day: date
) -> dict[PartyId, Reached]:
    """How each party is reached on this day: the first contact that takes texts, else the first to call."""
    wanted = sorted(set(parties))
    found: dict[PartyId, Reached] = dict.fromkeys(wanted, NOBODY)
    for party, reached in _contacts(session, district_id, wanted, day):
        if found[party] is NOBODY:
            found[party] = reached
    return found


def reach_beside(
    session: Session, district_id: str, telephone_id: str, parties: Iterable[PartyId], day: date
) -> dict[PartyId, Reached]:
    """The first other telephone of each party that takes texts; parties without one are left out."""
    found: dict[PartyId, Reached] = {}
    for party, reached in _contacts(session, district_id, sorted(set(parties)), day):
        if reached.channel == "sms" and reached.telephone_id != telephone_id:
            found.setdefault(party, reached)
    return found


def _contacts(
    session: Session, district_id: str, parties: list[PartyId], day: date
) -> Iterable[tuple[PartyId, Reached]]:
    """Every contact of these parties on this day, by party; who takes texts first, then in their order."""
    rows = session.execute(
        sa.select(
            ContactRow.party_id,
            ContactRow.language,
            TelephoneRow.id,
            TelephoneRow.number,
            TelephoneRow.call_only,
        )
        .join(
            TelephoneRow,
            sa.and_(
                TelephoneRow.district_id == ContactRow.district_id,
                TelephoneRow.id == ContactRow.telephone_id,
            ),
        )
        .where(ContactRow.district_id == district_id, one_of(ContactRow.party_id, parties), contacts_on(day))
        .order_by(ContactRow.party_id, TelephoneRow.call_only, ContactRow.position, ContactRow.id)
    ).all()
    for row in rows:
        channel: Channel = "call" if row.call_only else "sms"
        yield row.party_id, Reached(row.id, row.number, cast("Language", row.language), channel)


def parties_at(session: Session, district_id: str, telephone_id: str, day: date) -> frozenset[PartyId]:
    """The parties that a telephone stands for on this day."""
    return frozenset(
        session.scalars(
            sa.select(ContactRow.party_id).where(
                ContactRow.district_id == district_id,
                ContactRow.telephone_id == telephone_id,
                contacts_on(day),
            )
        )
    )


def parties_by_telephone(
    session: Session, district_id: str, telephone_ids: Iterable[str], day: date
) -> dict[str, set[PartyId]]:
    """The parties that each of these telephones stands for on this day."""
    wanted = sorted(set(telephone_ids))
    found: dict[str, set[PartyId]] = {telephone: set() for telephone in wanted}
    for telephone, party in session.execute(
        _PARTIES_BY_TELEPHONE, {"in_district": district_id, "given": wanted, "on": day}
    ):
        found[telephone].add(party)
    return found


_PARTIES_BY_TELEPHONE = sa.select(ContactRow.telephone_id, ContactRow.party_id).where(
    ContactRow.district_id == sa.bindparam("in_district"),
    one_of_given(ContactRow.telephone_id, "given"),
    contacts_on(sa.bindparam("on")),
)


def telephone_of(session: Session, district_id: str, number: str) -> TelephoneRow | None:
    """The telephone with this number in E.164, whether or not it stands for anybody now."""
    return session.scalar(
        sa.select(TelephoneRow).where(TelephoneRow.district_id == district_id, TelephoneRow.number == number)
    )


def know_party(session: Session, district_id: str, party: PartyId, name: str) -> None:
    """Keep the party's name as the events tell it."""
    know_parties(session, district_id, {party: name})


def know_parties(session: Session, district_id: str, names: Mapping[PartyId, str]) -> None:
    """Keep the parties' names as the events tell them; an empty one says nothing."""
    found = session.execute(
        sa.select(PartyRow.id, PartyRow.name).where(
            PartyRow.district_id == district_id, one_of(PartyRow.id, names)
        )
    )
    known = {row.id: row.name for row in found}
    new = {party: name for party, name in names.items() if party not in known}
    insert_many(
        session,
        PartyRow,
        [{"district_id": district_id, "id": party, "name": name} for party, name in new.items()],
    )
    changed = {
        party: {"name": name} for party, name in names.items() if name and known.get(party, name) != name
    }
    update_many(session, PartyRow, district_id, changed)
