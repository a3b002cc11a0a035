"""The sheets of where things are delivered: areas, venues, and the days on which a venue is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import choice, decimal, identifier, listed, text, whole
from config.tabular_times import day, opening_hours
from scheduler.domain.district import Area, Period, Venue
from scheduler.domain.terms import VENUE_KIND_NAMES, VenueKind

ENDS_BEFORE_IT_BEGINS = Bilingual("结束早于开始", "it ends before it begins")


def backwards(first: date | None, last: date | None) -> bool:
    """Whether two dates, each of which may be open, run the wrong way."""
    return first is not None and last is not None and first > last


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One line of the areas' sheet; `source` says where the population is from."""

    id: str
    name: str
    population: int
    latitude: float
    longitude: float
    valid_from: date | None
    valid_to: date | None
    source: str

    def area(self) -> Area:
        valid = Period(self.valid_from, self.valid_to)
        return Area(self.id, self.name, self.population, self.latitude, self.longitude, valid)


def _area_backwards(line: AreaLine) -> tuple[str, Bilingual] | None:
    return ("valid_to", ENDS_BEFORE_IT_BEGINS) if backwards(line.valid_from, line.valid_to) else None


AREAS = Sheet(
    "areas",
    Bilingual("街道", "sub-districts"),
    AreaLine,
    ("id",),
    (
        Column("id", "街道编号", identifier(), ("area_id", "编号")),
        Column("name", "街道名称", text(40), ("名称",)),
        Column("population", "人口", whole(1, 5_000_000), note=Bilingual("单位：人", "in heads")),
        Column("latitude", "纬度", decimal(-90, 90), ("lat",)),
        Column("longitude", "经度", decimal(-180, 180), ("lon",)),
        Column("valid_from", "启用日期", day(), required=False),
        Column("valid_to", "停用日期", day(), required=False),
        Column("source", "来源", text(), required=False, default=""),
    ),
    (_area_backwards,),
)


@dataclass(frozen=True, slots=True)
class VenueLine:
    """One line of the venues' sheet; `hours` by ISO weekday."""

    id: str
    area_id: str
    name: str
    kind: VenueKind
    capacity: int
    features: frozenset[str]
    hours: dict[int, tuple[time, time]]
    opened_from: date | None
    opened_to: date | None

    def venue(self, closures: Iterable[Period] = ()) -> Venue:
        return Venue(
            self.id,
            self.area_id,
            self.name,
            self.kind,
            self.capacity,
            self.features,
            self.hours,
            Period(self.opened_from, self.opened_to),
            tuple(closures),
        )


def _venue_backwards(line: VenueLine) -> tuple[str, Bilingual] | None:
    return ("opened_to", ENDS_BEFORE_IT_BEGINS) if backwards(line.opened_from, line.opened_to) else None


VENUES = Sheet(
    "venues",
    Bilingual("场地", "venues"),
    VenueLine,
    ("id",),
    (
        Column("id", "场地编号", identifier(), ("venue_id", "编号")),
        Column(
            "area_id",
            "所属街道",
            text(60),
            ("area", "街道"),
            note=Bilingual("街道的编号或名称", "id or name"),
        ),
        Column("name", "场地名称", text(60), ("名称",)),
        Column("kind", "场地类型", choice(VENUE_KIND_NAMES), ("类型",)),
        Column("capacity", "容纳人数", whole(1, 100_000), note=Bilingual("单位：人", "in heads")),
        Column("features", "设施", listed(text(20)), required=False, default=frozenset()),
        Column("hours", "开放时间", opening_hours(), ("opening hours",)),
        Column("opened_from", "启用日期", day(), required=False),
        Column("opened_to", "停用日期", day(), required=False),
    ),
    (_venue_backwards,),
)


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """Days on which a venue is closed, both included; an open end means until further notice."""

    venue_id: str
    first_day: date
    last_day: date | None
    reason: str

    def period(self) -> Period:
        return Period(self.first_day, self.last_day)


def _closure_backwards(line: ClosureLine) -> tuple[str, Bilingual] | None:
    return ("last_day", ENDS_BEFORE_IT_BEGINS) if backwards(line.first_day, line.last_day) else None


CLOSURES = Sheet(
    "closures",
    Bilingual("场地关闭", "venue closures"),
    ClosureLine,
    ("venue_id", "first_day"),
    (
        Column("venue_id", "场地", text(60), ("venue",), note=Bilingual("场地的编号或名称", "id or name")),
        Column("first_day", "首日", day(), ("from",)),
        Column("last_day", "末日", day(), ("to",), required=False),
        Column("reason", "原因", text(), required=False, default=""),
    ),
    (_closure_backwards,),
)
