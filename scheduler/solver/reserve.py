"""The reserve date of an outdoor film: kept for it, venue and provider, while its own day is to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from scheduler.domain.delivery import Delivery, ReserveDate
from scheduler.solver.columns import Column, Decisions, Span, sessions_of
from scheduler.solver.problem import Problem

Kept = tuple[int, Column, ReserveDate]
"""A column by its variable, and the reserve date that it keeps."""


def reserve_showing(problem: Problem, film: Delivery) -> Delivery | None:
    """The film on the reserve date that is kept for it; None once its own day is over, or if it has none."""
    if film.reserve is None or film.day < problem.today:
        return None
    return film.shown_on(film.reserve)


def reserve_kept(problem: Problem, column: Column) -> ReserveDate | None:
    """The reserve date for which a column keeps venue and provider; None once its own day is over."""
    if column.reserve is None or column.reserve.day == column.days[0]:
        return None
    return None if column.days[0] < problem.today else column.reserve


def reserves_kept(problem: Problem, decisions: Decisions) -> Iterator[Kept]:
    """The columns that keep a reserve date."""
    for variable in decisions.reserved:
        column = decisions.columns[variable]
        reserve = reserve_kept(problem, column)
        if reserve is not None:
            yield variable, column, reserve


def busy_times(problem: Problem, column: Column) -> Iterator[tuple[date, Span]]:
    """When a column keeps its provider busy: in its sessions, and on its reserve date."""
    for day in column.days:
        yield day, column.span
    reserve = reserve_kept(problem, column)
    if reserve is not None:
        yield reserve.day, column.reserve_span


def reserve_start(problem: Problem, start: time, day: date) -> time:
    """When a film that starts so would start on its reserve day: no sooner than in the dark."""
    return max(start, problem.film_start(day))


def showings_of(problem: Problem, column: Column) -> Iterator[Delivery]:
    """All that a column may come to: its sessions, and a film on its reserve date."""
    for session in sessions_of(problem, column):
        yield session
        showing = reserve_showing(problem, session)
        if showing is not None:
            yield showing
