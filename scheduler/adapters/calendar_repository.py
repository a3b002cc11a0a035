"""Keeps the calendar: the draft, the numbered versions, the lives and the history of deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.identity import sortable_id
from scheduler.adapters.calendar_tables import (
    DeliveryColumns,
    DeliveryHistoryRow,
    DeliveryLifeRow,
    DraftDeliveryRow,
    HeldDeliveryRow,
    MonthRow,
    PublicationRow,
    PublishedDeliveryRow,
    SessionLeftOutRow,
)
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Answer, Category, DeliveryState, MonthState

IN_LAST_VERSION = sa.and_(
    MonthRow.district_id == PublishedDeliveryRow.district_id,
    MonthRow.month == PublishedDeliveryRow.month,
    MonthRow.published_number == PublishedDeliveryRow.number,
)
"""Joins a month to the deliveries of its last published version."""

ITS_LIFE = sa.and_(
    DeliveryLifeRow.district_id == PublishedDeliveryRow.district_id,
    DeliveryLifeRow.id == PublishedDeliveryRow.id,
)
"""Joins a published delivery to what became of it."""

NOT_TAKEN_ON = sa.and_(
    DeliveryLifeRow.state == DeliveryState.PLANNED,
    # Either answer may be empty, and the condition is also negated.
    sa.or_(
        sa.and_(
            DeliveryLifeRow.venue_answer.is_not_distinct_from(Answer.DECLINED.value),
            DeliveryLifeRow.venue_settled_at.is_(None),
        ),
        sa.and_(
            DeliveryLifeRow.provider_answer.is_not_distinct_from(Answer.DECLINED.value),
            DeliveryLifeRow.provider_settled_at.is_(None),
        ),
    ),
)
"""A side declined the delivery and nobody has dealt with that yet."""

UNSHELTERED = sa.and_(
    DeliveryLifeRow.state == DeliveryState.PLANNED,
    DeliveryLifeRow.rain_venue_settled_at.is_(None),
    DeliveryLifeRow.rain_venue_answer == Answer.DECLINED.value,
)
"""The rain venue of a film declined and nobody has dealt with that yet; the film itself stands."""

_FIELDS = tuple(field.name for field in fields(Delivery))
_DAYS, _TIMES = ("day", "reserve_day"), ("start", "reserve_start")


def as_delivery(row: DeliveryColumns) -> Delivery:
    """The delivery that a row of the draft or of a version states."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return Delivery(
        **{**values, "category": Category(values["category"]), "pinned": frozenset(values["pinned"])}
    )


def as_values(delivery: Delivery) -> dict[str, Any]:
    """A delivery as the columns that state it."""
    values = {name: getattr(delivery, name) for name in _FIELDS}
    return {**values, "category": delivery.category.value, "pinned": sorted(delivery.pinned)}


def as_json(delivery: Delivery) -> dict[str, Any]:
    """Such columns as JSON keeps them, days and times as text."""
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in as_values(delivery).items()
    }


def from_json(values: Mapping[str, Any]) -> Delivery:
    """The delivery that such columns state, when they were kept as JSON."""
    days = {name: date.fromisoformat(values[name]) for name in _DAYS if values.get(name)}
    times = {name: time.fromisoformat(values[name]) for name in _TIMES if values.get(name)}
    told = {"category": Category(values["category"]), "pinned": frozenset(values["pinned"])}
    return Delivery(**{**values, **told, **days, **times})


def month_row(session: Session, district_id: str, month: str, *, lock: bool = False) -> MonthRow:
    """The month's row, made if it is not there; with `lock` nobody else changes it until the commit."""
    row = session.get(MonthRow, (district_id, month), with_for_update=lock or None)
    if row is None:
        row = MonthRow(
            district_id=district_id,
            month=month,
            state=MonthState.DRAFT,
            draft_revision=0,
            published_number=0,
            next_serial=1,
        )
        session.add(row)
        session.flush()
    return row


def draft_of(session: Session, district_id: str, month: str) -> tuple[Delivery, ...]:
    """The working draft in the order of day, start and id."""
    rows = session.scalars(
        sa.select(DraftDeliveryRow)
        .where(DraftDeliveryRow.district_id == district_id, DraftDeliveryRow.month == month)
        .order_by(DraftDeliveryRow.day, DraftDeliveryRow.start, DraftDeliveryRow.id)
    )
    return tuple(as_delivery(row) for row in rows)


def replace_draft(
    session: Session, district_id: str, month: str, deliveries: Iterable[Delivery], *, by: str, at: datetime
) -> None:
    """Put `deliveries` in the place of the draft; rows that say the same keep their revision.

    A session that was left out and is among them is given after all.
    """
    deliveries = tuple(deliveries)
    _given_after_all(session, district_id, month, deliveries)
    old = {
        row.id: row
        for row in session.scalars(
            sa.select(DraftDeliveryRow).where(
                DraftDeliveryRow.district_id == district_id, DraftDeliveryRow.month == month
            )
        )
    }
    for delivery in deliveries:
        row = old.pop(delivery.id, None)
        if row is None:
            session.add(
                DraftDeliveryRow(
                    district_id=district_id,
                    month=month,
                    revision=1,
                    edited_by=by,
                    edited_at=at,
                    **as_values(delivery),
                )
            )
        elif as_delivery(row) != delivery:
            write_draft(row, delivery, by=by, at=at)
    for row in old.values():
        session.delete(row)
    session.flush()


