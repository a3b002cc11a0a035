"""The reminder before the day, and the prompt to plan the next month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.database import versions_of
from config.durable import emit
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE, NOT_TAKEN_ON, as_delivery
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, PublishedDeliveryRow
from scheduler.adapters.district_repository import read_district
from scheduler.application.facts import facts_of, names_of
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import DeliveryState
from scheduler.messages import PlanningDue, ReminderDue
from scheduler.workdays import Workdays


def remind_of_day(
    session: Session, clock: Clock, district_id: str, slot: datetime, *, lead_days: int = 1
) -> int:
    """Announce what stands in the calendar `lead_days` after the slot and has not begun; returns how many."""
    day = slot.astimezone(clock.zone).date() + timedelta(days=lead_days)
    coming = [
        delivery
        for delivery in standing_on(session, district_id, day)
        if delivery.starts_at(clock.zone) > clock.now()
    ]
    if not coming:
        return 0
    names = names_of(read_district(session, district_id))
    versions = versions_of(session, district_id, [f"delivery:{delivery.id}" for delivery in coming])
    emit(
        session,
        ReminderDue(
            district_id,
            day.isoformat(),
            tuple(facts_of(delivery, names) for delivery in coming),
            tuple(versions[f"delivery:{delivery.id}"] for delivery in coming),
        ),
    )
    return len(coming)


def standing_on(session: Session, district_id: str, day: date) -> list[Delivery]:
    """What the last published versions place on `day` and is to be held; what a side declined stands on a list."""
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day == day,
            DeliveryLifeRow.state == DeliveryState.PLANNED,
            ~NOT_TAKEN_ON,
        )
        .order_by(PublishedDeliveryRow.start, PublishedDeliveryRow.id)
    )
    return [as_delivery(row) for row in rows]


def prompt_planning(
    session: Session, district_id: str, slot_day: date, workdays: Workdays, *, prompt_day: int = 15
) -> bool:
    """On the working day on or before the `prompt_day`th, say that next month is to be planned."""
    due = workdays.workday_on_or_before(slot_day.replace(day=prompt_day))
    if slot_day != due:
        return False
    following = (slot_day.replace(day=1) + timedelta(days=32)).replace(day=1)
    row = session.get(MonthRow, (district_id, f"{following:%Y-%m}"))
    if row is not None and row.published_number:
        return False
    emit(session, PlanningDue(district_id, f"{following:%Y-%m}"))
    return True
