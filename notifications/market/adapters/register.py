"""Reads the register into its pure shapes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.many import one_of
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow
from notifications.market.domain.business import Business, BusinessStatus, Licence
from notifications.market.domain.licence_rules import LicenceRule, Mark, RuleBook


def business_of(row: BusinessRow) -> Business:
    return Business(
        id=row.id,
        name=row.name,
        category=row.category,
        status=BusinessStatus(row.status),
        address=row.address,
        area_id=row.area_id,
        contact=row.contact,
    )


def licence_of(row: LicenceRow) -> Licence:
    return Licence(
        id=row.id,
        business_id=row.business_id,
        kind=row.kind,
        number=row.number,
        issued=row.issued,
        expires=row.expires,
        renewal_filed_on=row.renewal_filed_on,
    )


def rule_of(row: LicenceRuleRow) -> LicenceRule:
    return LicenceRule(
        category=row.category,
        kind=row.kind,
        effective=row.effective,
        citation=row.citation,
        mark=Mark(row.mark),
        validity_months=row.validity_months,
        lead_days=row.lead_days,
        filing=row.filing,
    )


def read_rules(session: Session, district_id: str) -> RuleBook:
    """The district's whole rule book."""
    rows = session.scalars(sa.select(LicenceRuleRow).where(LicenceRuleRow.district_id == district_id))
    return RuleBook(map(rule_of, rows))


def read_register(
    session: Session, district_id: str, licence_ids: Collection[str] | None = None
) -> list[tuple[Business, Licence]]:
    """Every licence with its business, or those named, in the order of business and licence id."""
    of_business = sa.and_(
        LicenceRow.district_id == BusinessRow.district_id, LicenceRow.business_id == BusinessRow.id
    )
    # Columns, not rows of the mapper: a sweep reads tens of thousands and writes none of them.
    query = (
        sa.select(*BUSINESS_COLUMNS, *_LICENCE)
        .join(LicenceRow, of_business)
        .where(BusinessRow.district_id == district_id)
        .order_by(BusinessRow.id, LicenceRow.id)
    )
    if licence_ids is not None:
        query = query.where(one_of(LicenceRow.id, licence_ids))
    return [_pair(*row) for row in session.execute(query)]


def _pair(*values: Any) -> tuple[Business, Licence]:
    business = business_from(*values[: len(BUSINESS_COLUMNS)])
    return business, Licence(*values[len(BUSINESS_COLUMNS) :])


def business_from(*values: Any) -> Business:
    """A business of the values of `BUSINESS_COLUMNS`."""
    id_, name, category, status, *rest = values
    return Business(id_, name, category, BusinessStatus(status), *rest)


BUSINESS_COLUMNS = (
    BusinessRow.id,
    BusinessRow.name,
    BusinessRow.category,
    BusinessRow.status,
    BusinessRow.address,
    BusinessRow.area_id,
    BusinessRow.contact,
)
_LICENCE = (
    LicenceRow.id,
    LicenceRow.business_id,
    LicenceRow.kind,
    LicenceRow.number,
    LicenceRow.issued,
    LicenceRow.expires,
    LicenceRow.renewal_filed_on,
)


def licence_subject(licence_id: str) -> str:
    """The subject whose version a text about this licence is held against."""
    return f"licence:{licence_id}"
