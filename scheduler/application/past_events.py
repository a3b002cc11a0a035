"""What cannot be repaired because all of it lies in the past: refused before anything is looked for."""

from __future__ import annotations

from datetime import date

from config.refusal import refuse
from scheduler.domain.disruption import (
    Disruption,
    HolidayMoved,
    ProviderAbsent,
    Urgent,
    VenueClosed,
    VenueReopened,
)


def refuse_past_event(disruption: Disruption, today: date) -> None:
    """Refused, by the event's own field, where its last day, or the day it moves to, is past."""
    match disruption:
        case ProviderAbsent(_, _, last) | VenueClosed(_, _, last):
            refuse_past(last, today, "last")
        case VenueReopened(_, first):
            refuse_past(first, today, "first")
        case Urgent(order):
            refuse_past(order.pinned_day, today, "day")
        case HolidayMoved(_, now):
            refuse_past(now, today, "now")
        case _:
            return


def refuse_past(last: date | None, today: date, place: str) -> None:
    """Refused where all of it lies before the district's present day; None is no end."""
    if last is not None and last < today:
        raise refuse(
            place,
            "{day} 已经过去（现在是 {today}），没有什么可办的。请核对日期。",
            "{day} is past (today is {today}); there is nothing to do about it. Check the day.",
            day=last,
            today=today,
        )
