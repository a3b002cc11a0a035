"""Disruptions 变动: what happens to a published month and calls for a repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.decline import AskedSide
from scheduler.domain.delivery import DeliveryId
from scheduler.domain.district import District, Order
from scheduler.domain.terms import Category


@dataclass(frozen=True, slots=True)
class Rain:
    """Rain on `day`: nothing is held in the open air."""

    day: date


@dataclass(frozen=True, slots=True)
class ProviderAbsent:
    """A provider cannot come from `first` to `last`, both included; without a last day it drops out for good."""

    provider_id: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class VenueClosed:
    """A venue is closed from `first` to `last`, both included; without a last day until further notice."""

    venue_id: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class VenueReopened:
    """A closure of a venue ends: from `first` on it is open again."""

    venue_id: str
    first: date


@dataclass(frozen=True, slots=True)
class Declined:
    """The venue, the provider or the rain venue, as `side` says, has declined a published delivery.

    `others` are further sessions of its course that the same party has declined with it.
    """

    delivery_id: DeliveryId
    side: AskedSide
    others: tuple[DeliveryId, ...] = ()

    @property
    def deliveries(self) -> tuple[DeliveryId, ...]:
        """All that was declined."""
        return (self.delivery_id, *self.others)


@dataclass(frozen=True, slots=True)
class Urgent:
    """A new delivery that must be placed; `order` says what, for whom, and when if the day is set."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderWithdrawn:
    """An area no longer wants what it ordered."""

    order_id: str


@dataclass(frozen=True, slots=True)
class QuotaChanged:
    """An area gets of a category at least and at most so many deliveries in the month."""

    area_id: str
    category: Category
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class BudgetChanged:
    """The month may cost so many yuan; None: no budget."""

    yuan: int | None


@dataclass(frozen=True, slots=True)
class HolidayMoved:
    """What marks the day `was` (a public holiday, a make-up workday) now marks the day `now`."""

    was: date
    now: date


Disruption = (
    Rain
    | ProviderAbsent
    | VenueClosed
    | VenueReopened
    | Declined
    | Urgent
    | OrderWithdrawn
    | QuotaChanged
    | BudgetChanged
    | HolidayMoved
)


def fresh_order_id(district: District, month: str) -> str:
    """An id for an urgent order that none has yet."""
    known = {one.id for one in district.orders}
    return next(
        name
        for number in range(1, len(known) + 2)
        if (name := f"U{month[2:4]}{month[5:7]}-{number}") not in known
    )
