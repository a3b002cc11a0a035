"""Whom a publication asks anew: the venue, the provider, the rain venue, each by what concerns it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import life_of
from scheduler.adapters.calendar_tables import DeliveryLifeRow
from scheduler.adapters.reserve_repository import free_reserve, reserve_of
from scheduler.domain.calendar import Difference
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Answer, DeliveryState

ASKED_AGAIN = {
    "venue_answer": frozenset({"venue_id", "day", "start", "reserve_day", "reserve_start"}),
    "provider_answer": frozenset({"provider_id", "day", "start", "reserve_day", "reserve_start"}),
    "rain_venue_answer": frozenset({"rain_venue_id", "day", "start"}),
}
"""Which changes need a side's confirmation anew; a new teacher does not concern the venue's yes."""


def live_on(session: Session, district_id: str, difference: Difference) -> None:
    """Bring what becomes of a delivery, and who is asked about it, to a version just published."""
    life = life_of(session, district_id, difference.delivery_id)
    if life is None:
        life = DeliveryLifeRow(district_id=district_id, id=difference.delivery_id)
        session.add(life)
    if difference.after is None:
        life.state = DeliveryState.CANCELLED
        free_reserve(session, district_id, difference.delivery_id)
        return
    returns = difference.before is None
    life.state = DeliveryState.PLANNED
    if "day" in difference.changed:
        _went_to_reserve(session, district_id, difference.after)
    for side, fields in ASKED_AGAIN.items():
        if returns or fields & set(difference.changed):
            _ask(life, side)
    if difference.after.shelter_id is None:
        life.rain_venue_answer = life.rain_venue_reason = life.rain_venue_settled_at = None
    elif life.rain_venue_answer is None:
        _ask(life, "rain_venue_answer")


def _went_to_reserve(session: Session, district_id: str, film: Delivery) -> None:
    """A reserve date is kept no longer once the film stands there."""
    reserve = reserve_of(session, district_id, film.id)
    if reserve is not None and reserve.day == film.day:
        free_reserve(session, district_id, film.id)


def _ask(life: DeliveryLifeRow, side: str) -> None:
    setattr(life, side, Answer.ASKED)
    if side == "rain_venue_answer":
        life.rain_venue_reason = life.rain_venue_settled_at = None
    else:
        life.decline_reason = None
        setattr(life, side.replace("_answer", "_settled_at"), None)
