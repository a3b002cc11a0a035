"""Keeps the reserve dates of films; planning sees each as a hold on its venue and its provider for that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.durable import emit
from scheduler.adapters.calendar_repository import tell_history
from scheduler.adapters.reserve_tables import ReserveDateRow
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Hold, Period
from scheduler.messages import ReserveDateBooked, ReserveDateFreed


def reserve_of(session: Session, district_id: str, film_id: str) -> ReserveDateRow | None:
    """The reserve date of a film, if one is booked."""
    return session.get(ReserveDateRow, (district_id, film_id))


def reserves_in(session: Session, district_id: str, month: str | None = None) -> tuple[ReserveDateRow, ...]:
    """The reserve dates that fall into `month`, or all, the earliest first."""
    wanted = sa.select(ReserveDateRow).where(ReserveDateRow.district_id == district_id)
    if month is not None:
        wanted = wanted.where(ReserveDateRow.month == month)
    return tuple(session.scalars(wanted.order_by(ReserveDateRow.day, ReserveDateRow.id)))


def keep_reserve(session: Session, district_id: str, then: Delivery, *, at: datetime, by: str) -> None:
    """Keep the evening of a film as it would be then, in place of what was kept before, with its event."""
    free_reserve(session, district_id, then.id)
    session.add(
        ReserveDateRow(
            district_id=district_id,
            id=then.id,
            month=then.month,
            day=then.day,
            start=then.start,
            venue_id=then.venue_id,
            provider_id=then.provider_id,
            at=at,
            by=by,
        )
    )
    session.flush()
    tell_history(session, district_id, then.id, "reserved", at=at, by=by, day=f"{then.day}")
    emit(
        session,
        ReserveDateBooked(district_id, then.id, then.day.isoformat(), then.venue_id, then.provider_id, by),
    )


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


def beside_planned(holds: Iterable[Hold], films: Iterable[Delivery]) -> tuple[Hold, ...]:
    """The holds but for those of the reserve dates that are planned with these films: their plan keeps them."""
    planned = {
        (kept_for(film.id), film.reserve.day, party)
        for film in films
        if film.reserve is not None
        for party in (film.venue_id, film.provider_id)
    }
    return tuple(one for one in holds if (one.why, one.days.first, one.party) not in planned)


def without_reserve(holds: Iterable[Hold], film_id: str) -> tuple[Hold, ...]:
    """The holds but for those of one film's reserve date."""
    return tuple(one for one in holds if one.why != kept_for(film_id))
