"""What happened to a published plan, as it is handed on."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.delivery import DeliveryId
from scheduler.domain.disruption import Disruption


@dataclass(frozen=True, slots=True)
class EventFile:
    """A disruption; `recorded` are the deliveries that have begun or were recorded, which no repair rewrites."""

    happened: Disruption
    recorded: frozenset[DeliveryId] = frozenset()
