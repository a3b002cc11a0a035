"""Keeps the reserve dates of films; planning sees each as a hold on its venue and its provider for that day."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.durable import emit
from scheduler.adapters.reserve_tables import ReserveDateRow
from scheduler.domain.district import Hold, Period
from scheduler.messages import ReserveDateFreed


def reserve_of(session: Session, district_id: str, film_id: str) -> ReserveDateRow | None:
    """The reserve date of a film, if one is booked."""
    return session.get(ReserveDateRow, (district_id, film_id))


def reserves_in(session: Session, district_id: str, month: str | None = None) -> tuple[ReserveDateRow, ...]:
    """The reserve dates that fall into `month`, or all, the earliest first."""
    wanted = sa.select(ReserveDateRow).where(ReserveDateRow.district_id == district_id)
    if month is not None:
        wanted = wanted.where(ReserveDateRow.month == month)
    return tuple(session.scalars(wanted.order_by(ReserveDateRow.day, ReserveDateRow.id)))


def free_reserve(session: Session, district_id: str, film_id: str) -> bool:
    """Let a reserve date go, with its event; False if the film has none."""
    row = reserve_of(session, district_id, film_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    emit(session, ReserveDateFreed(district_id, film_id, row.day.isoformat()))
    return True


def holds_of(row: ReserveDateRow) -> tuple[Hold, Hold]:
    """What is kept for a reserve date: its venue and its provider, the whole day."""
    day, why = Period(row.day, row.day), kept_for(row.id)
    return Hold("venue", row.venue_id, day, row.day, why), Hold(
        "provider", row.provider_id, day, row.day, why
    )


def kept_for(film_id: str) -> str:
    """What such a hold is for, by which it is known again."""
    return f"雨天备用日 {film_id}"


def without_reserve(holds: Iterable[Hold], film_id: str) -> tuple[Hold, ...]:
    """The holds but for those of one film's reserve date."""
    return tuple(one for one in holds if one.why != kept_for(film_id))
