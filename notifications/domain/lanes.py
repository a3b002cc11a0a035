"""A lane 通道: what an office sets about one provider, and how far the provider is trusted at the moment.

A refusal that may pass says nothing about the message: the lane rests, each time longer, and after several
failures in a row its breaker opens, until one message tried alone goes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.bilingual import Bilingual
from notifications.domain.limits import Limit


@dataclass(frozen=True, slots=True)
class LaneRules:
    """The section `[providers.<name>.lane]`: how fast, how often, how much, and who stands in.

    `a_second` is the most messages in any sliding second; without it nothing is paced. A refusal that may pass
    is tried again after `rest_seconds`, each time twice as long, up to `longest_rest_seconds`, and the
    provider's own word on it goes before. After `most_attempts` a message waits for a person. After
    `failures_to_open` calls in a row came to nothing the lane is left alone for `open_seconds`, then tried with
    one message. `stand_in` names the provider that takes over what is queued meanwhile.
    """

    a_second: int | None = None
    rest_seconds: float = 1.0
    longest_rest_seconds: float = 300.0
    most_attempts: int = 8
    failures_to_open: int = 5
    open_seconds: float = 60.0
    limits: tuple[Limit, ...] = ()
    stand_in: str = ""

    def __post_init__(self) -> None:
        counts = {
            "a_second": self.a_second,
            "most_attempts": self.most_attempts,
            "failures_to_open": self.failures_to_open,
        }
        wrong = [name for name, count in counts.items() if count is not None and count < 1]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: at least 1")
        if not 0 < self.rest_seconds <= self.longest_rest_seconds:
            raise ValueError("rest_seconds: more than 0 and not more than longest_rest_seconds")
        if self.open_seconds <= 0:
            raise ValueError("open_seconds: more than 0")


class Standing(StrEnum):
    """Whether a lane may be used."""

    OPEN_WAY = "open way"
    RESTING = "resting"
    CUT = "cut"
    TRYING = "trying"


STANDING_NAMES = {
    Standing.OPEN_WAY: Bilingual("畅通", "clear"),
    Standing.RESTING: Bilingual("稍候再试", "resting"),
    Standing.CUT: Bilingual("已断开，稍后试探", "cut off for a while"),
    Standing.TRYING: Bilingual("正用一条试探", "being tried with one text"),
}


@dataclass(frozen=True, slots=True)
class Health:
    """What a lane's last calls came to: failures in a row, until when it rests (UTC), since when it is cut off."""

    failures: int = 0
    rests_until: datetime | None = None
    cut_since: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """How the lane may be used at an instant (UTC)."""
        resting = self.rests_until is not None and now < self.rests_until
        if self.cut_since is not None:
            return Standing.CUT if resting else Standing.TRYING
        return Standing.RESTING if resting else Standing.OPEN_WAY


WELL = Health()
"""Of a lane whose last call went through."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that came to nothing: refused for now, or `unclear` where nobody answered.

    `retry_after` in seconds is the provider's own word on when to come back.
    """

    unclear: bool = False
    retry_after: float | None = None


def after_failure(health: Health, failure: Failure, rules: LaneRules, now: datetime, chance: float) -> Health:
    """One more call came to nothing; `chance` (0 to 1) spreads the rest. One that broke off once means little."""
    failures = health.failures + 1
    cut_since = health.cut_since or (now if failures >= rules.failures_to_open else None)
    if failure.unclear and failures == 1 and not cut_since:
        return Health(failures)
    rest = rules.open_seconds if cut_since else rest_seconds(failures, rules, chance)
    return Health(failures, now + timedelta(seconds=max(rest, failure.retry_after or 0)), cut_since)


def rest_seconds(attempt: int, rules: LaneRules, chance: float) -> float:
    """How long to wait after the given attempt, from 1: between half of its doubled share and the whole of it."""
    doublings = min(attempt - 1, 32)
    whole = min(rules.rest_seconds * 2.0**doublings, rules.longest_rest_seconds)
    return whole * (0.5 + chance / 2)
