"""What planning is told by settings: the weight of each wish, and the numbers in the rules with their source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from config.refusal import Refusal, refuse
from config.settings_names import unknown_name
from scheduler.domain.terms import SLOT_MINUTES, Category

T = TypeVar("T")
DECEMBER = 12
SUNDAY = 7
WHOLE_PERCENT = 100
ENTRY = frozenset({"value", "unit", "meaning", "source", "since"})
"""What may stand with a number or a weight."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per unit of each wish; the name of a field is the code of its rule."""

    unplaced: int
    ranked_orders: int
    fairness: int
    spacing: int
    stability: int
    preferences: int
    unasked: int
    variety: int = 0
    travel: int = 0
    good_hours: int = 0
    weekend_share: int = 0
    evening_share: int = 0

    def of(self, code: str) -> int:
        weight: int = getattr(self, code)
        return weight


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a number in a rule comes from and since when it is taken to hold."""

    name: str
    unit: str
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class GoodHours:
    """Starts from `since` to `until`, civil times, both included, on some ISO weekdays."""

    weekdays: frozenset[int]
    since: time
    until: time


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers in the rules; minutes, persons, days and civil times as their citations say."""

    film_months: tuple[int, ...]
    film_dusk_offset: int
    film_end_by: time
    night_from: time
    night_until: time
    permit_audience: int
    permit_lead: int
    travel_base: int
    travel_per_km: int
    order_points: tuple[int, ...]
    spacing_week_most: int
    service_points: tuple[tuple[Category, int], ...]
    offered_starts: tuple[tuple[Category, tuple[time, ...]], ...]
    film_reserve_within: int = 0
    variety_month_most: int = 1
    travel_near: int = 0
    good_hours: tuple[tuple[Category, tuple[GoodHours, ...]], ...] = ()
    weekend_percent: int = 0
    evening_percent: int = 0
    evening_from: time = time(18)
    citations: tuple[Citation, ...] = ()

    def points_of_rank(self, rank: int) -> int:
        """What an order of this rank costs when it is not served; rank 1 is the dearest."""
        return self.order_points[min(rank, len(self.order_points)) - 1]

    def points_of(self, category: Category) -> int:
        """Service points of one delivery."""
        return dict(self.service_points)[category]

    def starts_of(self, category: Category) -> tuple[time, ...]:
        """The civil times that planning offers for a category."""
        return dict(self.offered_starts)[category]


def planning_settings(table: Mapping[str, object]) -> tuple[Parameters, Weights]:
    """The section `[planning]` of the settings as parameters and weights; refused by the key that is wrong."""
    weights = _Reader("planning.weights", _table(table, "planning", "weights"))
    rules = _Reader("planning.rules", _table(table, "planning", "rules"))
    _refuse_unknown(table, rules.table, weights.table)
    parameters = Parameters(
        film_months=rules.value("film_months", _months),
        film_dusk_offset=rules.value("film_dusk_offset", _whole(-120)),
        film_end_by=rules.value("film_end_by", _civil_time),
        film_reserve_within=rules.value("film_reserve_within", _whole(0)),
        night_from=rules.value("night_from", _civil_time),
        night_until=rules.value("night_until", _civil_time),
        permit_audience=rules.value("permit_audience", _whole(1)),
        permit_lead=rules.value("permit_lead", _whole(0)),
        travel_base=rules.value("travel_base", _whole(0)),
        travel_per_km=rules.value("travel_per_km", _whole(0)),
        order_points=rules.value("order_points", _points),
        spacing_week_most=rules.value("spacing_week_most", _whole(0)),
        service_points=rules.value("service_points", _by_category(_whole(0))),
        offered_starts=rules.value("offered_starts", _by_category(_grid_times)),
        variety_month_most=rules.value("variety_month_most", _whole(0)),
        travel_near=rules.value("travel_near", _whole(0)),
        good_hours=rules.value("good_hours", _by_category(_good_hours)),
        weekend_percent=rules.value("weekend_percent", _percent),
        evening_percent=rules.value("evening_percent", _percent),
        evening_from=rules.value("evening_from", _civil_time),
        citations=tuple(rules.citation(name) for name in sorted(rules.table)),
    )
    names = Weights.__dataclass_fields__
    return parameters, Weights(**{name: weights.value(name, _whole(0)) for name in names})


