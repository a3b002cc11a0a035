"""The district's own facts, as planning reads them: areas, venues, providers, programmes, orders, quotas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from scheduler.domain.terms import Category, VenueKind


@dataclass(frozen=True, slots=True)
class Period:
    """Civil days from `first` to `last`, both included; None is open-ended."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"a period ends on {self.last} before it begins on {self.first}")

    def covers(self, other: Period) -> bool:
        """Whether every day of the other period is in this one."""
        begins = self.first is None or (other.first is not None and self.first <= other.first)
        return begins and (self.last is None or (other.last is not None and other.last <= self.last))

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Area:
    """A sub-district 街道/镇; `population` in heads, `district_id` where a problem holds several districts."""

    id: str
    name: str
    population: int
    latitude: float
    longitude: float
    valid: Period = Period()
    district_id: str | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue 场地. `hours` maps ISO weekday (1 = Monday) to opening and closing civil time."""

    id: str
    area_id: str
    name: str
    kind: VenueKind
    capacity: int
    features: frozenset[str]
    hours: dict[int, tuple[time, time]]
    opened: Period = Period()
    closures: tuple[Period, ...] = ()

    @property
    def open_air(self) -> bool:
        return self.kind is VenueKind.OPEN_AIR


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider 配送主体; `per_day`, `per_week`, `per_month` are the most deliveries it can make.

    `van_volumes` is what its vans carry in one day, in volumes; 0 where it has none. `district_id` is the
    only district that it serves; None: it is shared by all. `home` is where it sets out from, latitude and
    longitude in degrees; None where it is not known. `contract_left` is how many deliveries its contract of
    the year still allows in the month that is planned; None: as many as it can make.
    """

    id: str
    name: str
    categories: frozenset[Category]
    per_day: int
    per_week: int
    per_month: int
    contract: Period = Period()
    blackouts: tuple[Period, ...] = ()
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5, 6, 7})
    van_volumes: int = 0
    district_id: str | None = None
    home: tuple[float, float] | None = None
    contract_left: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """An item on the menu 配送项目; times in minutes, `cost` in yuan for one delivery.

    `sessions` > 1 makes it a weekly course. `months` are those it can be given in. `needs` are the
    features a venue must have. `amplified` events fall under quiet days when in the open air.
    `audience` is the number of people expected. It starts no earlier than `start_from` and no later than
    `start_until`, where they are given: an evening gala is none in the morning.
    """

    id: str
    name: str
    category: Category
    provider_ids: frozenset[str]
    minutes: int
    setup_minutes: int
    clearing_minutes: int
    needs: frozenset[str]
    cost: int
    audience: int
    sessions: int = 1
    months: frozenset[int] = frozenset(range(1, 13))
    open_air: bool = False
    amplified: bool = False
    volumes: int = 0
    titles: int = 0
    start_from: time | None = None
    start_until: time | None = None

    def __post_init__(self) -> None:
        if self.start_from and self.start_until and self.start_from > self.start_until:
            raise ValueError(f"{self.id}: no start lies between {self.start_from} and {self.start_until}")


@dataclass(frozen=True, slots=True)
class Order:
    """A sub-district's ranked wish 点单 for one programme in one month; rank 1 is the dearest.

    `pinned_day` and `pinned_start` fix the day and start; `venue_id` asks for one venue;
    `weekdays` are preferred ISO weekdays; `permit_recorded` means 许可已取得.
    """

    id: str
    area_id: str
    month: str
    programme_id: str
    rank: int
    venue_id: str | None = None
    weekdays: frozenset[int] = frozenset()
    pinned_day: date | None = None
    pinned_start: time | None = None
    permit_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Allotment:
    """How many deliveries of a category an area gets in a month 年度配额: at least, at most."""

    area_id: str
    category: Category
    month: str
    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise ValueError(f"{self.area_id} {self.category} {self.month}: 0 ≤ least ≤ most does not hold")


@dataclass(frozen=True, slots=True)
class Course:
    """A training given weekly 系列课程: same weekday, start, venue and provider from `first_day` on."""

    id: str
    area_id: str
    programme_id: str
    provider_id: str
    venue_id: str
    first_day: date
    start: time
    sessions: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class DayMark:
    """What makes a civil day special: `holiday`, `makeup` (调休 workday) or `quiet` (examinations)."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A venue or a provider, as `side` says, kept provisionally for something else; free again after `until`."""

    side: Literal["venue", "provider"]
    party: str
    days: Period
    until: date
    why: str


@dataclass(frozen=True, slots=True)
class District:
    """One district's facts, whole: the ground on which a month is planned."""

    id: str
    name: str
    timezone: str
    latitude: float
    longitude: float
    areas: tuple[Area, ...]
    venues: tuple[Venue, ...]
    providers: tuple[Provider, ...]
    programmes: tuple[Programme, ...]
    orders: tuple[Order, ...] = ()
    allotments: tuple[Allotment, ...] = ()
    courses: tuple[Course, ...] = ()
    day_marks: tuple[DayMark, ...] = ()
    month_budget: int | None = None
    years_with_holidays: frozenset[int] = field(default_factory=frozenset)
    holds: tuple[Hold, ...] = ()
