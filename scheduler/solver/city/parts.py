"""Splits a problem of several districts into one problem for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.delivery import Delivery
from scheduler.solver.problem import Problem

DistrictId = str | None


def districts_of(problem: Problem) -> tuple[DistrictId, ...]:
    """The districts of the problem's areas, in their order."""
    return tuple(dict.fromkeys(area.district_id for area in problem.district.areas))


def areas_of(problem: Problem, district_id: DistrictId) -> frozenset[str]:
    """The ids of the district's areas."""
    return frozenset(area.id for area in problem.district.areas if area.district_id == district_id)


def shared_providers(problem: Problem) -> frozenset[str]:
    """Who can serve, or stands fixed in, more than one district."""
    free = {provider.id for provider in problem.district.providers if provider.district_id is None}
    strayed = {
        delivery.provider_id
        for delivery in problem.fixed
        if problem.providers[delivery.provider_id].district_id != problem.areas[delivery.area_id].district_id
    }
    return frozenset(free | strayed)


def part_of(problem: Problem, district_id: DistrictId) -> Problem:
    """The problem of one district alone: its areas with all that is theirs, its providers and the shared ones.

    The city's budget is not among its facts: what a district may spend is dealt out to it.
    """
    areas = areas_of(problem, district_id)
    shared = shared_providers(problem)
    providers = tuple(
        one
        for one in problem.district.providers
        if one.id in shared or one.district_id in {None, district_id}
    )
    known = {one.id for one in providers}
    before = (*problem.fixed, *problem.published, *problem.draft)
    named = {one.programme_id for one in before if one.area_id in areas}
    facts = problem.district
    return replace(
        problem,
        district=replace(
            facts,
            id=f"{facts.id}/{district_id}",
            areas=tuple(one for one in facts.areas if one.id in areas),
            venues=tuple(one for one in facts.venues if one.area_id in areas),
            providers=providers,
            programmes=tuple(one for one in facts.programmes if one.provider_ids & known or one.id in named),
            orders=tuple(one for one in facts.orders if one.area_id in areas),
            allotments=tuple(one for one in facts.allotments if one.area_id in areas),
            month_budget=None,
        ),
        fixed=_within(problem.fixed, areas),
        published=_within(problem.published, areas),
        draft=_within(problem.draft, areas),
        declines=tuple(one for one in problem.declines if one.area_id in areas),
    )


def _within(deliveries: Iterable[Delivery], areas: frozenset[str]) -> tuple[Delivery, ...]:
    return tuple(one for one in deliveries if one.area_id in areas)
