"""Finds the one telephone that a person means by a number, its last digits or a party's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from config.telephones import fits_mask, masked, parse_telephones
from notifications.adapters.contact_repository import contacts_on
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow

MOST_NAMED = 8
"""So many candidates are named when it is not clear who is meant."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number in E.164 and the names of the parties that it stands for; none for a stranger's."""

    number: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Contact:
    party: str
    name: str
    number: str


def telephone_meant(
    session: Session, district_id: str, who: str, texted: Sequence[str], today: date
) -> Telephone:
    """The telephone of `who`; of several that end alike or are one party's, the one that was texted.

    Refused with the candidates where several are meant, and where none is.
    """
    contacts = _mobiles(session, district_id, today)
    numbers = (
        _by_number(who, texted)
        or _by_number(who, [one.number for one in contacts])
        or _by_name(who, contacts, texted)
    )
    if len(numbers) > 1:
        raise _ambiguous(who, [_telephone(number, contacts) for number in numbers])
    if not numbers:
        raise _nobody(who)
    return _telephone(numbers[0], contacts)


def named(telephone: Telephone) -> str:
    """The telephone as people see it: its names beside the masked number."""
    return _all_named([telephone])[0]


def _all_named(telephones: Sequence[Telephone]) -> list[str]:
    return [" ".join(filter(None, ("、".join(one.names), masked(one.number)))) for one in telephones]


def _telephone(number: str, contacts: Sequence[_Contact]) -> Telephone:
    return Telephone(number, tuple(one.name for one in contacts if one.number == number))


def _mobiles(session: Session, district_id: str, today: date) -> list[_Contact]:
    """Every telephone that takes texts, with its party; a party's first before its second."""
    rows = session.execute(
        sa.select(PartyRow.id, PartyRow.name, TelephoneRow.number)
        .join(
            ContactRow,
            sa.and_(ContactRow.district_id == PartyRow.district_id, ContactRow.party_id == PartyRow.id),
        )
        .join(
            TelephoneRow,
            sa.and_(
                TelephoneRow.district_id == ContactRow.district_id, TelephoneRow.id == ContactRow.telephone_id
            ),
        )
        .where(PartyRow.district_id == district_id, ~TelephoneRow.call_only, contacts_on(today))
        .order_by(PartyRow.id, ContactRow.position, ContactRow.id)
    )
    return [_Contact(party, name or party, number) for party, name, number in rows]


def _by_number(who: str, numbers: Sequence[str]) -> list[str]:
    """The numbers that `who` writes: whole, also a stranger's, masked, or by the last digits."""
    if any(sign.isalpha() for sign in who):
        return []
    try:
        return [one.number for one in parse_telephones(who)]
    except ValueError:
        digits = "".join(sign for sign in who if sign.isdigit())
        fitting = (one for one in numbers if fits_mask(one, who) or (who == digits and one.endswith(digits)))
        return list(dict.fromkeys(fitting))


def _by_name(who: str, contacts: Sequence[_Contact], texted: Sequence[str]) -> list[str]:
    """One number for each party of that name or id; where none is named so, of those whose name holds it."""
    meant = [one for one in contacts if who in (one.name, one.party)]
    meant = meant or [one for one in contacts if who and who in one.name]
    first: dict[str, _Contact] = {}
    for one in sorted(meant, key=lambda one: one.number not in texted):
        first.setdefault(one.party, one)
    return list(dict.fromkeys(one.number for one in first.values()))


def _ambiguous(who: str, found: Sequence[Telephone]) -> Refusal:
    shown = _all_named(found[:MOST_NAMED])
    more = len(found) - len(shown)
    listed = Bilingual(
        "；".join(shown) + (f"；另有 {more} 部" if more else ""),
        "; ".join(shown) + (f"; {more} more" if more else ""),
    )
    return refuse(
        "reply",
        "“{who}”可以指 {count} 部电话：{listed}。请写全名，或完整的号码。",
        "“{who}” may mean {count} telephones: {listed}. Give the full name, or the whole number.",
        who=who,
        count=len(found),
        listed=listed,
    )


def _nobody(who: str) -> Refusal:
    return refuse(
        "reply",
        "没有哪一方叫“{who}”，或者它没有能收短信的号码。请给出完整的号码，或场地、配送主体、街镇、单位的名称。",
        "nobody is called “{who}”, or has no number that takes texts. "
        "Give a whole number, or the name of a venue, provider, area or business.",
        who=who,
    )
