"""How many texts a number, a signature or a template may have within some hours: settings, with their source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

By = Literal["number", "signature", "template"]

BY_ORDER: tuple[By, ...] = ("number", "signature", "template")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` texts within `hours` to what is alike in `by`; `source` and `since` where it is a rule given.

    An office has one signature, so a limit by signature alone is one of the whole lane.
    """

    by: frozenset[By]
    most: int
    hours: float = 24
    source: str = ""
    since: date | None = None

    def __post_init__(self) -> None:
        if not self.by or self.most < 1 or self.hours <= 0:
            raise ValueError("limits: by what, at least 1 text, more than 0 hours")

    @property
    def within(self) -> timedelta:
        return timedelta(hours=self.hours)

    @property
    def reached(self) -> str:
        """Why a text beyond it waits for a person."""
        alike = ", ".join(name for name in BY_ORDER if name in self.by)
        return f"the limit of {self.most} in {self.hours:g} hours is reached ({alike})"

    def key(self, telephone: str, template: str) -> tuple[str, str]:
        """What a text to this telephone by this template is counted under."""
        return telephone if "number" in self.by else "", template if "template" in self.by else ""
