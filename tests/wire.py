"""The wire's clock in the hands of a test: waiting costs nothing and moves it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session


@dataclass
class WireInHand:
    """Stands still until somebody waits or a test lets seconds pass."""

    instant: datetime = datetime(2026, 5, 20, 1, tzinfo=UTC)
    passed: float = 0.0

    def now(self, _session: Session) -> datetime:
        return self.instant + timedelta(seconds=self.passed)

    def ticks(self) -> float:
        return self.passed

    def pause(self, seconds: float) -> None:
        self.passed += seconds
