"""A decline 谢绝: a side that was asked about a delivery said that it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Side = Literal["venue", "provider"]
"""Without whom a delivery cannot be held."""
AskedSide = Literal["venue", "provider", "rain_venue"]
"""Who is asked: the rain venue of a film too, which is needed only if it rains."""


@dataclass(frozen=True, slots=True)
class Decline:
    """`party` (a venue or a provider, as `side` says) cannot hold this delivery on `day`."""

    area_id: str
    programme_id: str
    order_id: str | None
    side: AskedSide
    party: str
    day: date
