"""A delivery 配送场次: one programme at one venue for one sub-district at one time."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.terms import SLOT_MINUTES, Category

DeliveryId = str
"""Kept for life, e.g. `2606-017`: the month it was first planned in and a serial number."""


class ReserveDate(NamedTuple):
    """The evening to which rain moves an outdoor film, at the same venue."""

    day: date
    start: time


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as it stands in a draft or in a published version.

    `start` is civil time on a grid of 15 minutes; `minutes` is the programme's own length, without
    set-up or clearing. `course_id` binds the sessions of one course. `rain_venue_id` is the indoor
    venue asked for an outdoor film; `reserve_day` and `reserve_start` are its reserve date, at the same
    venue by the same provider. `volumes` and `titles` are the books and periodicals of a batch.
    `pinned` holds the names of the attributes that planning may not change.
    """

    id: DeliveryId
    area_id: str
    category: Category
    programme_id: str
    provider_id: str
    venue_id: str
    day: date
    start: time
    minutes: int
    order_id: str | None = None
    course_id: str | None = None
    session: int | None = None
    rain_venue_id: str | None = None
    volumes: int = 0
    titles: int = 0
    pinned: frozenset[str] = frozenset()
    reserve_day: date | None = None
    reserve_start: time | None = None

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise ValueError(f"{self.id}: a delivery lasts at least a minute, not {self.minutes}")
        if self.start.second or self.start.minute % SLOT_MINUTES:
            raise ValueError(f"{self.id}: starts lie on a grid of {SLOT_MINUTES} minutes, not {self.start}")
        if (self.reserve_day is None) != (self.reserve_start is None):
            raise ValueError(f"{self.id}: a reserve date has a day and a start")

    @property
    def month(self) -> str:
        """The month it stands in, `YYYY-MM`."""
        return f"{self.day:%Y-%m}"

    @property
    def end(self) -> time:
        """When it ends; refused past midnight by the rules, so a civil time of the same day."""
        return (datetime.combine(self.day, self.start) + timedelta(minutes=self.minutes)).time()

    @property
    def shelter_id(self) -> str | None:
        """The rain venue, while it is another than the venue itself."""
        return None if self.rain_venue_id == self.venue_id else self.rain_venue_id

    @property
    def reserve_date(self) -> ReserveDate | None:
        """The reserve date planned with it, used or not."""
        if self.reserve_day is None or self.reserve_start is None:
            return None
        return ReserveDate(self.reserve_day, self.reserve_start)

    @property
    def reserve(self) -> ReserveDate | None:
        """Its reserve date, while it is not shown on it."""
        return None if self.reserve_day == self.day else self.reserve_date

    def shown_on(self, reserve: ReserveDate) -> Delivery:
        """The delivery on its reserve date, which it has then used."""
        return replace(
            self,
            day=reserve.day,
            start=reserve.start,
            reserve_day=reserve.day,
            reserve_start=reserve.start,
            pinned=frozenset(),
        )

    def starts_at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.day, self.start, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        return self.starts_at(zone) + timedelta(minutes=self.minutes)


CHANGEABLE_FIELDS = (
    "programme_id",
    "provider_id",
    "venue_id",
    "day",
    "start",
    "minutes",
    "rain_venue_id",
    "reserve_day",
    "reserve_start",
    "volumes",
    "titles",
)
"""What a party would notice: a difference in one of these makes a changed delivery."""


def changed_fields(before: Delivery, after: Delivery) -> tuple[str, ...]:
    """The names of the noticeable fields in which two states of one delivery differ."""
    if before.id != after.id:
        raise ValueError(f"{before.id} and {after.id} are two deliveries")
    return tuple(name for name in CHANGEABLE_FIELDS if getattr(before, name) != getattr(after, name))


def with_fields(delivery: Delivery, **changes: object) -> Delivery:
    """The delivery with some fields replaced; unknown names are refused by name."""
    known = {field.name for field in fields(Delivery)}
    unknown = sorted(set(changes) - known)
    if unknown:
        raise ValueError(f"a delivery has no {', '.join(unknown)}")
    return replace(delivery, **changes)  # type: ignore[arg-type]
