"""What has become of the deliveries of a day, and on which days that is still to be recorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE, as_delivery
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, PublishedDeliveryRow
from scheduler.application.names_view import Names, Told, told
from scheduler.domain.terms import TO_COME, DeliveryState, state_name


@dataclass(frozen=True, slots=True)
class DayOutcome:
    """A published delivery and what became of it; `received` counts volumes, `received_titles` periodicals.

    `begun` says that its end can be recorded, `today` that its day has come, so that books can go out.
    `declined`: a side had declined and nobody dealt with it, so it is not recorded as held with the rest.
    """

    told: Told
    state: DeliveryState
    received: int | None
    received_titles: int | None
    attendance: int | None
    satisfied: int | None
    begun: bool
    today: bool
    declined: bool

    @property
    def open(self) -> bool:
        """Whether it has begun and nobody has said how it ended."""
        return self.begun and self.state in TO_COME

    @property
    def named(self) -> Bilingual:
        """Its state in words."""
        return state_name(self.state, self.told.delivery.category)


def day_outcomes(
    session: Session, clock: Clock, district_id: str, day: date, names: Names
) -> tuple[DayOutcome, ...]:
    """The deliveries of `day` as they were last published, by start."""
    rows = session.execute(
        sa.select(PublishedDeliveryRow, DeliveryLifeRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.day == day)
        .order_by(PublishedDeliveryRow.start, PublishedDeliveryRow.id)
    )
    return tuple(
        DayOutcome(
            told(delivery := as_delivery(row), names),
            DeliveryState(life.state),
            life.received,
            life.received_titles,
            life.attendance,
            life.satisfied,
            begun=delivery.starts_at(clock.zone) <= clock.now(),
            today=delivery.day <= clock.today(),
            declined=bool(life.open_declines),
        )
        for row, life in rows
    )


def days_unrecorded(session: Session, clock: Clock, district_id: str) -> dict[date, int]:
    """By day, the earliest first, how many deliveries have begun of which nobody has said what became."""
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day <= clock.today(),
            DeliveryLifeRow.state.in_(TO_COME),
        )
        .order_by(PublishedDeliveryRow.day)
    )
    begun = (row.day for row in rows if as_delivery(row).starts_at(clock.zone) <= clock.now())
    return dict(Counter(begun))
