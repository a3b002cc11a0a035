"""A city's first plan: numbers for all, whole portions by them, plans batch by batch, and places for what is missing then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scheduler.domain.terms import Category
from scheduler.solver.city.completing import Completion, lacks
from scheduler.solver.city.counting import clear
from scheduler.solver.city.dealing import left_by_others, turns
from scheduler.solver.city.reserving import Deal
from scheduler.solver.city.sharing import MONEY
from scheduler.solver.city.talking import Stopped, Talks, rank, total
from scheduler.solver.city.tasks import Arrange, Arranged, Claimed, Count, Counted, Place
from scheduler.solver.columns import Column

FIRST_WORK = 1.0
"""Of the solver's own seconds: for a first plan of a district."""
ASKED = 2
"""The prices are divided by it where portions are dealt: at full prices half of the districts would as soon leave theirs."""
CLAIMS = 120
"""Rounds of claims at most, in which what is missing after the dealing is placed."""


def settle_numbers(talks: Talks) -> None:
    """Prices and portions by numbers; what nobody ordered is offered wherever something is missing, until nothing more is."""
    counted: dict[int, Counted] = {}
    stale = list(talks.all)
    while stale:
        tasks = [Count(one, talks.prices, talks.fill[one]) for one in stale]
        counted |= zip(stale, talks.ask(tasks, Counted), strict=True)
        if any(one.infeasible for one in counted.values()):
            talks.infeasible = True
            raise Stopped
        city = clear(talks.sharing, [counted[one] for one in talks.all])
        wider = [talks.fill[one] | counted[one].missing | city.missing[one] for one in talks.all]
        if wider == talks.fill:
            # who has a shared provider could do otherwise, so that it comes to where it is missing
            scarce = {category for places in city.missing for _, category in places}
            wider = [
                own | {place for place in served if place[1] in scarce}
                for own, served in zip(talks.fill, city.served, strict=True)
            ]
            if scarce and MONEY in city.prices:
                # what is missing cannot be paid for; elsewhere there may be cheaper than what was ordered
                wider = [had | _paid_places(talks, one) for one, had in enumerate(wider)]
        stale = [one for one in talks.all if wider[one] != talks.fill[one]]
        talks.fill = wider
        talks.note(f"numbers: {city.points:.1f} points, {sum(map(len, city.missing))} places lack something")
    talks.prices = talks.market.best = city.prices
    talks.mixture = city.mixture


def _paid_places(talks: Talks, district: int) -> set[Place]:
    """Where a district's money goes in lumps: the categories of which one programme costs more than another."""
    costs: dict[Category, set[int]] = defaultdict(set)
    for programme in talks.city.district.programmes:
        costs[programme.category].add(programme.cost)
    return {(area, one) for area in talks.areas[district] for one, known in costs.items() if len(known) > 1}


def deal(talks: Talks) -> None:
    """Plans of all districts, batch by batch, each with its portion and what those before it left; kept if they are better."""
    dealing = Deal.of(talks.sharing, talks.mixture, talks.areas)
    prices = {name: price // ASKED for name, price in talks.market.best.items()}
    dealt: dict[int, Arranged] = {}
    for batch in dealing.batches():
        slices = dealing.slices(batch, [dealt[one].columns if one in dealt else None for one in talks.all])
        tasks = [
            Arrange(one, own, prices, (), talks.fill[one], FIRST_WORK, talks.seed, anew=True)
            for one, own in zip(batch, slices, strict=True)
        ]
        dealt |= zip(batch, talks.ask(tasks, Arranged), strict=True)
    plans = [dealt[one] for one in talks.all]
    if not all(plan.found for plan in plans):
        return
    talks.had = [[plan, *had] for plan, had in zip(plans, talks.had, strict=True)]
    talks.note(f"dealt: {total(plans)} points, {sum(plan.short for plan in plans)} missing")
    if not talks.plans or rank(plans) < rank(talks.plans):
        talks.plans = plans
        talks.keep()
    _complete(talks, _once_more(talks, plans))


def _once_more(talks: Talks, plans: list[Arranged]) -> list[Arranged]:
    """Those that lack something plan anew, all at once, the whole menu offered where they do."""
    lacking = [one for one in talks.all if plans[one].short]
    if not lacking:
        return plans
    columns = [plan.columns for plan in plans]
    for one in lacking:
        talks.fill[one] |= lacks(talks.city, talks.areas[one], columns[one]).keys()
    slices = turns(talks.sharing, lacking, columns, talks.areas, 0)
    tasks = [
        Arrange(one, own, {}, columns[one], talks.fill[one], FIRST_WORK, talks.seed, anew=True)
        for one, own in zip(lacking, slices, strict=True)
    ]
    better = dict(zip(lacking, talks.ask(tasks, Arranged), strict=True))
    plans = [better.get(one, plan) for one, plan in enumerate(plans)]
    talks.note(f"once more: {total(plans)} points, {sum(plan.short for plan in plans)} missing")
    if rank(plans) < rank(talks.plans):
        talks.plans = plans
        talks.keep()
    return plans


def _complete(talks: Talks, dealt: list[Arranged]) -> None:
    """The dealt plans with what is missing in them placed; kept if they are better."""
    if not sum(plan.short for plan in dealt):
        return
    columns = [plan.columns for plan in dealt]
    now = Completion(talks.sharing, talks.areas, columns, talks.fill, talks.seed)
    now.run(lambda tasks: talks.ask(tasks, Claimed), CLAIMS)
    talks.note(f"claims: {now.claims.total()}, {now.lacking()} missing")
    plans = _counted(talks, now.columns)
    if all(plan.found for plan in plans) and rank(plans) < rank(talks.plans):
        talks.had = [[plan, *had] for plan, had in zip(plans, talks.had, strict=True)]
        talks.plans = plans
        talks.keep()


def _counted(talks: Talks, columns: Sequence[tuple[Column, ...]]) -> list[Arranged]:
    """The districts' plans as they are, with their points."""
    tasks = [
        Arrange(
            one,
            left_by_others(talks.sharing, one, columns, talks.areas),
            {},
            own,
            talks.fill[one],
            0.0,
            talks.seed,
        )
        for one, own in enumerate(columns)
    ]
    return talks.ask(tasks, Arranged)
