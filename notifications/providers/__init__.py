"""What the message layer asks of every provider of text messages, in its own words.

A provider's own codes end in its adapter: only the terms of this module reach the tables. An adapter
tries once; whether and when to try again is decided by dispatching, which alone knows what was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from notifications.domain.segments import parts


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, as data.

    `bulk_size` is the most messages in one call. `look_up` says whether a message can be asked after by
    our reference, and "not found" counts only `settle_seconds` after it was handed over; `listing` finds
    by recipient and text, so two matches decide nothing. `live` providers reach real telephones.
    """

    name: str
    two_way: bool
    bulk_size: int
    links_allowed: bool
    look_up: Literal["reference", "listing", "none"]
    settle_seconds: float
    domestic: bool
    live: bool
    known_by: Literal["reference", "provider id"] = "reference"
    """What names a message in receipts; those by the provider's id may come before we know that id."""
    registered_templates: bool = False
    """Whether it takes only texts that fit a template registered beforehand."""
    push_answer: tuple[str, str] = ("text/plain", "ok\n")
    """The type and the body with which it wants a push to be answered."""
    one_way_prefixes: tuple[str, ...] = ()
    """Beginnings of numbers whose replies do not come back, although it is two-way."""

    by_a_person: bool = False
    """Whether nothing leaves by itself: a person fetches the texts and brings back what became of them."""

    parts_apart: bool = False
    """Whether each part of a long text leaves as a packet of its own, which the rate counts for itself."""

    def packets_of(self, text: str) -> int:
        """How much of a lane's rate a text takes."""
        return len(parts(text)) if self.parts_apart else 1

    def hears(self, telephone: str) -> bool:
        """Whether a reply from this telephone (E.164) comes back."""
        return self.two_way and not telephone.startswith(self.one_way_prefixes)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it goes on the wire: `reference` is ours, `telephone` in E.164, `text` signed."""

    reference: str
    telephone: str
    text: str


class Verdict(StrEnum):
    """What became of handing one message over."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Submission:
    """The provider's word on one message. `refused` is for good, `not accepted` may be tried again.

    `uncertain`: it may or may not have it, as after a broken connection; it has to be asked after.
    """

    reference: str
    verdict: Verdict
    provider_id: str | None = None
    reason: str = ""
    retry_after: float | None = None
    """Seconds after which the provider says it may take it, where it says so; 0 for the next turn of a lane that works."""


class Sight(StrEnum):
    """What a look-up says of a message."""

    FOUND = "found"
    NOT_FOUND = "not found"
    AMBIGUOUS = "ambiguous"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Sighting:
    """The answer to a look-up; `no answer` means that the provider itself could not be asked."""

    sight: Sight
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report on one message; `id` is the provider's own, the same in every push and pull of it.

    A provider that does not give our reference back leaves it empty and names its own `provider_id`.
    """

    id: str
    reference: str
    delivered: bool
    reason: str
    at: datetime
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class InboundReply:
    """A text that came from a telephone; it names no message."""

    id: str
    telephone: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Updates:
    """Receipts and replies since a cursor, oldest first, and the cursor to ask from next time."""

    receipts: tuple[Receipt, ...]
    replies: tuple[InboundReply, ...]
    cursor: str


class UnsignedPush(Exception):  # noqa: N818 - it names what came
    """A push that does not carry the provider's signature; nothing of it is read."""


class Provider(Protocol):
    """One way to the telephones."""

    @property
    def capabilities(self) -> Capabilities: ...

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        """Hand over at most `bulk_size` messages in one call; one submission for each, in their order."""
        ...

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        """Ask after a message handed over at `since` (UTC) whose fate is not known."""
        ...

    def fetch_updates(self, cursor: str) -> Updates:
        """Pull what came since `cursor`; empty for the beginning."""
        ...

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        """What a push holds, its cursor empty; UnsignedPush if its signature does not fit.

        `query` is that of the address it came to, as it came.
        """
        ...

    def close(self) -> None:
        """Let go of the connections."""
        ...
