"""Published months of two days and two areas, what happens to them, and every repair there is, found by the checker alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from random import Random

from hypothesis import strategies as st

from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Order, Period, Programme
from scheduler.domain.terms import Category
from scheduler.solver.decisions import Place
from scheduler.solver.judge import hard_findings
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Repair
from scheduler.solver.rules.stability import slot_of
from scheduler.solver.solution import Options
from tests.unit.solver.plans_by_hand import LACKING
from tests.unit.solver.small_district import (
    BOOKS,
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    at,
    delivery,
    june,
    most,
    programme,
    small_district,
    small_problem,
    square,
    venue,
)

STEADY = Options(seconds=20, workers=1, deterministic_seconds=4.0)
DAYS, STARTS = (3, 4), ("10:00", "14:00")
SLOTS = tuple(product(DAYS, STARTS))
SHOW = programme("show", Category.PERFORMANCE, "troupe", open_air=True)
MENU = {
    "tea": replace(TEA, cost=700),
    "opera": replace(OPERA, cost=1000),
    "show": replace(SHOW, cost=900),
    "books": BOOKS,
}
AREAS = {"north": ("hall", "square"), "south": ("den", "green")}
"""Each with a hall for what is held indoors and a square for what is not."""
PINS = (frozenset[str](), frozenset[str](), frozenset({"day"}), frozenset({"start"}), frozenset({"venue_id"}))


@st.composite
def published_months(draw: st.DrawFn) -> tuple[Problem, tuple[Delivery, ...], Disruption]:
    """Two days with two starts in two areas: three or four orders and something unasked, those that fit published, and what happens."""
    dice = Random(draw(st.integers(0, 10**9)))  # noqa: S311 - made-up facts, not secrets
    shut = dice.random() < 0.15
    orders = tuple(
        Order(f"O{n}", dice.choice(("north", "north", "south")), MONTH, dice.choice(tuple(MENU)), n)
        for n in range(1, dice.randint(3, 4) + 1)
    )
    problem = month_of(orders, {}, shut=shut)
    wanted = [(one.area_id, one.programme_id, one.id) for one in orders]
    if dice.random() < 0.4:
        wanted.append((dice.choice(tuple(AREAS)), dice.choice(tuple(MENU)), None))
    plan: tuple[Delivery, ...] = ()
    for number, (area_id, programme_id, order_id) in enumerate(wanted, start=1):
        for day, start in dice.sample(SLOTS, len(SLOTS)):
            one = held(f"2606-00{number}", area_id, MENU[programme_id], day, start, order_id)
            if dice.random() < 0.9 and not hard_findings(problem, (*plan, one)):
                plan = (*plan, replace(one, pinned=dice.choice(PINS)))
                break
    counts = Counter((one.area_id, one.category) for one in plan)
    floors = {place: dice.randint(0, min(1, count)) for place, count in counts.items()}
    happened = VenueReopened("hall", june(DAYS[1])) if shut else _happening(dice, orders, plan)
    return replace(month_of(orders, floors, shut=shut), published=plan), plan, happened


def month_of(orders: tuple[Order, ...], floors: Mapping[Place, int], *, shut: bool) -> Problem:
    days = Period(june(DAYS[0]), june(DAYS[-1]))
    closed = (Period(june(DAYS[1]), june(DAYS[1])),) if shut else ()
    halls = (
        replace(venue(hours=("09:00", "16:00")), opened=days, closures=closed),
        replace(venue("den", "south", hours=("09:00", "16:00")), opened=days),
        replace(square(), opened=days),
        replace(square("green", "south"), opened=days),
    )
    district = small_district(
        orders=orders,
        venues=halls,
        programmes=tuple(MENU.values()),
        providers=tuple(replace(one, per_day=2 if one.id == "teahouse" else 1) for one in PROVIDERS),
        allotments=tuple(
            most(area_id, category, 2, floors.get((area_id, category), 0))
            for area_id in AREAS
            for category in (Category.FEATURE, Category.PERFORMANCE, Category.BOOKS)
        ),
        month_budget=5000,
    )
    problem = small_problem(district)
    offered = tuple((category, tuple(map(at, STARTS))) for category in Category)
    return replace(problem, parameters=replace(problem.parameters, offered_starts=offered))


def held(
    delivery_id: str, area_id: str, given: Programme, day: int, start: str, order_id: str | None
) -> Delivery:
    place = AREAS[area_id][given.open_air]
    return delivery(delivery_id, given, day, start, area_id=area_id, venue_id=place, order_id=order_id)


def _happening(dice: Random, orders: tuple[Order, ...], plan: tuple[Delivery, ...]) -> Disruption:
    day = june(dice.choice(DAYS))
    spent = sum(MENU[one.programme_id].cost for one in plan)
    urgent = Order(
        "U",
        dice.choice(tuple(AREAS)),
        MONTH,
        dice.choice(tuple(MENU)),
        1,
        pinned_day=dice.choice((day, None)),
    )
    choices: list[Disruption] = [
        Rain(day),
        HolidayMoved(june(19), day),
        ProviderAbsent(dice.choice(("teahouse", "troupe")), day, dice.choice((day, None))),
        VenueClosed(dice.choice(("hall", "den")), day, day),
        QuotaChanged("north", dice.choice((Category.FEATURE, Category.PERFORMANCE)), 0, dice.randint(0, 2)),
        QuotaChanged("south", Category.FEATURE, dice.randint(1, 2), 2),
        BudgetChanged(max(0, spent - dice.choice((500, 900, 1500)))),
        Urgent(urgent),
        OrderWithdrawn(dice.choice(orders).id),
        *(Declined(one.id, dice.choice(("venue", "provider"))) for one in plan),
    ]
    return dice.choice(choices)


def repairs(
    done: Repair, before: Problem, disruption: Disruption, plan: tuple[Delivery, ...], changed: int
) -> Iterator[tuple[Delivery, ...]]:
    """Every plan that keeps the rules and in which exactly so many of the published deliveries have moved or gone.

    What was for a withdrawn order may serve another, what was for none what is urgent. Any order may be added, and what nobody ordered where a least allotment is lacking without it.
    """
    problem = judging(done, before, disruption)
    excused = {one.id for one in loosened(problem, plan)}

    def wrong(now: tuple[Delivery, ...]) -> set[tuple[str, str]]:
        return {
            (one.rule, one.case)
            for one in hard_findings(problem, now)
            if not (one.case == "pinned" and excused.issuperset(one.deliveries))
        }

    def grown(
        now: tuple[Delivery, ...], choices: list[list[Delivery | None]]
    ) -> Iterator[tuple[Delivery, ...]]:
        lacking = wrong(now)
        if lacking <= LACKING and choices:
            for one in choices[0]:
                yield from grown(now if one is None else (*now, one), choices[1:])
        elif lacking == {("allotment", "least")}:
            yield from fuller(now, 2)
        elif not lacking and _is_meant(now, plan, before, disruption):
            yield now

    def fuller(now: tuple[Delivery, ...], left: int) -> Iterator[tuple[Delivery, ...]]:
        for number, (area_id, item, slot) in enumerate(product(AREAS, MENU.values(), SLOTS) if left else ()):
            more = (*now, held(f"y-{left}-{number}", area_id, item, *slot, None))
            lacking = wrong(more)
            if not lacking and _is_meant(more, plan, before, disruption):
                yield more
            elif lacking and lacking <= LACKING:
                yield from fuller(more, left - 1)

    for these in combinations(plan, changed):
        stays = [one for one in plan if one not in these]
        kept = tuple(one for one in stays if one.order_id is None or one.order_id in problem.orders)
        gone = {one.order_id for one in these}
        served = {one.order_id for one in kept}
        waiting = [one for one in problem.district.orders if one.id not in served | gone]
        renamed: list[list[Delivery | None]] = [
            [
                replace(one, order_id=other.id)
                for other in waiting
                if (other.area_id, other.programme_id) == (one.area_id, one.programme_id)
            ]
            for one in stays
            if one not in kept
        ]
        if isinstance(disruption, Urgent):
            alike = (disruption.order.area_id, disruption.order.programme_id)
            unasked = [
                one for one in kept if one.order_id is None and (one.area_id, one.programme_id) == alike
            ]
            kept = tuple(one for one in kept if one not in unasked)
            renamed += [[one, replace(one, order_id="U")] for one in unasked]
        added: list[list[Delivery | None]] = [
            [
                None,
                *(held(f"x-{one.id}", one.area_id, MENU[one.programme_id], *slot, one.id) for slot in SLOTS),
            ]
            for one in waiting
        ]
        yield from grown(kept, [*renamed, *map(_elsewhere, these), *added])


def _elsewhere(one: Delivery) -> list[Delivery | None]:
    others = [(day, start) for day, start in SLOTS if (june(day), at(start)) != (one.day, one.start)]
    return [None, *(replace(one, day=june(day), start=at(start)) for day, start in others)]


def loosened(problem: Problem, plan: tuple[Delivery, ...]) -> list[Delivery]:
    """What cannot keep its pins anywhere."""
    return [one for one in plan if not _keeps_pins_somewhere(problem, one)]


def _keeps_pins_somewhere(problem: Problem, one: Delivery) -> bool:
    """Whether some time of its own lets the delivery stand with what is pinned of it, were it alone."""
    alone = replace(problem, published=(one,))
    places = [one, *(other for other in _elsewhere(one) if other is not None)]
    return any(
        {(found.rule, found.case) for found in hard_findings(alone, (place,))}
        <= LACKING - {("pins", "pinned")}
        for place in places
    )


def judging(done: Repair, before: Problem, disruption: Disruption) -> Problem:
    """The problem by which any repair is judged: floors as they were, unless they are what changed."""
    after = replace(done.problem, fixed=())
    if isinstance(disruption, QuotaChanged):
        return after
    return replace(after, district=replace(after.district, allotments=before.district.allotments))


def _is_meant(
    now: tuple[Delivery, ...], plan: tuple[Delivery, ...], before: Problem, disruption: Disruption
) -> bool:
    """Whether a plan holds what is urgent, and not what was withdrawn or declined under another name."""
    if isinstance(disruption, Urgent):
        return any(one.order_id == disruption.order.id for one in now)
    if isinstance(disruption, OrderWithdrawn):
        gone = before.orders[disruption.order_id]
        return not any(
            one.order_id is None and (one.area_id, one.programme_id) == (gone.area_id, gone.programme_id)
            for one in now
        )
    if isinstance(disruption, Declined):
        (declined,) = (slot_of(one) for one in plan if one.id == disruption.delivery_id)
        return all(slot_of(one) != declined for one in now)
    return True
