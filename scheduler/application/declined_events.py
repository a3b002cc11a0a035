"""A recorded decline as what happened to a published month: the event from which its repair is opened."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import Refusal, refuse
from scheduler.application.declined_courses import Matter, matters
from scheduler.application.names_view import Names, read_names
from scheduler.application.start_view import declined_deliveries
from scheduler.domain.decline import AskedSide
from scheduler.domain.disruption import Declined

BESIDE = Bilingual(
    "注意：{id} 另有 {by} 也已答复不能承接{reason}。同一天的办法不再用它，改到别的日子的会重新问它，请先与它说定再发布。",
    "note: {by} has declined {id} too{reason}. No way on the same day uses it; one on another day asks it anew: "
    "settle that with it before you publish.",
)


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
    if side is None or side not in own:
        raise _nothing_open(delivery_id)
    if any(each.turned_away for each, _ in own.values()):
        raise _rained(delivery_id, next(iter(own.values()))[0].told.delivery.day.isoformat())
    each, matter = own[side]
    course = (one.told.delivery for one in matter if one.told.delivery.id != delivery_id)
    return each.told.delivery.month, Declined(delivery_id, side, tuple(one.id for one in course))


def declined_beside(
    session: Session, clock: Clock, district_id: str, event: Declined, names: Names
) -> tuple[Bilingual, ...]:
    """Who else has declined what this decline is of, and why: no way on that day asks them again, another day does."""
    return tuple(
        BESIDE.fill(
            id=one.told.delivery.id,
            by=one.by,
            reason=Bilingual(f"（{one.reason}）", f" ({one.reason})") if one.reason else Bilingual("", ""),
        )
        for one in declined_deliveries(session, clock, district_id, names)
        if one.told.delivery.id in event.deliveries and one.side != event.side
    )


def open_matters(session: Session, clock: Clock, district_id: str, names: Names) -> tuple[Matter, ...]:
    """What is declined and not dealt with, a course once for each party."""
    return matters(declined_deliveries(session, clock, district_id, names))


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
