"""The clock of the wire: how fast calls follow each other is real time, also where a demonstration's clock stands."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session


class Wire(Protocol):
    """Tells the instant that all workers of a lane share, and waits."""

    def now(self, session: Session) -> datetime:
        """The shared instant, UTC."""
        ...

    def ticks(self) -> float:
        """Seconds of this process that only go forward."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait so many seconds."""
        ...


class SharedWire:
    """Workers of one database go by its clock, so that two machines need not agree; SQLite has one machine."""

    def now(self, session: Session) -> datetime:
        if session.get_bind().dialect.name == "postgresql":
            told: datetime = session.scalars(sa.select(sa.func.clock_timestamp())).one()
            return told.astimezone(UTC)
        return datetime.now(UTC)

    def ticks(self) -> float:
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)
