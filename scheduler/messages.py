"""Events and commands between the rooms: frozen; ids, dates and facts, never a telephone number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartyId = str
"""Who hears: `venue:<id>`, `provider:<id>`, `area:<id>`, `business:<id>`."""


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What a party needs to know of one delivery, with the district's own names; days and times ISO."""

    id: str
    category: str
    programme: str
    area: str
    area_party: PartyId
    venue: str
    venue_party: PartyId
    provider: str
    provider_party: PartyId
    day: str
    start: str
    end: str
    course_id: str | None = None
    session: int | None = None
    rain_venue: str | None = None
    rain_venue_party: PartyId | None = None
    volumes: int = 0
    titles: int = 0
    reserve_day: str | None = None
    reserve_start: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryChange:
    """One difference between two published states; exactly one of `before`, `after` may be None.

    `version` is the subject version of the delivery after the change; `reason` is why, as the
    parties may hear it (因雨, 场地关闭 …), empty when there is none to tell. `declined` names the sides that
    have declined it as it is after the change; they are not asked again.
    """

    delivery_id: str
    version: int
    before: DeliveryFacts | None
    after: DeliveryFacts | None
    changed: tuple[str, ...] = ()
    reason: str = ""
    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarPublished:
    """A month's calendar was published as version `number`; carries the diff to the version before."""

    district_id: str
    month: str
    number: int
    by: str
    changes: tuple[DeliveryChange, ...]


@dataclass(frozen=True, slots=True)
class DeliveryAnswered:
    """A party answered the question about a delivery; `asked_version` is the state it was asked about.

    `asked`: what was taken for an answer was none, as a person found, and the question is open again.
    """

    district_id: str
    delivery_id: str
    party: PartyId
    side: Literal["venue", "provider", "rain_venue"]
    answer: Literal["asked", "received", "confirmed", "declined"]
    asked_version: int
    reason: str
    reply_id: str


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """The day before (or another lead): tell the parties of what stands in the calendar on `day`."""

    district_id: str
    day: str
    deliveries: tuple[DeliveryFacts, ...]
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlanningDue:
    """Next month's calendar is to be planned, and is not yet published."""

    district_id: str
    month: str


@dataclass(frozen=True, slots=True)
class PublishedFactsChanged:
    """An import changed facts that `reached` published deliveries use, counted by month."""

    district_id: str
    import_id: str
    by: str
    reached: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """An area ordered from the menu for a month that is still open."""

    district_id: str
    order_id: str
    area_id: str
    month: str
    by: str


@dataclass(frozen=True, slots=True)
class OrderTakenBack:
    """An area took an order back before its month was published."""

    district_id: str
    order_id: str
    area_id: str
    month: str
    by: str


@dataclass(frozen=True, slots=True)
class AttendanceReported:
    """An area reported how many came to a delivery, and how many percent were satisfied where it asked."""

    district_id: str
    delivery_id: str
    area_id: str
    attendance: int
    satisfied: int | None
    by: str


@dataclass(frozen=True, slots=True)
class DeliveryRecorded:
    """What became of a delivery was recorded, or corrected: `state` (a delivery's) is what stands now.

    `received` and `received_titles` count the volumes and periodical titles that came of a batch that was
    short-received.
    """

    district_id: str
    delivery_id: str
    state: str
    received: int | None
    by: str
    received_titles: int | None = None


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """The draft of a month was thrown away at this revision; version `number` stands in it again, 0 for none.

    `differed` counts the deliveries in which it differed from that version.
    """

    district_id: str
    month: str
    revision: int
    number: int
    differed: int
    by: str


@dataclass(frozen=True, slots=True)
class ReserveDateBooked:
    """Another evening is kept for an outdoor film in case of rain: its venue and provider are taken that day."""

    district_id: str
    delivery_id: str
    day: str
    venue_id: str
    provider_id: str
    by: str


@dataclass(frozen=True, slots=True)
class ReserveDateFreed:
    """A film's reserve date is no longer kept: the film was held, has gone there, or it was let go."""

    district_id: str
    delivery_id: str
    day: str


@dataclass(frozen=True, slots=True)
class AreaMerged:
    """From `first` on an area is part of another: its venues, orders, quotas and contacts are that one's."""

    district_id: str
    area_id: str
    into_id: str
    first: str
    by: str


Event = (
    CalendarPublished
    | DraftDiscarded
    | DeliveryAnswered
    | DeliveryRecorded
    | OrderPlaced
    | OrderTakenBack
    | AreaMerged
    | AttendanceReported
    | PublishedFactsChanged
    | ReminderDue
    | ReserveDateBooked
    | ReserveDateFreed
    | PlanningDue
)
