"""What of the calendar needs a person next, and what comes in the next days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from scheduler.adapters.calendar_repository import (
    IN_LAST_VERSION,
    ITS_LIFE,
    NOT_TAKEN_ON,
    UNSHELTERED,
    as_delivery,
    decline_reasons,
    draft_of,
    published_of,
)
from scheduler.adapters.calendar_tables import (
    DeliveryLifeRow,
    MonthRow,
    PlanRunRow,
    PublicationRow,
    PublishedDeliveryRow,
)
from scheduler.application.names_view import Names, Told, told
from scheduler.application.open_air import turned_away
from scheduler.domain.calendar import differences
from scheduler.domain.decline import AskedSide
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Answer, DeliveryState, MonthState

MonthStep = Literal["plan", "approve", "publish", "publish_again"]


@dataclass(frozen=True, slots=True)
class Declined:
    """A delivery that a side declined and nobody has dealt with yet.

    `turned_away`: the rain had moved it into the venue that declined, so the choices for rain are open again.
    """

    told: Told
    side: AskedSide
    reason: str
    turned_away: bool = False

    @property
    def by(self) -> str:
        """The name of the party that declined."""
        if self.side == "rain_venue":
            return self.told.rain_venue
        return self.told.venue if self.side == "venue" else self.told.provider


@dataclass(frozen=True, slots=True)
class MonthWaiting:
    """A month whose next step is a person's; `changes` counts the draft's differences to the last version."""

    month: str
    step: MonthStep
    draft_revision: int
    changes: int


def declined_deliveries(
    session: Session, clock: Clock, district_id: str, names: Names
) -> tuple[Declined, ...]:
    """Declines from today on that no coordinator has settled, the earliest day first.

    The rain venue's is listed until the film begins.
    """
    rows = session.execute(
        sa.select(PublishedDeliveryRow, DeliveryLifeRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day >= clock.today(),
            sa.or_(NOT_TAKEN_ON, UNSHELTERED),
        )
        .order_by(PublishedDeliveryRow.day, PublishedDeliveryRow.start, PublishedDeliveryRow.id)
    )
    return tuple(
        found
        for row, life in rows
        for found in _declined(session, clock, district_id, as_delivery(row), life, names)
    )


def _declined(
    session: Session,
    clock: Clock,
    district_id: str,
    delivery: Delivery,
    life: DeliveryLifeRow,
    names: Names,
) -> Iterator[Declined]:
    shown = told(delivery, names)
    sides = life.open_declines
    several = len(life.sides_declined) > 1
    said = decline_reasons(session, district_id, delivery.id) if several else {}
    for side in sides:
        away = side == "venue" and bool(turned_away(session, district_id, names, [delivery], delivery.day))
        yield Declined(shown, side, said.get(side, life.decline_reason or ""), turned_away=away)
    no_shelter = life.rain_venue_answer == Answer.DECLINED and life.rain_venue_settled_at is None
    if no_shelter and delivery.starts_at(clock.zone) > clock.now():
        yield Declined(shown, "rain_venue", life.rain_venue_reason or "")


def months_waiting(
    session: Session, district_id: str, today: date, *, plan_by: date
) -> tuple[MonthWaiting, ...]:
    """Months from this one on that wait for a step; next month waits to be planned from `plan_by` on."""
    following = f"{today.replace(day=1) + timedelta(days=32):%Y-%m}"
    rows = {
        row.month: row
        for row in session.scalars(
            sa.select(MonthRow)
            .where(MonthRow.district_id == district_id, MonthRow.month >= f"{today:%Y-%m}")
            .order_by(MonthRow.month)
        )
    }
    waiting = [found for month, row in rows.items() if (found := _waiting(session, district_id, row, month))]
    planned = following in rows and (
        rows[following].published_number or any(each.month == following for each in waiting)
    )
    if today >= plan_by and not planned:
        waiting.append(MonthWaiting(following, "plan", 0, 0))
    return tuple(waiting)


def _waiting(session: Session, district_id: str, row: MonthRow, month: str) -> MonthWaiting | None:
    last = session.get(PublicationRow, (district_id, month, row.published_number))
    if last is not None and last.draft_revision == row.draft_revision:
        return None
    draft = draft_of(session, district_id, month)
    changes = len(differences(published_of(session, district_id, month, row.published_number), draft))
    if not draft or not changes:
        return None
    if row.state == MonthState.APPROVED and row.approved_revision == row.draft_revision:
        return MonthWaiting(month, "publish", row.draft_revision, changes)
    step: MonthStep = "publish_again" if row.published_number else "approve"
    return MonthWaiting(month, step, row.draft_revision, changes)


def coming_deliveries(
    session: Session, district_id: str, first: date, last: date, names: Names
) -> tuple[Told, ...]:
    """What the last published versions hold from `first` to `last`, both included."""
    months = sorted({f"{first:%Y-%m}", f"{last:%Y-%m}"})
    return tuple(
        told(delivery, names)
        for month in months
        for delivery in published_of(session, district_id, month)
        if first <= delivery.day <= last
    )


def waiting_for_answers(session: Session, district_id: str, today: date) -> dict[str, int]:
    """By month: how many coming deliveries of the last version wait for an answer; a declined one waits for a person."""
    undecided = (Answer.ASKED, Answer.RECEIVED)
    rows = session.execute(
        sa.select(PublishedDeliveryRow.month, sa.func.count())
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day >= today,
            DeliveryLifeRow.state == DeliveryState.PLANNED,
            DeliveryLifeRow.venue_answer.is_distinct_from(Answer.DECLINED.value),
            DeliveryLifeRow.provider_answer.is_distinct_from(Answer.DECLINED.value),
            sa.or_(
                DeliveryLifeRow.venue_answer.in_(undecided), DeliveryLifeRow.provider_answer.in_(undecided)
            ),
        )
        .group_by(PublishedDeliveryRow.month)
        .order_by(PublishedDeliveryRow.month)
    )
    return {row[0]: row[1] for row in rows}


def running_plans(session: Session, district_id: str) -> tuple[PlanRunRow, ...]:
    """Plans that are asked for or being made now."""
    return tuple(
        session.scalars(
            sa.select(PlanRunRow)
            .where(PlanRunRow.district_id == district_id, PlanRunRow.state.in_(("queued", "running")))
            .order_by(PlanRunRow.asked_at)
        )
    )
