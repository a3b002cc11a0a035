"""A small year made by hand: two areas, June to August, a dance course of six weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Programme
from scheduler.domain.terms import Category
from scheduler.solver.sessions import session_days
from scheduler.solver.year.problem import YearProblem
from tests.unit.solver.small_district import (
    BOOKS,
    DANCE,
    OPERA,
    TEA,
    TODAY,
    delivery,
    settings,
    small_district,
)

MONTHS = ("2026-06", "2026-07", "2026-08")
COURSE = replace(DANCE, sessions=6)
BATCH = replace(BOOKS, titles=10, cost=100)


def small_year(
    months: tuple[str, ...] = MONTHS,
    *,
    fixed: Iterable[Delivery] = (),
    most: int = 10,
    district: dict[str, object] | None = None,
    **changes: object,
) -> YearProblem:
    """Nothing is asked for and everything may be given, unless the changes say so."""
    parameters, weights = settings()
    menu: tuple[Programme, ...] = (OPERA, COURSE, TEA, BATCH)
    facts = replace(
        small_district(programmes=menu),
        allotments=tuple(
            Allotment(area, category, month, 0, most)
            for month in months
            for area in ("north", "south")
            for category in Category
        ),
    )
    return YearProblem(
        district=replace(facts, **(district or {})),  # type: ignore[arg-type]
        months=months,
        today=TODAY,
        fixed=tuple(fixed),
        goals=changes.pop("goals", ()),  # type: ignore[arg-type]
        parameters=parameters,
        weights=weights,
        **changes,  # type: ignore[arg-type]
    )


def held(delivery_id: str, given: Programme, day: date, start: str = "14:00", **changes: object) -> Delivery:
    """A delivery in the north on any day of the year."""
    return replace(delivery(delivery_id, given, 1, start, **changes), day=day)


def course(problem: YearProblem, first: date, start: str = "14:00", course_id: str = "C") -> list[Delivery]:
    """All sessions of a dance course in the north."""
    return [
        held(f"{course_id}-{number}", COURSE, day, start, course_id=course_id, session=number)
        for number, day in enumerate(session_days(first, COURSE.sessions, problem.workdays), start=1)
    ]
