"""A recorded decline as what happened to a published month: the event from which its repair is opened."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import Refusal, refuse
from scheduler.adapters.calendar_repository import life_of
from scheduler.application.declined_courses import Matter, matters
from scheduler.application.names_view import Names, read_names
from scheduler.application.start_view import declined_deliveries
from scheduler.domain.decline import AskedSide
from scheduler.domain.disruption import Declined
from scheduler.domain.terms import Answer


def decline_of(
    session: Session, clock: Clock, district_id: str, delivery_id: str, side: AskedSide | None = None
) -> tuple[str, Declined]:
    """The month and the open decline of this delivery, with all that the same party declined of its course.

    Without a side the one that is open, those without whom it cannot be held first. Refused: nothing
    of it is declined and open, or the rain had moved it to where it is not wanted.
    """
    found = open_matters(session, clock, district_id, read_names(session, district_id))
    own = {
        each.side: (each, matter)
        for matter in found
        for each in matter
        if each.told.delivery.id == delivery_id
    }
    side = side or next(iter(own), None)
    if side is None or not own or not _is_open(session, district_id, delivery_id, side):
        raise _nothing_open(delivery_id)
    if any(each.turned_away for each, _ in own.values()):
        raise _rained(delivery_id, next(iter(own.values()))[0].told.delivery.day.isoformat())
    month = next(iter(own.values()))[0].told.delivery.month
    # Where both sides declined the list shows one of them; the other is open for this delivery alone.
    _, matter = own.get(side, (None, ()))
    course = (each.told.delivery for each in matter if each.told.delivery.id != delivery_id)
    return month, Declined(delivery_id, side, tuple(one.id for one in course))


def open_matters(session: Session, clock: Clock, district_id: str, names: Names) -> tuple[Matter, ...]:
    """What is declined and not dealt with, a course once for each party."""
    return matters(declined_deliveries(session, clock, district_id, names))


def _is_open(session: Session, district_id: str, delivery_id: str, side: AskedSide) -> bool:
    life = life_of(session, district_id, delivery_id)
    if life is None:
        return False
    settled = life.rain_venue_settled_at if side == "rain_venue" else life.settled_at
    return getattr(life, f"{side}_answer") == Answer.DECLINED and settled is None


def _rained(delivery_id: str, day: str) -> Refusal:
    return refuse(
        delivery_id,
        "这场电影是因雨移入室内的，去向在下雨的页面选：culture event rain {day}。",
        "the rain had moved this film; choose its way on among those for rain: culture event rain {day}.",
        day=day,
    )


def _nothing_open(delivery_id: str) -> Refusal:
    return refuse(
        delivery_id,
        "这个场次没有待处理的谢绝。答复要先记下（culture call 或 culture inbox correct）；"
        "未处理的见 culture messages --attention。",
        "nothing of it is declined and open. Record the answer first (culture call, culture inbox correct); "
        "culture messages --attention lists what is open.",
    )
