"""Two areas become one from a first of a month on; what was planned and held before stays under the old name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import emit
from config.refusal import Refusal, refuse
from scheduler.adapters.calendar_tables import DraftDeliveryRow, MonthRow
from scheduler.adapters.district_tables import AllotmentRow, AreaRow, OrderRow, VenueRow
from scheduler.adapters.merger_tables import AreaMergerRow
from scheduler.application.names_view import Names
from scheduler.domain.calendar import month_days
from scheduler.domain.merging import Merger
from scheduler.messages import AreaMerged

WOULD_PASS = Bilingual(
    "{area}将自 {first} 起并入{into}：会转入场地 {venues} 处、点单 {orders} 个、草稿场次 {drafted} 场，以及配额和联系人；"
    "此前的计划和报表不变。",
    "{area} would be part of {into} from {first}: {venues} venues, {orders} orders, {drafted} drafted deliveries "
    "would pass, with quotas and contacts; plans and reports before stay as they are.",
)
PASSED = Bilingual(
    "已办：{area}自 {first} 起并入{into}：转入场地 {venues} 处、点单 {orders} 个、草稿场次 {drafted} 场，以及配额和联系人；"
    "此前的计划和报表不变。",
    "done: {area} is part of {into} from {first}: {venues} venues, {orders} orders, {drafted} drafted deliveries "
    "passed, with quotas and contacts; plans and reports before stay as they are.",
)


@dataclass(frozen=True, slots=True)
class Passing:
    """What passes to the area that stays: venues for good, orders and drafted deliveries of the months from then on."""

    merger: Merger
    venues: int
    orders: int
    drafted: int


def preview_merger(session: Session, clock: Clock, district_id: str, merger: Merger) -> Passing:
    """What would pass; nothing is written.

    Refused: an area that is not there then, the same twice, a day that begins no month or has come, a month
    from then on that is published.
    """
    _refuse_unfit(session, clock, district_id, merger)
    return Passing(
        merger,
        venues=_count(session, VenueRow, district_id, VenueRow.area_id == merger.area_id),
        orders=_count(session, OrderRow, district_id, *_orders(merger)),
        drafted=_count(session, DraftDeliveryRow, district_id, *_drafted(merger)),
    )


def passing_words(passing: Passing, names: Names, *, done: bool = False) -> Bilingual:
    """What would pass, or once `done` what has passed, in one sentence."""
    sentence = PASSED if done else WOULD_PASS
    return sentence.fill(
        area=names.area(passing.merger.area_id),
        into=names.area(passing.merger.into_id),
        first=passing.merger.first,
        venues=passing.venues,
        orders=passing.orders,
        drafted=passing.drafted,
    )


def merge_areas(session: Session, clock: Clock, district_id: str, merger: Merger, *, by: str) -> Passing:
    """Let the area be part of the other from then on, in one commit with its event; refused as its preview is."""
    passing = preview_merger(session, clock, district_id, merger)
    gone = session.get_one(AreaRow, (district_id, merger.area_id), with_for_update=True)
    gone.valid_to = merger.first - timedelta(days=1)
    gone.edited_at, gone.edited_by = clock.now(), by
    session.add(
        AreaMergerRow(
            district_id=district_id,
            id=merger.area_id,
            into_id=merger.into_id,
            first_day=merger.first,
            allotted=_pass_quotas(session, clock, district_id, merger, by=by),
            at=clock.now(),
            by=by,
        )
    )
    for order in session.scalars(
        sa.select(OrderRow).where(OrderRow.district_id == district_id, *_orders(merger))
    ):
        order.area_id, order.edited_at, order.edited_by = merger.into_id, clock.now(), by
    drafted = sa.select(DraftDeliveryRow).where(
        DraftDeliveryRow.district_id == district_id, *_drafted(merger)
    )
    for delivery in session.scalars(drafted):
        delivery.area_id = merger.into_id
    session.flush()
    emit(session, AreaMerged(district_id, merger.area_id, merger.into_id, merger.first.isoformat(), by))
    return passing


def _pass_quotas(
    session: Session, clock: Clock, district_id: str, merger: Merger, *, by: str
) -> dict[str, dict[str, int]]:
    """Add the open months' numbers to those of the area that stays; returns what each had, for the rest of that year."""
    rows = list(
        session.scalars(
            sa.select(AllotmentRow).where(
                AllotmentRow.district_id == district_id,
                AllotmentRow.area_id.in_((merger.area_id, merger.into_id)),
                AllotmentRow.month >= f"{merger.first:%Y-%m}",
            )
        )
    )
    had: dict[str, Counter[str]] = {merger.area_id: Counter(), merger.into_id: Counter()}
    for row in rows:
        if row.month.startswith(f"{merger.first:%Y}"):
            had[row.area_id][row.category] += row.least
    stays = {(row.category, row.month): row for row in rows if row.area_id == merger.into_id}
    for row in [row for row in rows if row.area_id == merger.area_id]:
        other = stays.get((row.category, row.month))
        if other is None:
            other = AllotmentRow(
                district_id=district_id,
                id=f"{merger.into_id}/{row.category}/{row.month}",
                area_id=merger.into_id,
                category=row.category,
                month=row.month,
                least=0,
                most=0,
            )
            session.add(other)
        other.least, other.most = other.least + row.least, other.most + row.most
        other.edited_at, other.edited_by = clock.now(), by
        session.delete(row)
    return {area_id: dict(counted) for area_id, counted in had.items()}


