"""Areas that merge: from a first of a month on what was one area's is another's; what was before stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Area, District
from scheduler.domain.terms import Category


@dataclass(frozen=True, slots=True)
class Merger:
    """From `first` on the area is part of `into_id`."""

    area_id: str
    into_id: str
    first: date


def area_on(mergers: Iterable[Merger], area_id: str, day: date) -> str:
    """Whose is on that day what once was the area's; mergers may follow each other."""
    passed = {one.area_id: one.into_id for one in mergers if one.first <= day}
    while area_id in passed:
        area_id = passed[area_id]
    return area_id


def as_merged(district: District, mergers: Iterable[Merger], day: date) -> District:
    """The district as it is on `day`: only areas that stand, with the heads, venues, orders, quotas and courses of the gone."""
    mergers = tuple(mergers)

    def now(area_id: str) -> str:
        return area_on(mergers, area_id, day)

    if all(now(area.id) == area.id for area in district.areas):
        return district
    return replace(
        district,
        areas=_standing(district.areas, {area.id: now(area.id) for area in district.areas}),
        venues=tuple(replace(one, area_id=now(one.area_id)) for one in district.venues),
        orders=tuple(replace(one, area_id=now(one.area_id)) for one in district.orders),
        courses=tuple(replace(one, area_id=now(one.area_id)) for one in district.courses),
        allotments=_summed(replace(one, area_id=now(one.area_id)) for one in district.allotments),
    )


def of_areas(deliveries: Iterable[Delivery], mergers: Iterable[Merger], day: date) -> tuple[Delivery, ...]:
    """The deliveries under the areas that stand on `day`."""
    mergers = tuple(mergers)
    if not mergers:
        return tuple(deliveries)
    return tuple(replace(one, area_id=area_on(mergers, one.area_id, day)) for one in deliveries)


def heads_over_year(areas: Iterable[Area], mergers: Iterable[Merger], year: int) -> tuple[Area, ...]:
    """The areas with the heads each has over the year, month by month in the mean: what merged counts for the other since."""
    areas, mergers = tuple(areas), tuple(mergers)
    heads: dict[str, int] = defaultdict(int)
    for area in areas:
        for month in range(1, 13):
            standing = area_on(mergers, area.id, date(year, month, 1))
            # An area's own months are counted by its dates; what came to it counts for the months since.
            if standing != area.id:
                heads[standing] += area.population
    return tuple(replace(area, population=area.population + round(heads[area.id] / 12)) for area in areas)


def _standing(areas: Iterable[Area], now: dict[str, str]) -> tuple[Area, ...]:
    heads: dict[str, int] = defaultdict(int)
    areas = tuple(areas)
    for area in areas:
        heads[now[area.id]] += area.population
    return tuple(replace(area, population=heads[area.id]) for area in areas if now[area.id] == area.id)


def _summed(allotments: Iterable[Allotment]) -> tuple[Allotment, ...]:
    windows: dict[tuple[str, Category, str], tuple[int, int]] = {}
    for one in allotments:
        least, most = windows.get((one.area_id, one.category, one.month), (0, 0))
        windows[one.area_id, one.category, one.month] = (least + one.least, most + one.most)
    return tuple(Allotment(*place, *window) for place, window in windows.items())
