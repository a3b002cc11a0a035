"""What an area officer sees: the area's own month, its quota, its orders, and what it has reported."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from scheduler.adapters.calendar_repository import published_number, published_of
from scheduler.adapters.calendar_tables import DeliveryLifeRow
from scheduler.adapters.district_repository import read_mergers
from scheduler.adapters.district_tables import AllotmentRow, OrderRow, ProgrammeRow
from scheduler.application.names_view import Named, NamedVenue, Names, Told, read_names, told
from scheduler.application.ordering import is_open_for_orders, orders_of
from scheduler.domain.calendar import month_days
from scheduler.domain.merging import area_on
from scheduler.domain.terms import Category, DeliveryState


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """A delivery of the area with what became of it; `begun` ones can be reported on."""

    told: Told
    state: DeliveryState
    begun: bool
    attendance: int | None
    satisfied: int | None


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area's month; `open` while orders can be changed, `served` the ids of orders that have a delivery."""

    area: Named
    month: str
    published: int
    deliveries: tuple[OwnDelivery, ...]
    quotas: dict[Category, tuple[int, int]]
    orders: tuple[OrderRow, ...]
    served: frozenset[str]
    open: bool
    menu: dict[Category, tuple[Named, ...]]
    venues: tuple[NamedVenue, ...]
    names: Names


def area_page(session: Session, clock: Clock, district_id: str, area_id: str, month: str) -> AreaPage:
    """The area's month as it is published, with its orders and quota."""
    names = read_names(session, district_id)
    mergers, first = read_mergers(session, district_id), month_days(month)[0]
    own = [one for one in published_of(session, district_id, month) if one.area_id == area_id]
    lives = {
        row.id: row
        for row in session.scalars(
            sa.select(DeliveryLifeRow).where(
                DeliveryLifeRow.district_id == district_id,
                DeliveryLifeRow.id.in_([one.id for one in own]),
            )
        )
    }
    orders = orders_of(session, district_id, area_id, month)
    return AreaPage(
        Named(area_id, names.area(area_id)),
        month,
        published_number(session, district_id, month),
        tuple(
            OwnDelivery(
                told(one, names),
                DeliveryState(lives[one.id].state),
                one.starts_at(clock.zone) <= clock.now(),
                lives[one.id].attendance,
                lives[one.id].satisfied,
            )
            for one in sorted(own, key=lambda one: (one.day, one.start, one.id))
        ),
        _quotas(session, district_id, area_id, month),
        orders,
        frozenset(one.order_id for one in own if one.order_id is not None),
        is_open_for_orders(session, clock, district_id, month),
        _menu(session, district_id, int(month[5:])),
        tuple(venue for venue in names.venues.values() if area_on(mergers, venue.area_id, first) == area_id),
        names,
    )


def _quotas(session: Session, district_id: str, area_id: str, month: str) -> dict[Category, tuple[int, int]]:
    rows = session.scalars(
        sa.select(AllotmentRow).where(
            AllotmentRow.district_id == district_id,
            AllotmentRow.area_id == area_id,
            AllotmentRow.month == month,
        )
    )
    found = {Category(row.category): (row.least, row.most) for row in rows}
    return {category: found[category] for category in Category if category in found}


def _menu(session: Session, district_id: str, month: int) -> dict[Category, tuple[Named, ...]]:
    """What is given in that month of any year, by category."""
    rows = list(
        session.scalars(
            sa.select(ProgrammeRow).where(ProgrammeRow.district_id == district_id).order_by(ProgrammeRow.id)
        )
    )
    return {
        category: tuple(
            Named(row.id, row.name) for row in rows if row.category == category and month in row.months
        )
        for category in Category
    }
