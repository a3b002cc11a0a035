"""The one source of now: every deed takes it from a Clock, never from the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the present instant in UTC and the civil date in the district's zone."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """The present instant, UTC."""
        ...

    def today(self) -> date:
        """The present civil date in the district's zone."""
        ...


class SystemClock:
    """The machine's own clock, for a district at work."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(self.zone).date()


class FixedClock:
    """A clock that stands still until it is set; for tests and for one deed at a stated moment."""

    def __init__(self, instant: datetime, zone: ZoneInfo) -> None:
        if instant.tzinfo is None:
            raise ValueError("an instant carries its zone")
        self.zone = zone
        self.instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.astimezone(self.zone).date()
