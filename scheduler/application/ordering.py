"""An area orders from the menu: a ranked wish for a month that is still open, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.durable import emit
from config.refusal import refuse
from scheduler.adapters.calendar_repository import published_number
from scheduler.adapters.district_repository import read_mergers
from scheduler.adapters.district_tables import OrderRow, ProgrammeRow, VenueRow
from scheduler.domain.calendar import month_days
from scheduler.domain.merging import area_on
from scheduler.messages import OrderPlaced, OrderTakenBack

MOST_ORDERS = 60
"""So many orders of one area and month are taken; more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an area orders: a programme in a month, by rank (1 is the dearest), with weekdays and a venue if it likes."""

    month: str
    programme_id: str
    rank: int
    weekdays: frozenset[int] = frozenset()
    venue_id: str | None = None


def place_order(
    session: Session, clock: Clock, district_id: str, area_id: str, wish: Wish, *, by: str
) -> str:
    """Record the order; returns its id. Refused: a month past or published, a rank taken, what is not on the menu."""
    _refuse_closed(session, clock, district_id, wish.month)
    _refuse_gone(session, district_id, area_id, wish.month)
    _refuse_unfit(session, district_id, area_id, wish)
    own = orders_of(session, district_id, area_id, wish.month)
    taken = {row.rank: row for row in own}
    if wish.rank in taken:
        raise refuse(
            "rank",
            "第 {rank} 位已经有点单。请换一个排序，或先撤回那一个。",
            "rank {rank} is taken already. Choose another, or take that order back first.",
            rank=wish.rank,
        )
    if not 1 <= wish.rank <= MOST_ORDERS:
        raise refuse(
            "rank",
            "排序应在 1 到 {most} 之间。",
            "a rank lies between 1 and {most}.",
            most=MOST_ORDERS,
        )
    known = {row.id for row in own}
    order_id = next(
        name
        for number in range(1, len(known) + 2)
        if (name := f"{wish.month}-{area_id}-{number}") not in known
        and session.get(OrderRow, (district_id, name)) is None
    )
    session.add(
        OrderRow(
            district_id=district_id,
            id=order_id,
            area_id=area_id,
            month=wish.month,
            programme_id=wish.programme_id,
            rank=wish.rank,
            venue_id=wish.venue_id,
            weekdays=sorted(wish.weekdays),
            pinned_day=None,
            pinned_start=None,
            permit_recorded=False,
            edited_at=clock.now(),
            edited_by=by,
        )
    )
    emit(session, OrderPlaced(district_id, order_id, area_id, wish.month, by))
    return order_id


def take_order_back(
    session: Session, clock: Clock, district_id: str, area_id: str, order_id: str, *, by: str
) -> str:
    """Take an order back as long as its month is not published; returns the month. Refused: another area's order."""
    row = session.get(OrderRow, (district_id, order_id), with_for_update=True)
    if row is None or row.area_id != area_id:
        raise refuse(
            "order",
            "没有这个点单。请刷新后再看。",
            "there is no such order. Reload and look again.",
        )
    month = row.month
    _refuse_closed(session, clock, district_id, month)
    session.delete(row)
    emit(session, OrderTakenBack(district_id, order_id, area_id, month, by))
    return month


def orders_of(session: Session, district_id: str, area_id: str, month: str) -> tuple[OrderRow, ...]:
    """An area's orders of a month by rank."""
    return tuple(
        session.scalars(
            sa.select(OrderRow)
            .where(OrderRow.district_id == district_id, OrderRow.area_id == area_id, OrderRow.month == month)
            .order_by(OrderRow.rank, OrderRow.id)
        )
    )


def is_open_for_orders(session: Session, clock: Clock, district_id: str, month: str) -> bool:
    """Whether orders of the month can still be changed: it is not past and not published."""
    return month_days(month)[0] > clock.today() and not published_number(session, district_id, month)


def _refuse_closed(session: Session, clock: Clock, district_id: str, month: str) -> None:
    if not is_open_for_orders(session, clock, district_id, month):
        raise refuse(
            "month",
            "{month} 已开始或已发布，不能再点单或撤单。请联系配送中心。",
            "{month} has begun or is published; its orders stand. Call the coordinating office.",
            month=month,
        )


def _refuse_gone(session: Session, district_id: str, area_id: str, month: str) -> None:
    if area_on(read_mergers(session, district_id), area_id, month_days(month)[0]) != area_id:
        raise refuse(
            "month",
            "{month} 时本街道已并入别的街道，请由并入后的街道点单。",
            "by {month} the area is part of another, which orders for it.",
            month=month,
        )


def _refuse_unfit(session: Session, district_id: str, area_id: str, wish: Wish) -> None:
    programme = session.get(ProgrammeRow, (district_id, wish.programme_id))
    if programme is None:
        raise refuse("programme", "请从菜单里选一个项目。", "choose a programme from the menu.")
    if int(wish.month[5:]) not in programme.months:
        raise refuse(
            "programme",
            "“{programme}”在 {month} 不配送。请换一个项目或月份。",
            "“{programme}” is not given in {month}. Choose another programme or month.",
            programme=programme.name,
            month=wish.month,
        )
    venue = session.get(VenueRow, (district_id, wish.venue_id)) if wish.venue_id else None
    mergers, first = read_mergers(session, district_id), month_days(wish.month)[0]
    if wish.venue_id and (venue is None or area_on(mergers, venue.area_id, first) != area_id):
        raise refuse("venue", "请选本街道的场地。", "choose a venue of your own area.")
