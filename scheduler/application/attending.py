"""What an area reports of a delivery held with it: how many came, and how many were satisfied."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from config.clock import Clock
from config.durable import emit
from config.refusal import Fault, Refusal, refuse
from scheduler.adapters.calendar_repository import life_of, published_delivery, tell_history
from scheduler.adapters.calendar_tables import DeliveryLifeRow
from scheduler.domain.delivery import Delivery
from scheduler.domain.outcome import HEADS_UNLIKELY, are_likely
from scheduler.domain.terms import DeliveryState
from scheduler.messages import AttendanceReported

COUNTED = (DeliveryState.PLANNED, DeliveryState.HELD)
"""Something of which people came: held, or begun and not yet recorded."""


@dataclass(frozen=True, slots=True)
class Came:
    """How many heads came to a delivery, and how many percent of those asked were satisfied; None if nobody was."""

    delivery_id: str
    attendance: int
    satisfied: int | None = None


def report_attendance(
    session: Session,
    clock: Clock,
    district_id: str,
    area_id: str,
    came: Came,
    *,
    by: str,
) -> None:
    """Record heads and satisfaction (percent), or correct them. Refused: another area's, not begun, not held."""
    delivery = published_delivery(session, district_id, came.delivery_id)
    life = life_of(session, district_id, came.delivery_id)
    if delivery is None or life is None or delivery.area_id != area_id:
        raise refuse(
            "delivery",
            "本街道没有这一场。请刷新后再看。",
            "your area has no such delivery. Reload and look again.",
        )
    if delivery.starts_at(clock.zone) > clock.now() or life.state not in COUNTED:
        raise refuse(
            "delivery",
            "这一场还没有开始，或没有办成，不能填到场人数。",
            "it has not begun, or it was not held; nobody can have come.",
        )
    if not are_likely(came.attendance, came.satisfied):
        raise Refusal(Fault("attendance", HEADS_UNLIKELY))
    note_attendance(session, clock, delivery, life, (came.attendance, came.satisfied), by=by)


def note_attendance(
    session: Session,
    clock: Clock,
    delivery: Delivery,
    life: DeliveryLifeRow,
    came: tuple[int, int | None],
    *,
    by: str,
) -> AttendanceReported | None:
    """Keep heads and satisfaction (percent) with a line of history and an event; None if they stood so already."""
    if (life.attendance, life.satisfied) == came:
        return None
    life.attendance, life.satisfied = came
    facts = {"attendance": life.attendance, "satisfied": life.satisfied}
    tell_history(session, life.district_id, delivery.id, "attended", at=clock.now(), by=by, **facts)
    event = AttendanceReported(life.district_id, delivery.id, delivery.area_id, *came, by)
    emit(session, event)
    return event
