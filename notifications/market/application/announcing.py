"""What the register asks of the message layer: a telephone that can be texted, and one notice handed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from config.bilingual import Bilingual, Language
from config.clock import Clock
from notifications.domain.wording import Office
from notifications.market.domain.due import Threshold
from notifications.market.domain.owing import RowTold, Told
from scheduler.messages import PartyId
from scheduler.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Reachable:
    """How a party is reached on a day: the telephone's id and masked number, and the language it reads.

    Without an id it is reached by a call only, so the number is shown whole; empty where none is known.
    `answers`: whether a reply from the telephone comes back.
    """

    telephone_id: str | None
    shown: str
    language: Language = "zh"
    answers: bool = True


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing that a text speaks of to one party, in the version it was composed on.

    Of a campaign's row `told` is what the party hears by it, None that it is withdrawn.
    """

    subject: str
    version: int
    party: PartyId
    told: Told | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CampaignQuestion:
    """What a text of a campaign asks to be confirmed: the matter in words, under a code.

    `rows` are the rows answered by it, by party. An answer may be changed until `until` and none is taken
    from `closes` on (UTC). Without a code it is asked by a call.
    """

    matter: str
    code: str
    rows: Mapping[PartyId, str]
    until: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class RegulatoryText:
    """A text ready to go to one telephone, signed, as the officer approved it.

    `names` are the parties that it speaks to. Once a version in `spoken` is raised it must not leave;
    past `not_after` (UTC) neither. One with a reason `by_call` goes to a person, who says it.
    """

    district_id: str
    key: str
    telephone_id: str | None
    language: Language
    template: str
    template_version: str
    text: str
    names: Mapping[PartyId, str]
    spoken: Sequence[Spoken]
    not_before: datetime
    not_after: datetime
    campaign_id: str | None = None
    question: CampaignQuestion | None = None
    by_call: str = ""


class Fate(StrEnum):
    """What became of a notice: it may still be told or was; it turned stale first; it could not be told."""

    ALIVE = "alive"
    STALE = "stale"
    FAILED = "failed"


def text_key(preview_id: str, serial: int) -> str:
    """What names the text of a preview to the message layer."""
    return f"market:{preview_id}:{serial}"


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """Where a notice handed over stands, in the message layer's own words."""

    state: Bilingual
    fate: Fate


@dataclass(frozen=True, slots=True)
class Received:
    """A reply that came from a telephone after a notice reached it, as the officer reads it."""

    notice_id: str
    at: datetime
    text: str


class MessageLayer(Protocol):
    """The one way out to the operators."""

    @property
    def most_parts(self) -> int:
        """The most parts of one text; a longer one for several licences is cut between them."""
        ...

    def reach(
        self, session: Session, district_id: str, parties: Sequence[PartyId], on: date, /
    ) -> Mapping[PartyId, Reachable]:
        """How each of the parties is reached on this day; one without any number is absent."""
        ...

    def takes(self, text: str) -> bool:
        """Whether the provider takes a text, as far as its registered templates tell."""
        ...

    def opens(self, now: datetime) -> datetime:
        """The first instant from `now` (UTC) at which regulatory notices may leave."""
        ...

    def announce(
        self, session: Session, texts: Sequence[RegulatoryText], /
    ) -> Sequence[Mapping[PartyId, str]]:
        """Hand texts over in the caller's transaction; returns for each its parties' notice ids.

        The same key does nothing a second time.
        """
        ...

    def standing(
        self, session: Session, district_id: str, notice_ids: Sequence[str], /
    ) -> Mapping[str, NoticeStanding]:
        """Where each notice stands now; an unknown id is absent."""
        ...

    def replies(self, session: Session, district_id: str, notice_ids: Sequence[str], /) -> Sequence[Received]:
        """The replies to these notices, oldest first."""
        ...

    def told(self, session: Session, district_id: str, campaign_id: str, /) -> Mapping[str, RowTold]:
        """By subject what each row of a campaign has heard, or is about to hear; one never written to is absent."""
        ...

    def resting_codes(
        self, session: Session, district_id: str, telephone_ids: Collection[str], /
    ) -> dict[str, set[str]]:
        """By telephone the answer codes that may not be used again yet."""
        ...

    def call_back(self, session: Session, district_id: str, campaign_id: str, /) -> None:
        """Take back every text of a campaign that nobody was told, and let its questions decide nothing any more."""
        ...

    def ask_again(self, session: Session, district_id: str, row_ids: Collection[str], /) -> None:
        """What these rows were last asked stands again, with its answer: the change was undone untold."""
        ...

    def objections(self, text: str, /) -> Sequence[Bilingual]:
        """Why the provider is likely to refuse words in a notice, as its rules have it."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What the market officer's deeds stand on: the district, its clock and days, its office, the way out."""

    district_id: str
    clock: Clock
    workdays: Workdays
    thresholds: Sequence[Threshold]
    office: Office
    messages: MessageLayer
