"""How far the search for a repair is, told while it goes on; no solver is loaded for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Looking:
    """How far a repair is after `seconds`: so many published deliveries change in the best way found, at least so many must.

    `way` numbers a proposal that stands now, with its points; None while the count is looked for.
    """

    seconds: float
    count: int | None
    least: int | None = None
    way: int | None = None
    points: int | None = None
