"""Views of the register itself: the list with its filters, one business with its history, the rules of law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.refusal import refuse
from notifications.market.adapters.register import (
    business_of,
    licence_of,
    licence_subject,
    read_rules,
    rule_of,
)
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow, RegisterChangeRow
from notifications.market.application.announcing import Desk
from notifications.market.domain.business import Business, BusinessStatus
from notifications.market.domain.judging import Judgement, Standing, judge
from notifications.market.domain.licence_rules import LicenceRule


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the list is narrowed to; what is None or empty does not narrow.

    `words` are sought in the business's id, name and address and in its licence numbers; `standing`
    keeps the businesses of which one licence stands so today.
    """

    status: BusinessStatus | None = None
    category: str = ""
    area_id: str = ""
    words: str = ""
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One business with its licences, each judged today."""

    business: Business
    licences: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the list; `total` counts every business that the filter lets through."""

    entries: tuple[RegisterEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class KeptChange:
    """One change on record; `source` is `hand` or `import`."""

    subject: str
    field: str
    before: str | None
    after: str | None
    by: str
    source: str
    at: datetime


def list_register(
    session: Session,
    desk: Desk,
    narrowed: RegisterFilter = RegisterFilter(),
    *,
    offset: int = 0,
    limit: int = 50,
) -> RegisterPage:
    """Businesses in the order of their ids, `limit` from `offset` on, each with its licences judged."""
    query = _narrowed(desk.district_id, narrowed)
    if narrowed.standing is not None:
        # Where a licence stands is a judgement, not a column: judge all that the other filters leave.
        entries = [
            entry
            for entry in _entries(session, desk, session.scalars(query).all())
            if any(each.standing is narrowed.standing for each in entry.licences)
        ]
        return RegisterPage(tuple(entries[offset : offset + limit]), len(entries))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery()))
    rows = session.scalars(query.offset(offset).limit(limit)).all()
    return RegisterPage(tuple(_entries(session, desk, rows)), int(total or 0))


def read_business(session: Session, desk: Desk, business_id: str) -> RegisterEntry:
    """One business with its licences. Refused: an unknown id."""
    row = session.get(BusinessRow, (desk.district_id, business_id))
    if row is None:
        raise refuse(
            business_id,
            "登记册里没有这家经营单位，请核对编号。",
            "the register holds no such business; check its id.",
        )
    return _entries(session, desk, [row])[0]


def read_changes(session: Session, desk: Desk, entry: RegisterEntry) -> list[KeptChange]:
    """What changed of this business and its licences, newest first."""
    subjects = [
        f"business:{entry.business.id}",
        *(licence_subject(each.licence.id) for each in entry.licences),
    ]
    rows = session.scalars(
        sa.select(RegisterChangeRow)
        .where(RegisterChangeRow.district_id == desk.district_id, RegisterChangeRow.subject.in_(subjects))
        .order_by(RegisterChangeRow.serial.desc())
    )
    return [
        KeptChange(row.subject, row.field, row.before, row.after, row.by, row.source, row.at) for row in rows
    ]


def list_categories(session: Session, district_id: str) -> list[str]:
    """The categories of the businesses that the register holds, by name."""
    found = sa.select(BusinessRow.category).where(BusinessRow.district_id == district_id).distinct()
    return list(session.scalars(found.order_by(BusinessRow.category)))


def list_rules(session: Session, district_id: str) -> list[LicenceRule]:
    """The rules of law as the officer is shown them, by category, kind and the day they take effect."""
    rows = session.scalars(
        sa.select(LicenceRuleRow)
        .where(LicenceRuleRow.district_id == district_id)
        .order_by(LicenceRuleRow.category, LicenceRuleRow.kind, LicenceRuleRow.effective)
    )
    return [rule_of(row) for row in rows]


def _narrowed(district_id: str, narrowed: RegisterFilter) -> sa.Select[BusinessRow]:
    query = sa.select(BusinessRow).where(BusinessRow.district_id == district_id).order_by(BusinessRow.id)
    if narrowed.status is not None:
        query = query.where(BusinessRow.status == narrowed.status)
    if narrowed.category:
        query = query.where(BusinessRow.category == narrowed.category)
    if narrowed.area_id:
        query = query.where(BusinessRow.area_id == narrowed.area_id)
    for word in narrowed.words.split():
        numbered = sa.exists().where(
            LicenceRow.district_id == BusinessRow.district_id,
            LicenceRow.business_id == BusinessRow.id,
            LicenceRow.number.icontains(word, autoescape=True),
        )
        own = (BusinessRow.id, BusinessRow.name, BusinessRow.address)
        query = query.where(sa.or_(numbered, *(each.icontains(word, autoescape=True) for each in own)))
    return query


def _entries(session: Session, desk: Desk, rows: Sequence[BusinessRow]) -> list[RegisterEntry]:
    rules, today = read_rules(session, desk.district_id), desk.clock.today()
    licences = _licences_of(session, desk.district_id, [row.id for row in rows])
    entries = []
    for business in map(business_of, rows):
        judged = (
            judge(business, licence_of(each), rules, desk.workdays, today)
            for each in licences.get(business.id, ())
        )
        entries.append(RegisterEntry(business, tuple(judged)))
    return entries


def _licences_of(
    session: Session, district_id: str, business_ids: Iterable[str]
) -> dict[str, list[LicenceRow]]:
    found: dict[str, list[LicenceRow]] = {}
    for row in session.scalars(
        sa.select(LicenceRow)
        .where(LicenceRow.district_id == district_id, LicenceRow.business_id.in_(sorted(business_ids)))
        .order_by(LicenceRow.id)
    ):
        found.setdefault(row.business_id, []).append(row)
    return found
