"""What the register asks of the message layer: a telephone that can be texted, and one notice handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from config.bilingual import Bilingual, Language
from config.clock import Clock
from notifications.domain.wording import Office
from notifications.market.domain.due import Threshold
from scheduler.messages import PartyId
from scheduler.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Reachable:
    """How a party is reached on a day: the telephone's id and masked number; no id means by call only."""

    telephone_id: str | None
    shown: str


@dataclass(frozen=True, slots=True)
class RegulatoryText:
    """A text ready to go to one telephone.

    `subjects` are the subject versions it was composed on: raised meanwhile, it must not leave.
    Past `not_after` (UTC) it goes to a person's list instead.
    """

    district_id: str
    key: str
    party: PartyId
    telephone_id: str
    text: str
    subjects: Mapping[str, int]
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """Where a notice handed over stands; `never_told` means it did not leave and will not leave any more."""

    state: Bilingual
    never_told: bool


@dataclass(frozen=True, slots=True)
class Received:
    """A reply that came from a telephone after a notice reached it, as the officer reads it."""

    notice_id: str
    at: datetime
    text: str


class MessageLayer(Protocol):
    """The one way out to the operators."""

    def reach(
        self, session: Session, district_id: str, parties: Sequence[PartyId], on: date, /
    ) -> Mapping[PartyId, Reachable]:
        """How each of the parties is reached on this day; one without any number is absent."""
        ...

    def opens(self, now: datetime) -> datetime:
        """The first instant from `now` (UTC) at which regulatory notices may leave."""
        ...

    def announce(self, session: Session, text: RegulatoryText, /) -> str:
        """Hand one text over in the caller's transaction; the same key does nothing twice. Returns the notice id."""
        ...

    def standing(
        self, session: Session, district_id: str, notice_ids: Sequence[str], /
    ) -> Mapping[str, NoticeStanding]:
        """Where each notice stands now; an unknown id is absent."""
        ...

    def replies(self, session: Session, district_id: str, notice_ids: Sequence[str], /) -> Sequence[Received]:
        """The replies to these notices, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What the market officer's deeds stand on: the district, its clock and days, its office, the way out.

    A text for several licences of more than `most_parts` parts is cut between licences.
    """

    district_id: str
    clock: Clock
    workdays: Workdays
    thresholds: Sequence[Threshold]
    office: Office
    messages: MessageLayer
    language: Language = "zh"
    most_parts: int = 6
