"""Which reminder of a licence is due on a day: the nearest threshold crossed and not yet told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from notifications.market.domain.deadlines import provisional_years
from notifications.market.domain.judging import Judgement, Standing
from scheduler.workdays import Workdays

OVER = "over"
"""The step after `apply_by`: the period to apply is over, contact the window."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A reminder falls due so many calendar days before `apply_by`; `source`, `since`: who set it, when."""

    days: int
    source: str
    since: date

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"a threshold lies before the last day to apply, not {-self.days} days after it")

    @property
    def step(self) -> str:
        """Its lasting name, e.g. `before-30`."""
        return f"before-{self.days}"


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """One licence to be reminded of: the step reached, the working day it fell due on, and where it stands.

    `provisional_years` are years without a holiday table that the deadline or the due day rests on.
    """

    judgement: Judgement
    step: str
    due_on: date
    provisional_years: tuple[int, ...]


def reminder_due(
    judgement: Judgement,
    thresholds: Sequence[Threshold],
    told: Collection[str],
    workdays: Workdays,
    today: date,
) -> ReminderDue | None:
    """The one reminder due and untold, or None; `told` are the steps already told of this licence and expiry.

    Due means due on or before today, so a day on which nothing ran loses nothing. Of several steps
    crossed at once only the nearest to the deadline counts, and a farther one is never told after it.
    """
    reached = _nearest_step(judgement, thresholds, workdays, today)
    return None if reached is None or is_told_of(reached.step, told) else reached


def is_told_of(step: str, told: Collection[str]) -> bool:
    """Whether this step of a licence's period, or a nearer one, is among those told already."""
    return any(_days_left(each) <= _days_left(step) for each in told)


def _days_left(step: str) -> int:
    """How near to the deadline a step lies, in days before it; what comes after it is -1."""
    return -1 if step == OVER else int(step.removeprefix("before-"))


def _nearest_step(
    judgement: Judgement, thresholds: Sequence[Threshold], workdays: Workdays, today: date
) -> ReminderDue | None:
    deadline = judgement.deadline
    if deadline is None:
        return None
    if judgement.standing is Standing.TOO_LATE_TO_APPLY:
        return ReminderDue(judgement, OVER, deadline.apply_by + timedelta(days=1), deadline.provisional_years)
    for threshold in sorted(thresholds, key=lambda each: each.days):
        due_on = workdays.workday_on_or_before(deadline.apply_by - timedelta(days=threshold.days))
        if due_on <= today:
            years = {*deadline.provisional_years, *provisional_years(workdays, due_on)}
            return ReminderDue(judgement, threshold.step, due_on, tuple(sorted(years)))
    return None


@dataclass(frozen=True, slots=True)
class MarketSettings:
    """The section `[market]` of the settings: when, counted back from `apply_by`, an operator is reminded."""

    thresholds: tuple[Threshold, ...]
