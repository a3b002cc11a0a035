"""The district's names and special days, read once for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.district_repository import read_mergers
from scheduler.adapters.district_tables import AreaRow, DayMarkRow, ProgrammeRow, ProviderRow, VenueRow
from scheduler.domain.delivery import Delivery
from scheduler.domain.merging import area_on
from scheduler.domain.terms import VenueKind

SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Named:
    """An id with its name, as a choice or a heading."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NamedVenue(Named):
    area_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Names:
    """Every area, venue, provider and programme of the district by id; what has no name shows its id."""

    areas: dict[str, str]
    venues: dict[str, NamedVenue]
    providers: dict[str, str]
    programmes: dict[str, str]

    def area(self, area_id: str) -> str:
        return self.areas.get(area_id, area_id)

    def venue(self, venue_id: str) -> str:
        venue = self.venues.get(venue_id)
        return venue.name if venue else venue_id

    def open_air(self, venue_id: str) -> bool:
        """Whether it is an open-air site."""
        venue = self.venues.get(venue_id)
        return venue is not None and venue.kind == VenueKind.OPEN_AIR

    def provider(self, provider_id: str) -> str:
        return self.providers.get(provider_id, provider_id)

    def programme(self, programme_id: str) -> str:
        return self.programmes.get(programme_id, programme_id)

    def party(self, party_id: str) -> str:
        """The name of a party as events know it, `venue:<id>`, `provider:<id>` or `area:<id>`."""
        kind, _, identity = party_id.partition(":")
        named = {"venue": self.venue, "provider": self.provider, "area": self.area}
        return named[kind](identity) if kind in named else party_id


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery with the names that its ids stand for."""

    delivery: Delivery
    area: str
    programme: str
    venue: str
    provider: str
    rain_venue: str


def told(delivery: Delivery, names: Names) -> Told:
    return Told(
        delivery,
        area=names.area(delivery.area_id),
        programme=names.programme(delivery.programme_id),
        venue=names.venue(delivery.venue_id),
        provider=names.provider(delivery.provider_id),
        rain_venue=names.venue(delivery.rain_venue_id) if delivery.rain_venue_id else "",
    )


def read_names(session: Session, district_id: str) -> Names:
    """The names as they stand now, each kind in the order of its ids."""

    def pairs(row_type: type[AreaRow | ProviderRow | ProgrammeRow]) -> dict[str, str]:
        rows = session.execute(
            sa.select(row_type.id, row_type.name)
            .where(row_type.district_id == district_id)
            .order_by(row_type.id)
        )
        return {row.id: row.name for row in rows}

    venues = session.execute(
        sa.select(VenueRow.id, VenueRow.name, VenueRow.area_id, VenueRow.kind)
        .where(VenueRow.district_id == district_id)
        .order_by(VenueRow.area_id, VenueRow.id)
    )
    return Names(
        areas=pairs(AreaRow),
        venues={row.id: NamedVenue(row.id, row.name, row.area_id, row.kind) for row in venues},
        providers=pairs(ProviderRow),
        programmes=pairs(ProgrammeRow),
    )


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A civil day as the calendar shades it: `off` when nobody works, `quiet` on examination days."""

    day: date
    off: bool
    makeup: bool
    quiet: bool
    names: tuple[str, ...]


def read_days(session: Session, district_id: str, first: date, last: date) -> tuple[CalendarDay, ...]:
    """Every day from `first` to `last`, both included, with what the district's table says of it."""
    marks: dict[date, list[DayMarkRow]] = {}
    for row in session.scalars(
        sa.select(DayMarkRow)
        .where(DayMarkRow.district_id == district_id, DayMarkRow.day >= first, DayMarkRow.day <= last)
        .order_by(DayMarkRow.day, DayMarkRow.kind)
    ):
        marks.setdefault(row.day, []).append(row)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(_calendar_day(day, marks.get(day, [])) for day in days)


def _calendar_day(day: date, marks: list[DayMarkRow]) -> CalendarDay:
    kinds = {mark.kind for mark in marks}
    makeup = "makeup" in kinds
    return CalendarDay(
        day=day,
        off=not makeup and ("holiday" in kinds or day.isoweekday() >= SATURDAY),
        makeup=makeup,
        quiet="quiet" in kinds,
        names=tuple(mark.name for mark in marks),
    )


def areas_standing(session: Session, district_id: str, names: Names, day: date) -> tuple[Named, ...]:
    """The areas that have not become part of another by `day`."""
    mergers = read_mergers(session, district_id)
    return tuple(
        Named(area_id, name)
        for area_id, name in names.areas.items()
        if area_on(mergers, area_id, day) == area_id
    )
