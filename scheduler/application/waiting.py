"""The waiting list of a month: its orders beyond supply, with what was said of why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, draft_of, published_of
from scheduler.adapters.calendar_tables import MonthRow, PublishedDeliveryRow, UnplacedRow
from scheduler.adapters.district_tables import AreaRow, OrderRow, ProgrammeRow
from scheduler.application.allotting_facts import had_of
from scheduler.domain.calendar import month_days
from scheduler.domain.terms import Category
from scheduler.domain.waiting import WaitingOrder, waiting_list

WAITING_RULE = Bilingual(
    "候补先后：先看排序，再看登记日期，再看该街道全年同类每万人已得场次，少的在先；空出来的名额按此递补。",
    "By rank, then by the day they were recorded, then by what the area has of the category in the year by head, the "
    "least first; so is a place that falls free offered.",
)
"""The rule of the list, as people read it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One order on the list: its place within its category, and why it was not placed where that is known."""

    place: int
    order: WaitingOrder
    reason: Bilingual | None


def waiting_orders(session: Session, clock: Clock, district_id: str, month: str) -> tuple[Waiting, ...]:
    """The orders of `month` that its draft, else its published version, does not serve, as they wait.

    Refused before the month is planned: until then nobody waits.
    """
    year = month_days(month)[0].year
    deliveries = draft_of(session, district_id, month) or published_of(session, district_id, month)
    if not deliveries:
        raise refuse(
            "month",
            "{month} 还没有编排，先运行 culture plan {month}。",
            "{month} is not planned yet; run culture plan {month} first.",
            month=month,
        )
    served = {delivery.order_id for delivery in deliveries} | _served_elsewhere(session, district_id)
    got: Counter[tuple[str, Category]] = Counter()
    for (area_id, category, _), had in had_of(session, district_id, year).items():
        got[area_id, category] += had.deliveries
    rows = session.execute(
        sa.select(OrderRow, ProgrammeRow.category, AreaRow.population)
        .join(
            ProgrammeRow,
            sa.and_(
                ProgrammeRow.district_id == OrderRow.district_id, ProgrammeRow.id == OrderRow.programme_id
            ),
        )
        .join(AreaRow, sa.and_(AreaRow.district_id == OrderRow.district_id, AreaRow.id == OrderRow.area_id))
        .where(OrderRow.district_id == district_id, OrderRow.month == month)
    )
    ordered = waiting_list(
        WaitingOrder(
            order.id,
            order.area_id,
            Category(category),
            order.programme_id,
            order.rank,
            order.edited_at.astimezone(clock.zone).date(),
            got[order.area_id, Category(category)],
            heads,
        )
        for order, category, heads in rows
        if order.id not in served
    )
    return tuple(_placed(ordered, _reasons(session, district_id, month)))


def _served_elsewhere(session: Session, district_id: str) -> set[str | None]:
    """The orders of what the last versions hold, in whatever month: rain may have carried a film into another."""
    wanted = sa.select(PublishedDeliveryRow.order_id).join(MonthRow, IN_LAST_VERSION)
    return set(session.scalars(wanted.where(PublishedDeliveryRow.district_id == district_id))) - {None}


def _placed(ordered: tuple[WaitingOrder, ...], reasons: dict[str, Bilingual]) -> list[Waiting]:
    seen: Counter[Category] = Counter()
    found = []
    for one in ordered:
        seen[one.category] += 1
        found.append(Waiting(seen[one.category], one, reasons.get(one.order_id)))
    return found


def _reasons(session: Session, district_id: str, month: str) -> dict[str, Bilingual]:
    rows = session.scalars(
        sa.select(UnplacedRow).where(UnplacedRow.district_id == district_id, UnplacedRow.month == month)
    )
    return {row.order_id: Bilingual(row.reason_zh, row.reason_en) for row in rows if row.order_id}
