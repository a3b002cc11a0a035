"""Writes compared contacts in a few statements however many: parties, telephones, contacts with their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.previewing import IMPORTED
from notifications.adapters.contact_repository import stable_id
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow
from notifications.application.party_previewing import RoleChange


def write_roles(
    session: Session,
    district_id: str,
    changes: Sequence[RoleChange],
    names: Mapping[str, str],
    *,
    at: datetime,
) -> None:
    """Write these changes, compared in this same transaction; `names` are the parties' by their id."""
    stamp = {"district_id": district_id, "edited_at": at, "edited_by": IMPORTED}
    _write_parties(session, district_id, {change.party for change in changes}, names)
    telephones = _write_telephones(session, district_id, changes)
    gone = [id_ for change in changes for id_ in change.succession.gone]
    if gone:
        session.execute(
            sa.delete(ContactRow).where(ContactRow.district_id == district_id, ContactRow.id.in_(gone))
        )
    touched = [{**values, **stamp} for change in changes for values in _touched(change)]
    if touched:
        session.execute(sa.update(ContactRow), touched)
    opened = [{**values, **stamp} for values in _opened(session, district_id, changes, telephones)]
    if opened:
        session.execute(sa.insert(ContactRow), opened)
    session.expire_all()  # what the session had read before is older than what was just written


def _touched(change: RoleChange) -> list[dict[str, Any]]:
    succession = change.succession
    return [
        {
            "id": one.id,
            "valid_to": succession.ends.get(one.id, one.valid_to),
            "position": succession.places.get(one.id, one.position),
        }
        for one in change.stood
        if one.id in succession.ends or one.id in succession.places
    ]


def _opened(
    session: Session, district_id: str, changes: Sequence[RoleChange], telephones: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The contacts that begin; a number that stood for the party before gets a row of its own."""
    known = set(session.scalars(sa.select(ContactRow.id).where(ContactRow.district_id == district_id)))
    opened = []
    for change in changes:
        for one in change.succession.opens:
            telephone_id = telephones[one.number]
            id_ = stable_id(change.party, telephone_id)
            if id_ in known:
                id_ = stable_id(change.party, telephone_id, change.role, one.valid_from)
            known.add(id_)
            opened.append(
                {
                    "id": id_,
                    "party_id": change.party,
                    "telephone_id": telephone_id,
                    "role": change.role,
                    "language": "zh",
                    "position": one.position,
                    "valid_from": one.valid_from,
                    "valid_to": one.valid_to,
                }
            )
    return opened


def _write_parties(session: Session, district_id: str, parties: set[str], names: Mapping[str, str]) -> None:
    query = sa.select(PartyRow.id, PartyRow.name).where(PartyRow.district_id == district_id)
    known = {row.id: row.name for row in session.execute(query)}
    wanted = [
        {"district_id": district_id, "id": party, "name": names.get(party, "")} for party in sorted(parties)
    ]
    new = [row for row in wanted if row["id"] not in known]
    renamed = [row for row in wanted if row["name"] and row["name"] != known.get(row["id"], row["name"])]
    if new:
        session.execute(sa.insert(PartyRow), new)
    if renamed:
        session.execute(sa.update(PartyRow), renamed)


def _write_telephones(session: Session, district_id: str, changes: Sequence[RoleChange]) -> dict[str, str]:
    """The ids of all telephones by number, with those that begin to stand added."""
    query = sa.select(TelephoneRow.number, TelephoneRow.id).where(TelephoneRow.district_id == district_id)
    known = {row.number: row.id for row in session.execute(query)}
    wanted = {
        one.number: change.telephones[one.number] for change in changes for one in change.succession.opens
    }
    new = [
        {
            "district_id": district_id,
            "id": stable_id(district_id, number),
            "number": number,
            "extension": telephone.extension,
            "call_only": telephone.call_only,
        }
        for number, telephone in sorted(wanted.items())
        if number not in known
    ]
    if new:
        session.execute(sa.insert(TelephoneRow), new)
    return known | {number: stable_id(district_id, number) for number in wanted if number not in known}
