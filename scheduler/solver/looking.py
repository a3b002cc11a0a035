"""How far the search for a repair is, told while it goes on; no solver is loaded for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Looking:
    """How far a repair is after `seconds`: so many published deliveries change in the best way found, at least so many must.

    `way` counts the ways found so far, which differ from each other; the last is the best at `aim`, costs `points`
    and may have to break a rule (`breaks`). None while the count is looked for. Without a `count` nothing is found
    yet; `asks_why`: nothing can be, and what keeps it out is looked for. Ways get their numbers only at the end.
    """

    seconds: float
    count: int | None
    least: int | None = None
    way: int | None = None
    points: int | None = None
    aim: str = ""
    breaks: bool = False
    asks_why: bool = False
