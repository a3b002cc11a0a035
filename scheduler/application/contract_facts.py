"""What the providers' contracts of a year are still for, once what was delivered or is published is counted off."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE
from scheduler.adapters.calendar_tables import (
    DeliveryLifeRow,
    HeldDeliveryRow,
    MonthRow,
    PublishedDeliveryRow,
)
from scheduler.adapters.district_tables import ProviderRow
from scheduler.domain.district import District
from scheduler.domain.terms import TO_COME, DeliveryState
from scheduler.solver.year.problem import YearContract

COUNTS = (DeliveryState.HELD, DeliveryState.SHORT_RECEIVED, *TO_COME)
"""What was held, and what a published month still holds to come, is delivered under the contract."""


def year_contracts(
    session: Session, district_id: str, year: int, months: tuple[str, ...]
) -> tuple[YearContract, ...]:
    """For the open `months` of the year what each contract with a least or a most still asks for and allows."""
    rows = session.scalars(
        sa.select(ProviderRow)
        .where(
            ProviderRow.district_id == district_id,
            sa.or_(ProviderRow.year_least.is_not(None), ProviderRow.year_most.is_not(None)),
        )
        .order_by(ProviderRow.id)
    ).all()
    had = _delivered(session, district_id, year, months) if rows else Counter[str]()
    return tuple(
        YearContract(
            row.id,
            max(0, (row.year_least or 0) - had[row.id]),
            None if row.year_most is None else max(0, row.year_most - had[row.id]),
        )
        for row in rows
    )


def with_contracts_left(session: Session, district: District, month: str) -> District:
    """The district with what each contract with a most leaves for the month.

    Counted off is what was held or is published to come in the year's other months, drafts not.
    """
    left = {
        one.provider_id: one.most
        for one in year_contracts(session, district.id, int(month[:4]), (month,))
        if one.most is not None
    }
    if not left:
        return district
    providers = (replace(one, contract_left=left.get(one.id)) for one in district.providers)
    return replace(district, providers=tuple(providers))


def _delivered(session: Session, district_id: str, year: int, months: tuple[str, ...]) -> Counter[str]:
    """By provider what was held or is published to come in the year's other months, each delivery once."""
    days = (date(year, 1, 1), date(year, 12, 31))
    before = sa.select(HeldDeliveryRow.id, HeldDeliveryRow.provider_id, HeldDeliveryRow.day).where(
        HeldDeliveryRow.district_id == district_id,
        HeldDeliveryRow.day.between(*days),
        HeldDeliveryRow.state.in_(COUNTS),
    )
    published = (
        sa.select(PublishedDeliveryRow.id, PublishedDeliveryRow.provider_id, PublishedDeliveryRow.day)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day.between(*days),
            DeliveryLifeRow.state.in_(COUNTS),
        )
    )
    found = {
        delivery_id: provider_id
        for query in (before, published)
        for delivery_id, provider_id, day in session.execute(query)
        if f"{day:%Y-%m}" not in months
    }
    return Counter(found.values())
