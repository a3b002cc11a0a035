"""Where sessions of a course can go when they leave its common slot: a substitute, another venue, day or time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.delivery import Delivery
from scheduler.solver.candidate import candidate_of
from scheduler.solver.columns import Column, column_of
from scheduler.solver.decisions import Wanted, starts_offered
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import showings_of
from scheduler.solver.rules import course, pins

FURTHEST = 6
"""A session moves by so many days at most, so that it stays between its neighbours."""


def is_allowed(model: Model, column: Column, besides: Collection[str] = ()) -> bool:
    """Whether no rule but those named `besides` bars the column."""
    for session in showings_of(model.problem, column):
        candidate = candidate_of(model.problem, session)
        if candidate is None or any(bar.when(candidate) is not None for bar in model.bars):
            return False
    return all(when(column) is None for rule, when in model.column_bars if rule not in besides)


def exceptions_of(
    model: Model, problem: Problem, group: tuple[Delivery, ...]
) -> Iterator[tuple[Column, tuple[Delivery, ...]]]:
    """Where sessions of a course can go together: another teacher, venue or time, or some days sooner or later."""
    first = group[0]
    programme = problem.programmes[first.programme_id]
    wanted = Wanted(first.area_id, programme)
    starts = sorted({*starts_offered(problem, wanted), first.start})
    venues = [venue.id for venue in problem.district.venues if venue.area_id == first.area_id]
    providers = sorted(programme.provider_ids & problem.providers.keys())
    for days in _shifts(problem, group):
        for provider_id in providers:
            for venue_id in venues:
                for start in starts:
                    moved = tuple(
                        replace(one, day=day, provider_id=provider_id, venue_id=venue_id, start=start)
                        for one, day in zip(group, days, strict=True)
                    )
                    column = column_of(problem, moved)
                    if is_allowed(model, column, besides=(course.CODE, pins.CODE)):
                        yield column._replace(order_id=None), moved


def _shifts(problem: Problem, group: tuple[Delivery, ...]) -> Iterator[tuple[date, ...]]:
    """The days of the group shifted alike, none past a neighbouring session of its course or the month."""
    ids = {one.id for one in group}
    own = [one for one in problem.published if one.course_id == group[0].course_id and one.id not in ids]
    for shift in range(-FURTHEST, FURTHEST + 1):
        days = tuple(one.day + timedelta(days=shift) for one in group)
        if any(f"{day:%Y-%m}" != problem.month or problem.workdays.is_holiday(day) for day in days):
            continue
        if all(
            (other.day < day) == (other.day < one.day) and other.day != day
            for one, day in zip(group, days, strict=True)
            for other in own
        ):
            yield days
