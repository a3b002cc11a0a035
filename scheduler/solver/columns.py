"""Columns: what planning can decide, each a delivery or a whole course, asked for by meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.delivery import Delivery, ReserveDate
from scheduler.domain.district import Programme
from scheduler.domain.terms import Category
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.uses import Uses, uses_of

Span = tuple[int, int]
"""Busy from and until, minutes of the day, set-up and clearing included."""


class Column(NamedTuple):
    """One delivery that could be held, or a course as a whole: `days` are those of all its sessions.

    `in_month` counts the sessions in the planned month. `standing` is the fixed delivery that the
    column stands for; such a column is not judged again. `reserve` is the reserve date of an outdoor film.
    """

    area_id: str
    category: Category
    programme_id: str
    order_id: str | None
    provider_id: str
    venue_id: str
    rain_venue_id: str | None
    start: time
    days: tuple[date, ...]
    span: Span
    in_month: int
    standing: Delivery | None = None
    reserve: ReserveDate | None = None

    @property
    def venues(self) -> tuple[str, ...]:
        """The venues it occupies."""
        if self.rain_venue_id is None or self.rain_venue_id == self.venue_id:
            return (self.venue_id,)
        return (self.venue_id, self.rain_venue_id)

    @property
    def reserve_day(self) -> date | None:
        return self.reserve.day if self.reserve is not None else None

    @property
    def days_needed(self) -> tuple[date, ...]:
        """The days on which it needs its provider, or may."""
        return self.days if self.reserve is None else (*self.days, self.reserve.day)

    @property
    def reserve_start(self) -> time | None:
        return self.reserve.start if self.reserve is not None else None

    @property
    def reserve_span(self) -> Span:
        """When its reserve date would keep venue and provider busy."""
        assert self.reserve is not None, "asked of columns with a reserve date only"
        later = _minutes(self.reserve.start) - _minutes(self.start)
        return self.span[0] + later, self.span[1] + later

    @property
    def month_days(self) -> tuple[date, ...]:
        """The days of its sessions in the planned month."""
        return self.days[: self.in_month]


def sessions_of(problem: Problem, column: Column, course_id: str | None = None) -> Iterator[Delivery]:
    """All sessions of a column, later months' too, not yet named; what stands is itself."""
    if column.standing is not None:
        yield column.standing
        return
    programme = problem.programmes[column.programme_id]
    for number, day in enumerate(column.days, start=1):
        yield Delivery(
            id="",
            area_id=column.area_id,
            category=column.category,
            programme_id=column.programme_id,
            provider_id=column.provider_id,
            venue_id=column.venue_id,
            day=day,
            start=column.start,
            minutes=programme.minutes,
            order_id=column.order_id,
            course_id=course_id,
            session=number if course_id is not None else None,
            rain_venue_id=column.rain_venue_id,
            volumes=programme.volumes,
            titles=programme.titles,
            reserve_day=column.reserve_day,
            reserve_start=column.reserve_start,
        )


def deliveries_of(problem: Problem, columns: Iterable[Column]) -> tuple[Delivery, ...]:
    """The month's deliveries of the chosen columns; those that did not stand have no id yet."""
    found: list[Delivery] = []
    for number, column in enumerate(columns):
        course = problem.programmes[column.programme_id].sessions > 1
        sessions = sessions_of(problem, column, f"new-{number}" if course else None)
        found += [session for session in sessions if session.month == problem.month]
    return tuple(found)


def standing_column(problem: Problem, delivery: Delivery) -> Column:
    """The column of a fixed delivery, of the month or around it."""
    return _column_of_days(problem, delivery, (delivery.day,), standing=delivery)


def column_of(problem: Problem, sessions: tuple[Delivery, ...]) -> Column:
    """The column that a delivery, or the sessions of a course with those to come, would be."""
    days = tuple(session.day for session in sessions)
    return _column_of_days(problem, sessions[0], days, standing=None)


def _column_of_days(
    problem: Problem, first: Delivery, days: tuple[date, ...], standing: Delivery | None
) -> Column:
    return Column(
        area_id=first.area_id,
        category=first.category,
        programme_id=first.programme_id,
        order_id=first.order_id,
        provider_id=first.provider_id,
        venue_id=first.venue_id,
        rain_venue_id=first.rain_venue_id,
        start=first.start,
        days=days,
        span=busy_span(problem, first),
        in_month=sum(f"{day:%Y-%m}" == problem.month for day in days),
        standing=standing,
        reserve=first.reserve_date,
    )


def busy_span(problem: Problem, delivery: Delivery) -> Span:
    """When a delivery keeps its venue and provider busy, set-up and clearing included."""
    begins = _minutes(delivery.start)
    programme = problem.programmes.get(delivery.programme_id)
    if programme is None:
        return begins, begins + delivery.minutes
    return (
        begins - programme.setup_minutes,
        begins + delivery.minutes + programme.clearing_minutes,
    )


def _minutes(start: time) -> int:
    return start.hour * 60 + start.minute


@dataclass(frozen=True, slots=True)
class Tally:
    """Columns that count alike: of one area, category and order, with as many sessions and as much cost.

    Rules about numbers are written over tallies, so that the search can settle the numbers first.
    """

    area_id: str
    category: Category
    order_id: str | None
    in_month: int
    cost: int
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Decisions:
    """The columns of a month, asked for by meaning; a column's number is its variable.

    `offered` names the offer if they are all of it.
    """

    columns: tuple[Column, ...] = ()
    offered: Offered = Offered.ANYTHING

    @cached_property
    def of_area_category(self) -> Mapping[tuple[str, Category], list[int]]:
        """Columns with a session in the month, by area and category."""
        found: dict[tuple[str, Category], list[int]] = defaultdict(list)
        for variable, column in self.in_month():
            found[column.area_id, column.category].append(variable)
        return found

    @cached_property
    def of_order(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for variable, column in self.in_month():
            if column.order_id is not None:
                found[column.order_id].append(variable)
        return found

    @cached_property
    def uses(self) -> Uses:
        """Every session of every column."""
        return uses_of([column.days for column in self.columns])

    @cached_property
    def reserved(self) -> tuple[int, ...]:
        """The columns with a reserve date to come."""
        return tuple(
            variable
            for variable, column in self
            if column.reserve is not None and column.reserve.day > column.days[0]
        )

    def tallies(self, programmes: Mapping[str, Programme]) -> tuple[Tally, ...]:
        """The columns that do not stand, grouped by what they count for."""
        grouped: dict[tuple[str, Category, str | None, int, int], list[int]] = defaultdict(list)
        for variable, column in self.in_month():
            if column.standing is None:
                cost = programmes[column.programme_id].cost
                place = (column.area_id, column.category)
                grouped[*place, column.order_id, column.in_month, cost].append(variable)
        return tuple(Tally(*key, tuple(variables)) for key, variables in grouped.items())

    def in_month(self) -> Iterator[tuple[int, Column]]:
        return ((variable, column) for variable, column in enumerate(self.columns) if column.in_month)

    def __iter__(self) -> Iterator[tuple[int, Column]]:
        return enumerate(self.columns)