def _given_after_all(session: Session, district_id: str, month: str, deliveries: Iterable[Delivery]) -> None:
    given = {(one.course_id, one.session) for one in deliveries if one.course_id is not None}
    left_out = session.scalars(
        sa.select(SessionLeftOutRow).where(
            SessionLeftOutRow.district_id == district_id, SessionLeftOutRow.month == month
        )
    )
    for row in left_out:
        if (row.course_id, row.session) in given:
            session.delete(row)


def write_draft(row: DraftDeliveryRow, delivery: Delivery, *, by: str, at: datetime) -> None:
    """Let the draft's row state `delivery`, one revision further."""
    for name, value in as_values(delivery).items():
        setattr(row, name, value)
    row.revision += 1
    row.edited_by, row.edited_at = by, at


def published_number(session: Session, district_id: str, month: str) -> int:
    """The number of the last publication, 0 before the first."""
    row = session.get(MonthRow, (district_id, month))
    return row.published_number if row else 0


def published_of(
    session: Session, district_id: str, month: str, number: int | None = None
) -> tuple[Delivery, ...]:
    """What version `number` (by default the last) states; empty before the first."""
    wanted = published_number(session, district_id, month) if number is None else number
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.month == month,
            PublishedDeliveryRow.number == wanted,
        )
        .order_by(PublishedDeliveryRow.day, PublishedDeliveryRow.start, PublishedDeliveryRow.id)
    )
    return tuple(as_delivery(row) for row in rows)


def published_delivery(session: Session, district_id: str, delivery_id: str) -> Delivery | None:
    """A delivery as the last version of its month states it; None if none does."""
    row = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.id == delivery_id)
    ).one_or_none()
    return None if row is None else as_delivery(row)


def came_of(row: PublishedDeliveryRow, life: DeliveryLifeRow) -> tuple[int, int]:
    """Volumes and periodical titles of a batch: those that came of a short-received one, else those sent or to come."""
    if life.state == DeliveryState.SHORT_RECEIVED:
        return life.received or 0, life.received_titles or 0
    return row.volumes, row.titles


def add_publication(session: Session, publication: PublicationRow, deliveries: Iterable[Delivery]) -> None:
    """Keep a numbered version for good."""
    session.add(publication)
    session.add_all(
        PublishedDeliveryRow(
            district_id=publication.district_id,
            month=publication.month,
            number=publication.number,
            **as_values(delivery),
        )
        for delivery in deliveries
    )
    session.flush()


def life_of(session: Session, district_id: str, delivery_id: str) -> DeliveryLifeRow | None:
    """What became of a delivery, its row locked; None before it was ever published."""
    return session.get(DeliveryLifeRow, (district_id, delivery_id), with_for_update=True)


def held_between(session: Session, district_id: str, first: date, last: date) -> list[HeldDeliveryRow]:
    """Deliveries recorded as past, from `first` to `last`, both included."""
    return list(
        session.scalars(
            sa.select(HeldDeliveryRow)
            .where(
                HeldDeliveryRow.district_id == district_id,
                HeldDeliveryRow.day >= first,
                HeldDeliveryRow.day <= last,
            )
            .order_by(HeldDeliveryRow.day, HeldDeliveryRow.id)
        )
    )


def tell_history(
    session: Session, district_id: str, delivery_id: str, kind: str, *, at: datetime, by: str, **facts: Any
) -> None:
    """Add a line to what the delivery's page tells of it."""
    session.add(
        DeliveryHistoryRow(
            district_id=district_id,
            id=sortable_id(),
            delivery_id=delivery_id,
            at=at,
            by=by,
            kind=kind,
            facts=facts,
        )
    )


def decline_reasons(session: Session, district_id: str, delivery_id: str) -> dict[str, str]:
    """The reason each side last gave for declining a delivery, by side; kept apart where both declined it."""
    lines = session.scalars(
        sa.select(DeliveryHistoryRow)
        .where(
            DeliveryHistoryRow.district_id == district_id,
            DeliveryHistoryRow.delivery_id == delivery_id,
            DeliveryHistoryRow.kind == "answered",
        )
        .order_by(DeliveryHistoryRow.id)
    )
    declined = [line.facts for line in lines if line.facts["answer"] == Answer.DECLINED]
    return {facts["side"]: facts["reason"] for facts in declined if facts["reason"]}


def lives_of(session: Session, district_id: str, delivery_ids: list[str]) -> dict[str, DeliveryLifeRow]:
    """What became of each of these deliveries, for those that were ever published."""
    rows = session.scalars(
        sa.select(DeliveryLifeRow).where(
            DeliveryLifeRow.district_id == district_id, DeliveryLifeRow.id.in_(delivery_ids)
        )
    )
    return {row.id: row for row in rows}
