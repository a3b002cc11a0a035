"""Refuses facts that name what the district does not know, before anything is planned on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Course, District

_UNKNOWN = Bilingual(
    "引用了未登记的{kind}“{id}”。请先登记，或改正引用。",
    "names {kind} “{id}”, which is not known. Enter it first, or mend the name.",
)
_KINDS = {
    "area": Bilingual("街道", "an area"),
    "venue": Bilingual("场地", "a venue"),
    "provider": Bilingual("主体", "a provider"),
    "programme": Bilingual("项目", "a programme"),
}


def refuse_unknown(district: District, deliveries: Iterable[Delivery]) -> None:
    """Raise a Refusal that names every unknown area, venue, provider or programme, and who names it."""
    known = {
        "area": {area.id for area in district.areas},
        "venue": {venue.id for venue in district.venues},
        "provider": {provider.id for provider in district.providers},
        "programme": {programme.id for programme in district.programmes},
    }
    faults = [
        Fault(place, _UNKNOWN.fill(kind=_KINDS[kind], id=name))
        for place, kind, name in _named(district, deliveries)
        if name not in known[kind]
    ]
    if faults:
        raise Refusal(*faults)


def _named(district: District, deliveries: Iterable[Delivery]) -> Iterator[tuple[str, str, str]]:
    """Who names what: place, kind, id."""
    for venue in district.venues:
        yield f"venue {venue.id}", "area", venue.area_id
    for order in district.orders:
        yield f"order {order.id}", "area", order.area_id
        yield f"order {order.id}", "programme", order.programme_id
    for allotment in district.allotments:
        yield f"allotment {allotment.month}", "area", allotment.area_id
    for course in district.courses:
        yield from _parties(f"course {course.id}", course)
    for delivery in deliveries:
        yield from _parties(f"delivery {delivery.id}", delivery)


def _parties(place: str, named: Course | Delivery) -> Iterator[tuple[str, str, str]]:
    yield place, "area", named.area_id
    yield place, "programme", named.programme_id
    yield place, "provider", named.provider_id
    yield place, "venue", named.venue_id
