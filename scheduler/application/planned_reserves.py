"""Reserve dates planned with their films: publishing a month books them, and gives back those that fell away."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.clock import Clock
from scheduler.adapters.reserve_repository import free_reserve, keep_reserve
from scheduler.domain.calendar import Difference
from scheduler.domain.delivery import Delivery


def keep_as_planned(
    session: Session, clock: Clock, district_id: str, difference: Difference, *, by: str
) -> None:
    """Bring the reserve date that is booked for a film to the version just published."""
    was, now = _planned(difference.before), _planned(difference.after)
    if now is not None and now != was:
        keep_reserve(session, district_id, now, at=clock.now(), by=by)
    elif now is None and was is not None:
        free_reserve(session, district_id, difference.delivery_id)


def _planned(film: Delivery | None) -> Delivery | None:
    """The film as it would be on its reserve date; None if none is planned."""
    return None if film is None or film.reserve is None else film.shown_on(film.reserve)