def _orders(merger: Merger) -> tuple[sa.ColumnElement[bool], ...]:
    return OrderRow.area_id == merger.area_id, OrderRow.month >= f"{merger.first:%Y-%m}"


def _drafted(merger: Merger) -> tuple[sa.ColumnElement[bool], ...]:
    return DraftDeliveryRow.area_id == merger.area_id, DraftDeliveryRow.month >= f"{merger.first:%Y-%m}"


def _count(
    session: Session,
    table: type[VenueRow | OrderRow | DraftDeliveryRow],
    district_id: str,
    *which: sa.ColumnElement[bool],
) -> int:
    counted = sa.select(sa.func.count()).select_from(table).where(table.district_id == district_id, *which)
    return session.scalar(counted) or 0


def _refuse_unfit(session: Session, clock: Clock, district_id: str, merger: Merger) -> None:
    if merger.area_id == merger.into_id:
        raise refuse("into", "街道不能并入自己。", "an area cannot become part of itself.")
    for area_id in (merger.area_id, merger.into_id):
        row = session.get(AreaRow, (district_id, area_id))
        if row is None or not _is_there(row, merger.first):
            raise _not_there(session, district_id, area_id, merger.first)
    published = session.scalar(
        sa.select(sa.func.max(MonthRow.month)).where(
            MonthRow.district_id == district_id, MonthRow.published_number > 0
        )
    )
    free_from = _first_free(clock.today(), published)
    if merger.first.day != 1 or merger.first <= clock.today():
        raise refuse(
            "--from",
            "计划按月编排，合并请从以后某月的 1 日起，如 {next}。",
            "months are planned whole: an area merges from the 1st of a month to come, such as {next}.",
            next=free_from,
        )
    if published is not None and published >= f"{merger.first:%Y-%m}":
        raise refuse(
            "--from",
            "{month} 已经发布，其中仍是原来的街道。请从没有发布的月份起合并，最早 {next}。",
            "{month} is published with the areas as they were. Merge from a month that is not published, "
            "{next} at the earliest.",
            month=published,
            next=free_from,
        )


def _first_free(today: date, published: str | None) -> date:
    """The first of the first month to come after all that are published."""
    last = max(today, month_days(published)[0]) if published else today
    return (last.replace(day=1) + timedelta(days=32)).replace(day=1)


def _is_there(row: AreaRow, first: date) -> bool:
    """Whether the area stands on the day before the merger and on it."""
    last_before = first - timedelta(days=1)
    return (row.valid_from is None or row.valid_from <= last_before) and (
        row.valid_to is None or row.valid_to >= first
    )


def _not_there(session: Session, district_id: str, area_id: str, day: date) -> Refusal:
    """Why the area cannot merge: part of another already, or not there on that day; by its name where it has one."""
    row = session.get(AreaRow, (district_id, area_id))
    merger = session.get(AreaMergerRow, (district_id, area_id))
    if row is not None and merger is not None:
        return refuse(
            "area",
            "{area}已合并：自 {first} 起并入{into}。不必再办；已办的见网页“街道合并”。",
            "{area} is merged already: it is part of {into} from {first}. There is nothing to do; the page of mergers "
            "lists those done.",
            area=row.name,
            first=merger.first_day,
            into=session.get_one(AreaRow, (district_id, merger.into_id)).name,
        )
    return refuse(
        "area",
        "{day} 时没有街道“{area}”（未登记、未设立或已撤销）。请核对名称和日期。",
        "there is no area “{area}” on {day} (not entered, not yet there, or there no more). Check its name and the day.",
        area=row.name if row is not None else area_id,
        day=day,
    )
