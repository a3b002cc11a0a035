"""Every plan that can be made of a few deliveries, without a word of what planning offers: only the checker judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.beyond_offer import findings_within
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import score_of
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from tests.unit.solver.small_district import at, delivery, june

LACKING = frozenset(
    {("allotment", "least"), ("pins", "order_missing"), ("pins", "pinned"), ("pins", "fixed")}
)
"""What is wrong with a plan only because something more is to come, by rule and case."""


def thinkable(
    problem: Problem, days: Iterable[int], starts: Mapping[Category, Sequence[str]]
) -> list[Delivery]:
    """Each programme in each venue of each area, for each of its orders and for none, at each of these times.

    Each is thought of in half the time, too, and as what stood before, moved.
    """
    found: list[Delivery] = []
    for programme in problem.district.programmes:
        for venue in problem.district.venues:
            asked = [
                one.id
                for one in problem.district.orders
                if (one.area_id, one.programme_id) == (venue.area_id, programme.id)
            ]
            halls = [one.id for one in problem.district.venues if one.area_id == venue.area_id]
            found += [
                replace(
                    delivery("new", programme, day, start, area_id=venue.area_id),
                    venue_id=venue.id,
                    rain_venue_id=rain_id,
                    provider_id=provider_id,
                    order_id=order_id,
                    minutes=minutes,
                    **later,
                )
                for day in days
                for start in starts[programme.category]
                for rain_id in ((None, *halls) if programme.category is Category.FILM else (None,))
                for later in (_reserves(day, start) if programme.category is Category.FILM else ({},))
                for provider_id in sorted(programme.provider_ids)
                for order_id in (None, *asked)
                for minutes in (programme.minutes, programme.minutes // 2)
            ]
    new = [replace(one, id=f"new-{number}") for number, one in enumerate(found)]
    known = {one.id: one for one in (*problem.published, *problem.draft) if not problem.stands(one)}
    as_known = (
        replace(one, id=before.id, pinned=before.pinned)
        for before in known.values()
        for one in found
        if (one.area_id, one.programme_id) == (before.area_id, before.programme_id)
    )
    return [*new, *as_known]


def _reserves(day: int, start: str) -> Iterator[dict[str, Any]]:
    """No reserve date, one the evening after, and one a quarter of an hour later."""
    yield {}
    for then in (at(start), at("20:00")):
        yield {"reserve_day": june(day + 1), "reserve_start": then}


def accepted_plans(
    problem: Problem, parts: Sequence[Delivery], offered: Offered, most: int
) -> Iterator[tuple[tuple[Delivery, ...], int]]:
    """Every plan of what stands and at most so many of these deliveries that the checker accepts, with its points.

    A plan with something wrong that no further delivery mends is not carried on.
    """

    def wrong(found: Iterable[Finding]) -> set[tuple[str, str]]:
        return {(one.rule, one.case) for one in found if one.severity is Severity.HARD}

    def grown(plan: tuple[Delivery, ...], since: int) -> Iterator[tuple[tuple[Delivery, ...], int]]:
        found = findings_within(problem, plan, offered)
        lacking = wrong(found)
        if not lacking:
            yield plan, score_of(problem, found).total
        if lacking <= LACKING and len(plan) < most:
            ids = {one.id for one in plan}
            for number in (one for one in range(since, len(hopeful)) if hopeful[one].id not in ids):
                yield from grown((*plan, hopeful[number]), number + 1)

    most += len(problem.standing)
    alone = ((one, findings_within(problem, (*problem.standing, one), offered)) for one in parts)
    hopeful = [one for one, found in alone if wrong(found) <= LACKING]
    yield from grown(problem.standing, 0)