def _refuse_unknown(
    planning: Mapping[str, object], rules: Mapping[str, object], weights: Mapping[str, object]
) -> None:
    """Refuse the names that no rule and no wish reads."""
    known_rules = Parameters.__dataclass_fields__.keys() - {"citations"}
    tables = [
        ("[planning]", planning, {"rules", "weights"}),
        ("[planning.rules]", rules, known_rules),
        ("[planning.weights]", weights, Weights.__dataclass_fields__.keys()),
        *((f"[planning.rules.{name}]", entry, ENTRY) for name, entry in rules.items()),
        *((f"[planning.weights.{name}]", entry, ENTRY) for name, entry in weights.items()),
    ]
    faults = [
        unknown_name(place, name, known)
        for place, table, known in tables
        if isinstance(table, Mapping)
        for name in table
        if name not in known
    ]
    if faults:
        raise Refusal(*faults)


@dataclass(frozen=True, slots=True)
class _Reader:
    place: str
    table: Mapping[str, object]

    def entry(self, name: str) -> Mapping[str, object]:
        return _table(self.table, self.place, name)

    def value(self, name: str, read: Callable[[object], T]) -> T:
        entry = self.entry(name)
        try:
            return read(entry["value"])
        except (KeyError, TypeError, ValueError) as error:
            raise refuse(
                f"{self.place}.{name}",
                "设置“{name}”的值不对：{value}。请在设置文件里改正。",
                "the setting “{name}” has a value that does not fit: {value}. Mend it in the settings file.",
                name=name,
                value=entry.get("value"),
            ) from error

    def citation(self, name: str) -> Citation:
        entry = self.entry(name)
        since = entry.get("since")
        if not isinstance(since, date) or not entry.get("source"):
            raise refuse(
                f"{self.place}.{name}",
                "规则参数“{name}”缺少来源（source）或起始日期（since）。请补上。",
                "the rule's number “{name}” lacks its source or its date (since). Add them.",
                name=name,
            )
        return Citation(name, str(entry.get("unit", "")), str(entry["source"]), since)


def _table(table: Mapping[str, object], place: str, name: str) -> Mapping[str, object]:
    found = table.get(name)
    if not isinstance(found, Mapping):
        raise refuse(
            f"{place}.{name}",
            "“{name}”应为一组设置，如 {name} = {{ value = 3 }}。请照 defaults.toml 改正。",
            "“{name}” should be a table, like {name} = {{ value = 3 }}. Mend it by defaults.toml.",
            name=name,
        )
    return found


def _whole(least: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ValueError(value)
        return value

    return read


def _civil_time(value: object) -> time:
    if isinstance(value, time):
        return value
    return time.fromisoformat(str(value))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _grid_times(value: object) -> tuple[time, ...]:
    starts = tuple(_civil_time(item) for item in _list(value))
    if any(start.minute % SLOT_MINUTES or start.second for start in starts):
        raise ValueError(value)
    return starts


def _months(value: object) -> tuple[int, ...]:
    months = tuple(_whole(1)(item) for item in _list(value))
    if any(month > DECEMBER for month in months):
        raise ValueError(value)
    return months


def _percent(value: object) -> int:
    if (found := _whole(0)(value)) > WHOLE_PERCENT:
        raise ValueError(value)
    return found


def _good_hours(value: object) -> tuple[GoodHours, ...]:
    found: list[GoodHours] = []
    for one in _list(value):
        if not isinstance(one, Mapping) or one.keys() != {"weekdays", "from", "until"}:
            raise ValueError(value)
        weekdays = frozenset(_whole(1)(day) for day in _list(one["weekdays"]))
        hours = GoodHours(weekdays, _civil_time(one["from"]), _civil_time(one["until"]))
        if hours.since > hours.until or not weekdays or max(weekdays) > SUNDAY:
            raise ValueError(value)
        found.append(hours)
    return tuple(found)


def _points(value: object) -> tuple[int, ...]:
    points = tuple(_whole(0)(item) for item in _list(value))
    if not points or list(points) != sorted(points, reverse=True):
        raise ValueError(value)
    return points


def _by_category(read: Callable[[object], T]) -> Callable[[object], tuple[tuple[Category, T], ...]]:
    def read_all(value: object) -> tuple[tuple[Category, T], ...]:
        if not isinstance(value, Mapping):
            raise TypeError(value)
        return tuple((category, read(value[category.value])) for category in Category)

    return read_all
