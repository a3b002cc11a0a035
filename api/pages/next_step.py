"""One row of the start page, and whose work it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from api.access.roles import AREA, CALENDAR, EVERYONE, REGISTER
from api.access.visit import Visit

Urgency = Literal["now", "soon", "calm"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing for a person: its word in `words.toml` under `next.`, the facts that fill it, the way on."""

    word: str
    path: str
    urgency: Urgency
    facts: dict[str, object] = field(default_factory=dict)


def does_calendar(visit: Visit) -> bool:
    """Whether the calendar's work is shown: to those who do it, and to those who only look."""
    return visit.may(CALENDAR | _LOOKERS)


def keeps_register(visit: Visit) -> bool:
    """Whether the market's work is shown: to those who do it, and to those who only look."""
    return visit.may(REGISTER | _LOOKERS)


_LOOKERS = EVERYONE - CALENDAR - REGISTER - AREA
