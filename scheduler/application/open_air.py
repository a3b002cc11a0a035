"""Which films the rain can still touch: those in the open, and those it moved to a venue that then declined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, ITS_LIFE, NOT_TAKEN_ON, as_delivery
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, PublishedDeliveryRow
from scheduler.application.names_view import Names, Told, told
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Answer, Category, DeliveryState


def films_in_the_open(
    session: Session, clock: Clock, district_id: str, last: date, names: Names
) -> tuple[Told, ...]:
    """The outdoor films until `last` that have not begun and of which nothing is recorded: what rain can touch."""
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.category == Category.FILM,
            PublishedDeliveryRow.day.between(clock.today(), last),
            DeliveryLifeRow.state == DeliveryState.PLANNED,
        )
        .order_by(PublishedDeliveryRow.day, PublishedDeliveryRow.start, PublishedDeliveryRow.id)
    )
    films = (told(as_delivery(row), names) for row in rows if names.open_air(row.venue_id))
    return tuple(film for film in films if film.delivery.starts_at(clock.zone) > clock.now())


def out_of_the_rain(
    session: Session, district_id: str, names: Names, published: Iterable[Delivery], day: date
) -> tuple[Delivery, ...]:
    """As they are published now, the films that stood in the open on `day` in a former version and no more do."""
    last = {one.id: one for one in published}
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.month == f"{day:%Y-%m}",
            PublishedDeliveryRow.category == Category.FILM,
            PublishedDeliveryRow.day == day,
        )
        .order_by(PublishedDeliveryRow.id)
    )
    stood = dict.fromkeys(row.id for row in rows if names.open_air(row.venue_id))
    return tuple(
        last[film]
        for film in stood
        if film in last and (last[film].day != day or not names.open_air(last[film].venue_id))
    )


def turned_away(
    session: Session,
    district_id: str,
    names: Names,
    standing: Iterable[Delivery],
    day: date,
) -> dict[str, Delivery]:
    """Films of `day` that the rain moved into a venue which then declined, as they stood in the open.

    Going on in the open again is without a rain venue: the one that was booked has declined.
    """
    indoors = {one.id for one in standing if one.day == day and not names.open_air(one.venue_id)}
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.id.in_(indoors),
            PublishedDeliveryRow.category == Category.FILM,
            PublishedDeliveryRow.day == day,
            DeliveryLifeRow.venue_answer == Answer.DECLINED,
            NOT_TAKEN_ON,
        )
        .order_by(PublishedDeliveryRow.number)
    )
    stood = (as_delivery(row) for row in rows)
    return {one.id: replace(one, rain_venue_id=None) for one in stood if names.open_air(one.venue_id)}
