"""What an office sets about sending: hours, urgency, escalation, what asks for a new confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import IsWorkday, SendingWindow
from notifications.domain.telling import Side

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SilenceStep:
    """How long a question may stay unanswered: `wait_minutes`, when the start is within `starts_within_hours`.

    Minutes of days off do not count where `working_days_only`.
    """

    starts_within_hours: float
    wait_minutes: int
    working_days_only: bool = False


class Escalation(StrEnum):
    """A step that a silence leads to; one that cannot be taken is left out."""

    REMIND = "remind"
    SECOND_CONTACT = "second contact"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class SendingRules:
    """The section `[sending]` of the settings.

    `settling_minutes`: changes that come within so many minutes of the first are told as one, and one that is
    undone meanwhile is not told; what is an emergency or for rain does not wait.
    `answer_until_hours`: an answer may be changed until so many hours before the first start. Texts of
    more than `most_parts` parts are cut between items. `batch` is the most messages handed over at once.
    """

    signature: str
    hours: Mapping[NoticeClass, SendingWindow]
    reconfirm: Mapping[Side, frozenset[str]]
    silence: tuple[SilenceStep, ...]
    escalation: tuple[Escalation, ...]
    settling_minutes: float
    urgent_within_hours: float
    answer_until_hours: float
    conversation_expires_hours: float
    most_parts: int
    batch: int

    def __post_init__(self) -> None:
        within = [step.starts_within_hours for step in self.silence]
        if not within or within != sorted(within):
            raise ValueError("[sending] silence: the steps go from the nearest start to the farthest")
        if self.escalation[-1:] != (Escalation.CALL,) or len(set(self.escalation)) != len(self.escalation):
            raise ValueError("[sending] escalation: each step stands once, and a call is the last")
        if self.settling_minutes < 0:
            raise ValueError("[sending] settling_minutes: no less than 0, which lets no change wait")

    @property
    def settling(self) -> timedelta:
        return timedelta(minutes=self.settling_minutes)

    @property
    def urgent_within(self) -> timedelta:
        return timedelta(hours=self.urgent_within_hours)

    def answer_until(self, first_start: datetime, asked: datetime) -> datetime:
        """When an answer holds for good; a question asked later than that takes changes until the start."""
        until = first_start - timedelta(hours=self.answer_until_hours)
        return until if until > asked else first_start

    def silence_ends(
        self, asked: datetime, first_start: datetime, zone: ZoneInfo, is_workday: IsWorkday
    ) -> datetime:
        """When a question asked at `asked` has stayed unanswered too long (UTC)."""
        ahead = first_start - asked
        step = next(
            (each for each in self.silence if ahead <= timedelta(hours=each.starts_within_hours)),
            self.silence[-1],
        )
        wait = timedelta(minutes=step.wait_minutes)
        return _after_working(asked, wait, zone, is_workday) if step.working_days_only else asked + wait


def _after_working(begin: datetime, wait: timedelta, zone: ZoneInfo, is_workday: IsWorkday) -> datetime:
    moment = begin.astimezone(zone)
    while True:
        midnight = datetime.combine(_next(moment.date()), time(), zone)
        if is_workday(moment.date()):
            if moment + wait <= midnight:
                return (moment + wait).astimezone(UTC)
            wait -= midnight - moment
        moment = midnight


def _next(day: date) -> date:
    return day + DAY
