"""On problems small enough to try every plan, a repair changes the fewest there are, and rewrites nothing recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Urgent,
    VenueClosed,
)
from scheduler.domain.district import Order, Period, Programme
from scheduler.domain.terms import Category
from scheduler.solver.judge import hard_findings
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Aim, Repair
from scheduler.solver.repairing import published_problem, repair
from scheduler.solver.solution import Ending, Options
from tests.unit.solver.small_district import (
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    at,
    delivery,
    june,
    most,
    small_district,
    small_problem,
    venue,
)

STEADY = Options(seconds=20, workers=1, deterministic_seconds=4.0)
DAYS, STARTS = (3, 4), ("10:00", "14:00")
SLOTS = tuple(product(DAYS, STARTS))
MENU = {"tea": replace(TEA, cost=700), "opera": replace(OPERA, cost=1000)}


@st.composite
def published_months(draw: st.DrawFn) -> tuple[Problem, tuple[Delivery, ...], Disruption]:
    """Two days with two starts in one hall: three or four orders, those that fit published, and what happens."""
    dice = draw(st.randoms(use_true_random=False))
    orders = tuple(
        Order(f"O{n}", "north", MONTH, dice.choice(("tea", "opera")), n)
        for n in range(1, dice.randint(3, 4) + 1)
    )
    problem = _month(orders, least=0)
    plan: tuple[Delivery, ...] = ()
    for number, order in enumerate(orders, start=1):
        for day, start in dice.sample(SLOTS, len(SLOTS)):
            more = (*plan, _held(f"2606-00{number}", MENU[order.programme_id], day, start, order.id))
            if dice.random() < 0.9 and not hard_findings(problem, more):
                plan = more
                break
    floor = min(sum(one.programme_id == "tea" for one in plan), dice.randint(0, 1))
    return replace(_month(orders, floor), published=plan), plan, _happening(dice, orders, plan)


def _month(orders: tuple[Order, ...], least: int) -> Problem:
    hall = replace(venue(hours=("09:00", "16:00")), opened=Period(june(DAYS[0]), june(DAYS[-1])))
    district = small_district(
        orders=orders,
        venues=(hall,),
        programmes=tuple(MENU.values()),
        providers=tuple(replace(one, per_day=2 if one.id == "teahouse" else 1) for one in PROVIDERS),
        allotments=(most("north", Category.FEATURE, 3, least), most("north", Category.PERFORMANCE, 2)),
        month_budget=5000,
    )
    problem = small_problem(district)
    offered = tuple((category, tuple(map(at, STARTS))) for category in Category)
    return replace(problem, parameters=replace(problem.parameters, offered_starts=offered))


def _held(delivery_id: str, given: Programme, day: int, start: str, order_id: str | None) -> Delivery:
    return delivery(delivery_id, given, day, start, order_id=order_id)


def _happening(dice: Random, orders: tuple[Order, ...], plan: tuple[Delivery, ...]) -> Disruption:
    day = june(dice.choice(DAYS))
    spent = sum(MENU[one.programme_id].cost for one in plan)
    choices: list[Disruption] = [
        ProviderAbsent(dice.choice(("teahouse", "troupe")), day, dice.choice((day, None))),
        VenueClosed("hall", day, day),
        QuotaChanged("north", Category.FEATURE, 0, dice.randint(0, 2)),
        BudgetChanged(max(0, spent - dice.choice((500, 900, 1500)))),
        Urgent(
            Order("U", "north", MONTH, dice.choice(("tea", "opera")), 1, pinned_day=dice.choice((day, None)))
        ),
        OrderWithdrawn(dice.choice(orders).id),
        *(Declined(one.id, dice.choice(("venue", "provider"))) for one in plan),
    ]
    return dice.choice(choices)


def plans(plan: tuple[Delivery, ...], problem: Problem, changed: int) -> Iterator[tuple[Delivery, ...]]:
    """Every plan in which exactly `changed` of the published deliveries have moved or gone, and any order is added."""
    for these in combinations(plan, changed):
        kept = tuple(one for one in plan if one not in these)
        for moved in product(*(_elsewhere(one) for one in these)):
            left = (*kept, *(one for one in moved if one is not None))
            served = {one.order_id for one in left}
            waiting = [order for order in problem.district.orders if order.id not in served]
            for added in product(*((None, *SLOTS) for _ in waiting)):
                yield (
                    *left,
                    *(
                        _held(f"x-{order.id}", MENU[order.programme_id], *slot, order.id)
                        for order, slot in zip(waiting, added, strict=True)
                        if slot is not None
                    ),
                )


def _elsewhere(one: Delivery) -> list[Delivery | None]:
    others = [(day, start) for day, start in SLOTS if (june(day), at(start)) != (one.day, one.start)]
    return [None, *(replace(one, day=june(day), start=at(start)) for day, start in others)]


def is_repair(done: Repair, before: Problem, disruption: Disruption, plan: tuple[Delivery, ...]) -> bool:
    """Whether a plan keeps every rule after the disruption, and holds what is urgent."""
    if isinstance(disruption, Urgent) and all(one.order_id != disruption.order.id for one in plan):
        return False
    after = replace(done.problem, published=(), fixed=())
    floors = replace(after, district=replace(after.district, allotments=before.district.allotments))
    return not hard_findings(after if isinstance(disruption, QuotaChanged) else floors, plan)


@given(published_months())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_plan_that_keeps_the_rules_changes_fewer(
    made: tuple[Problem, tuple[Delivery, ...], Disruption],
) -> None:
    problem, plan, disruption = made
    done = repair(problem, plan, disruption, STEADY, aims=frozenset({Aim.FEWEST}))
    if done.ending is Ending.INFEASIBLE:
        fewer = range(len(plan) + 1)
    else:
        (fewest,) = done.proposals
        assert (fewest.proven, fewest.broken) == (True, ())
        assert is_repair(done, problem, disruption, fewest.deliveries)
        fewer = range(fewest.count)
    assert not any(
        is_repair(done, problem, disruption, other)
        for count in fewer
        for other in plans(plan, done.problem, count)
    )


@given(published_months(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_what_was_recorded_stays_to_the_letter_and_every_proposal_passes_the_checker(
    made: tuple[Problem, tuple[Delivery, ...], Disruption], dice: Random
) -> None:
    problem, plan, disruption = made
    recorded = frozenset(one.id for one in plan if dice.random() < 0.4)
    fixed = replace(problem, fixed=tuple(one for one in plan if one.id in recorded))
    done = repair(fixed, plan, disruption, STEADY, recorded=recorded)
    for proposal in done.proposals:
        assert {one for one in plan if one.id in recorded} <= set(proposal.deliveries)
        assert recorded.isdisjoint(one.delivery_id for one in differences(plan, proposal.deliveries))
        judged = published_problem(done.problem, proposal.deliveries)
        stuck = {name for one in hard_findings(replace(judged, fixed=()), plan) for name in one.deliveries}
        told = {name for one in hard_findings(judged, proposal.deliveries) for name in one.deliveries}
        assert done.ending is Ending.INFEASIBLE or told <= stuck


@given(published_months(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_budget_is_met_unless_no_choice_of_what_goes_would_meet_it(
    made: tuple[Problem, tuple[Delivery, ...], Disruption], dice: Random
) -> None:
    """Whatever is firm. Where only floors that are missed meet it, that is infeasible and yet proposed; else nothing is."""
    problem, plan, _ = made
    firm = [one for one in plan if dice.random() < 0.5]
    budget = max(
        0, sum(MENU[one.programme_id].cost for one in firm) + dice.choice((-1700, -100, 0, 100, 900))
    )
    going = [one for one in plan if one not in firm]
    left = [
        [*firm, *kept] for count in range(len(going) + 1) for kept in combinations(going, len(going) - count)
    ]
    floor = problem.allotment("north", Category.FEATURE).least
    paid = [each for each in left if sum(MENU[one.programme_id].cost for one in each) <= budget]
    met = any(sum(one.category is Category.FEATURE for one in each) >= floor for each in paid)
    done = repair(
        replace(problem, fixed=tuple(firm)),
        plan,
        BudgetChanged(budget),
        STEADY,
        aims=frozenset({Aim.FEWEST}),
    )
    assert (done.ending is not Ending.INFEASIBLE, bool(done.proposals)) == (met, bool(paid))
    assert met or done.why
