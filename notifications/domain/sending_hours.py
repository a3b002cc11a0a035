"""The hours in which each class of notice may leave; the hours themselves are settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.notice import NoticeClass

IsWorkday = Callable[[date], bool]
"""Tells whether a civil day is worked, holidays and make-up workdays counted."""

_FARTHEST = 60
"""Days looked ahead for an open window; no Chinese holiday is a quarter as long."""


@dataclass(frozen=True, slots=True)
class SendingWindow:
    """Civil hours of a day, from `opens` up to but not including `closes`; `workdays_only` as the name says."""

    opens: time
    closes: time
    workdays_only: bool = False

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"a sending window that opens at {self.opens} cannot close at {self.closes}")


Windows = Mapping[NoticeClass, SendingWindow]
"""A class that is absent keeps no hours: it may leave at any moment."""


def may_leave(
    now: datetime, class_: NoticeClass, windows: Windows, zone: ZoneInfo, is_workday: IsWorkday
) -> bool:
    """Whether a notice of this class may leave at this instant."""
    return next_moment(now, class_, windows, zone, is_workday) == now


def next_moment(
    now: datetime,
    class_: NoticeClass,
    windows: Windows,
    zone: ZoneInfo,
    is_workday: IsWorkday,
) -> datetime:
    """The first instant from `now` on (UTC) at which a notice of this class may leave."""
    window = windows.get(class_)
    if window is None:
        return now
    civil = now.astimezone(zone)
    for ahead in range(_FARTHEST):
        day = civil.date() + timedelta(days=ahead)
        if window.workdays_only and not is_workday(day):
            continue
        opens = datetime.combine(day, window.opens, zone)
        if civil < opens:
            return opens.astimezone(UTC)
        if civil < datetime.combine(day, window.closes, zone):
            return now
    raise ValueError(f"no day within {_FARTHEST} from {civil.date()} is open for {class_}")
