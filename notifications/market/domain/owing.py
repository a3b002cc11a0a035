"""What one row of a campaign still has to hear: the matter, its correction, that it is withdrawn, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Told = Mapping[str, str]
"""What a business hears of a matter, as it is kept beside its text."""


class Owed(StrEnum):
    """What a row is to be told."""

    MATTER = "matter"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class RowTold:
    """What the message layer knows of a row: what was last heard (None: that it is withdrawn), if anything was.

    `on_its_way`: a text that says how it stands now waits to leave, or lies with a person. `times` is how often
    it has heard something new.
    """

    ever_heard: bool = False
    heard: Told | None = None
    on_its_way: bool = False
    times: int = 0


UNTOLD = RowTold()


def owed(told: RowTold, present: Told | None, *, at_work: bool) -> Owed | None:
    """What a row is to be told; `present` is None once the campaign is withdrawn. Only a business at work is told.

    A correction undone before it left owes nothing, for the row stands as it was heard.
    """
    if not at_work or told.on_its_way:
        return None
    if not told.ever_heard:
        return Owed.MATTER if present is not None else None
    if told.heard == present:
        return None
    return Owed.WITHDRAWAL if present is None else Owed.CORRECTION
