"""What an area reports of a delivery held with it: how many came, and how many were satisfied."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from config.clock import Clock
from config.durable import emit
from config.refusal import refuse
from scheduler.adapters.calendar_repository import life_of, published_delivery, tell_history
from scheduler.domain.terms import DeliveryState
from scheduler.messages import AttendanceReported

COUNTED = (DeliveryState.PLANNED, DeliveryState.HELD)
"""Something of which people came: held, or begun and not yet recorded."""
MOST_HEADS = 100_000
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Came:
    """How many heads came to a delivery, and how many percent of those asked were satisfied; None if nobody was."""

    delivery_id: str
    attendance: int
    satisfied: int | None = None

    @property
    def is_likely(self) -> bool:
        heads = 0 <= self.attendance <= MOST_HEADS
        return heads and (self.satisfied is None or 0 <= self.satisfied <= WHOLE)


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
    if not came.is_likely:
        raise refuse(
            "attendance",
            "人数应为 0 到 {most} 的整数，满意率应为 0 到 100。",
            "heads are a whole number from 0 to {most}, satisfaction one from 0 to 100.",
            most=MOST_HEADS,
        )
    if (life.attendance, life.satisfied) == (came.attendance, came.satisfied):
        return
    life.attendance, life.satisfied = came.attendance, came.satisfied
    facts = {"attendance": came.attendance, "satisfied": came.satisfied}
    tell_history(session, district_id, came.delivery_id, "attended", at=clock.now(), by=by, **facts)
    emit(
        session,
        AttendanceReported(district_id, came.delivery_id, area_id, came.attendance, came.satisfied, by),
    )
