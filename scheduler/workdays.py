"""Which days work, which are quiet, and when the light is gone: pure, from the district's own table of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import dusk

GRID = timedelta(minutes=15)
SATURDAY = 6


class Mark(Protocol):
    """A special civil day: `kind` is `holiday`, `makeup` (调休 workday) or `quiet` (examinations)."""

    @property
    def day(self) -> date: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Workdays:
    """The district's table of days; `years` are those whose holidays have been announced and entered."""

    holidays: dict[date, str]
    makeups: dict[date, str]
    quiet: dict[date, str]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Monday to Friday without the holidays, and the make-up workdays 调休."""
        if day in self.makeups:
            return True
        return day not in self.holidays and day.isoweekday() < SATURDAY

    def is_holiday(self, day: date) -> bool:
        """A public holiday by the table; an ordinary Sunday is none."""
        return day in self.holidays

    def is_quiet_day(self, day: date) -> bool:
        """An examination day on which amplified open-air events are barred."""
        return day in self.quiet

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return self.workday_on_or_after(day + timedelta(days=1))

    def previous_workday(self, day: date) -> date:
        """The last working day before `day`."""
        return self.workday_on_or_before(day - timedelta(days=1))

    def workday_on_or_after(self, day: date) -> date:
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def workday_on_or_before(self, day: date) -> date:
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def workdays_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; periods of the penalty law run so."""
        for _ in range(count):
            day = self.next_workday(day)
        return day

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year without a holiday table, so that what is said of it may change."""
        return day.year not in self.years


def workdays_from(marks: Iterable[Mark], years: Iterable[int]) -> Workdays:
    """The table made from the district's marked days and the years whose holidays are entered."""
    by_kind: dict[str, dict[date, str]] = {"holiday": {}, "makeup": {}, "quiet": {}}
    for mark in marks:
        if mark.kind not in by_kind:
            raise ValueError(f"{mark.day}: a marked day is holiday, makeup or quiet, not {mark.kind}")
        by_kind[mark.kind][mark.day] = mark.name
    return Workdays(by_kind["holiday"], by_kind["makeup"], by_kind["quiet"], frozenset(years))


def civil_dusk(day: date, latitude: float, longitude: float, zone: ZoneInfo) -> datetime:
    """The end of civil twilight (sun 6° below the horizon) at a place, in its own zone."""
    return dusk(Observer(latitude, longitude), date=day, tzinfo=zone)


def film_start(day: date, latitude: float, longitude: float, zone: ZoneInfo, offset_minutes: int = 0) -> time:
    """The first start on the 15-minute grid at which an outdoor film is in the dark.

    `offset_minutes` after civil dusk (negative: before), rounded up to the grid.
    """
    dark = civil_dusk(day, latitude, longitude, zone) + timedelta(minutes=offset_minutes)
    midnight = datetime.combine(day, time(), zone)
    slots = -((midnight - dark) // GRID)
    return (midnight + slots * GRID).time()


def permit_apply_by(day: date, lead_days: int) -> date:
    """The last day to apply for the permit of an event on `day`."""
    return day - timedelta(days=lead_days)


def earliest_with_permit(today: date, lead_days: int) -> date:
    """The first day on which an event can stand whose permit is applied for today."""
    return today + timedelta(days=lead_days)
