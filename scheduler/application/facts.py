"""Deliveries told in the district's own names, as events carry them."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.calendar import Difference
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import District
from scheduler.messages import DeliveryChange, DeliveryFacts


@dataclass(frozen=True, slots=True)
class Names:
    """The district's names by id."""

    areas: dict[str, str]
    venues: dict[str, str]
    providers: dict[str, str]
    programmes: dict[str, str]


def names_of(district: District) -> Names:
    return Names(
        areas={area.id: area.name for area in district.areas},
        venues={venue.id: venue.name for venue in district.venues},
        providers={provider.id: provider.name for provider in district.providers},
        programmes={programme.id: programme.name for programme in district.programmes},
    )


def facts_of(delivery: Delivery, names: Names) -> DeliveryFacts:
    """What the parties need to know of one delivery; an id without a name stands for itself."""
    rain = delivery.rain_venue_id
    if rain == delivery.venue_id:
        rain = None  # it has moved indoors: the rain venue is the venue now
    return DeliveryFacts(
        id=delivery.id,
        category=delivery.category.value,
        programme=names.programmes.get(delivery.programme_id, delivery.programme_id),
        area=names.areas.get(delivery.area_id, delivery.area_id),
        area_party=f"area:{delivery.area_id}",
        venue=names.venues.get(delivery.venue_id, delivery.venue_id),
        venue_party=f"venue:{delivery.venue_id}",
        provider=names.providers.get(delivery.provider_id, delivery.provider_id),
        provider_party=f"provider:{delivery.provider_id}",
        day=delivery.day.isoformat(),
        start=f"{delivery.start:%H:%M}",
        end=f"{delivery.end:%H:%M}",
        course_id=delivery.course_id,
        session=delivery.session,
        rain_venue=names.venues.get(rain, rain) if rain else None,
        rain_venue_party=f"venue:{rain}" if rain else None,
        volumes=delivery.volumes,
        titles=delivery.titles,
        reserve_day=delivery.reserve.day.isoformat() if delivery.reserve else None,
        reserve_start=f"{delivery.reserve.start:%H:%M}" if delivery.reserve else None,
    )


def change_of(
    difference: Difference, names: Names, *, version: int, reason: str, declined: tuple[str, ...]
) -> DeliveryChange:
    """A difference between two versions, told in the district's own names."""
    before, after = difference.before, difference.after
    return DeliveryChange(
        delivery_id=difference.delivery_id,
        version=version,
        before=facts_of(before, names) if before else None,
        after=facts_of(after, names) if after else None,
        changed=difference.changed,
        reason=reason,
        declined=declined,
    )
