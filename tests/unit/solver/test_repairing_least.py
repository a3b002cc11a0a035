"""On problems small enough to try every plan, a repair changes the fewest there are, and rewrites nothing recorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cli.repair_report import repair_sentences
from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Disruption,
    ProviderAbsent,
    QuotaChanged,
    Urgent,
)
from scheduler.domain.district import Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Aim
from scheduler.solver.repairing import published_problem, repair
from scheduler.solver.shortfall import allotment_shortfalls
from scheduler.solver.solution import Ending
from tests.conftest import Often
from tests.unit.solver.small_district import (
    MONTH,
    OPERA,
    TEA,
    at,
    delivery,
    june,
    most,
    programme,
    provider,
)
from tests.unit.solver.small_repairs import (
    MENU,
    STEADY,
    held,
    judging,
    loosened,
    month_of,
    published_months,
    repairs,
)


def test_no_plan_that_keeps_the_rules_changes_fewer(often: Often) -> None:
    @often(30, 600)
    @given(published_months())
    def holds(made: tuple[Problem, tuple[Delivery, ...], Disruption]) -> None:
        problem, plan, disruption = made
        done = repair(problem, plan, disruption, STEADY, aims=frozenset({Aim.FEWEST}))
        if done.ending is Ending.INFEASIBLE:
            fewer = range(len(plan) + 1)
        else:
            (fewest,) = done.proposals
            assert fewest.proven
            excused = {one.id for one in loosened(judging(done, problem, disruption), plan)}
            assert all(one.case == "pinned" and excused.issuperset(one.deliveries) for one in fewest.broken)
            fewer = range(fewest.count)
        assert not any(other for count in fewer for other in repairs(done, problem, disruption, plan, count))

    holds()


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


def without_shows_and_pins(
    problem: Problem, plan: tuple[Delivery, ...]
) -> tuple[Problem, tuple[Delivery, ...]]:
    """The month in which nothing can be held instead of an opera for less."""
    left = tuple(replace(one, pinned=frozenset()) for one in plan if one.programme_id != "show")
    counts = Counter((one.area_id, one.category) for one in left)
    district = replace(
        problem.district,
        programmes=tuple(one for one in MENU.values() if one.id != "show"),
        orders=tuple(one for one in problem.district.orders if one.programme_id != "show"),
        allotments=tuple(
            replace(one, least=min(one.least, counts[one.area_id, one.category]))
            for one in problem.district.allotments
        ),
    )
    return replace(problem, district=district, published=left), left


@given(published_months(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_budget_is_met_unless_no_choice_of_what_goes_would_meet_it(
    made: tuple[Problem, tuple[Delivery, ...], Disruption], dice: Random
) -> None:
    """Whatever is firm. Where only floors that are missed meet it, that is infeasible and yet proposed; else nothing is."""
    problem, plan = without_shows_and_pins(made[0], made[1])
    firm = [one for one in plan if dice.random() < 0.5]
    budget = max(
        0, sum(MENU[one.programme_id].cost for one in firm) + dice.choice((-1700, -100, 0, 100, 900))
    )
    going = [one for one in plan if one not in firm]
    left = [
        [*firm, *kept] for count in range(len(going) + 1) for kept in combinations(going, len(going) - count)
    ]
    paid = [each for each in left if sum(MENU[one.programme_id].cost for one in each) <= budget]
    met = any(not allotment_shortfalls(Plan(problem, tuple(each))) for each in paid)
    done = repair(
        replace(problem, fixed=tuple(firm)),
        plan,
        BudgetChanged(budget),
        STEADY,
        aims=frozenset({Aim.FEWEST}),
    )
    assert (done.ending is not Ending.INFEASIBLE, bool(done.proposals)) == (met, bool(paid))
    assert met or done.why


def test_of_plans_that_change_as_few_none_costs_less(often: Often) -> None:
    """What comes anew comes where something fell away or is asked for, orders first, or anywhere if all may move."""

    @often(30, 600)
    @given(published_months())
    def holds(made: tuple[Problem, tuple[Delivery, ...], Disruption]) -> None:
        problem, plan, disruption = made
        done = repair(problem, plan, disruption, STEADY, aims=frozenset({Aim.FEWEST}))
        if isinstance(disruption, BudgetChanged) or done.ending is Ending.INFEASIBLE:
            return
        (fewest,) = done.proposals
        assert done.ending is Ending.OPTIMAL or isinstance(disruption, Urgent)
        anywhere = fewest.count > len(done.touched) + isinstance(disruption, Urgent)
        places = {(one.area_id, one.category) for one in plan if one.id in done.touched}
        if isinstance(disruption, QuotaChanged):
            places.add((disruption.area_id, disruption.category))
        judged, known = judging(done, problem, disruption), {one.id for one in plan}

        def meant(other: tuple[Delivery, ...]) -> bool:
            new = (one for one in other if one.id not in known)
            return anywhere or all(
                (one.area_id, one.category) in places or one.order_id == "U" for one in new
            )

        found = [one for one in repairs(done, problem, disruption, plan, fewest.count) if meant(one)]
        with_orders = [one for one in found if not any(each.id.startswith("y-") for each in one)]
        assert found
        assert score(judged, fewest.deliveries).total == min(
            score(judged, one).total for one in with_orders or found
        )

    holds()


@pytest.mark.parametrize(("well_off", "other"), [("north", "south"), ("south", "north")])
def test_fairness_alone_decides_who_goes(well_off: str, other: str) -> None:
    """Three teas of one rank and price, one must go: the area that has two of them loses one."""
    orders = tuple(
        Order(f"O{n}", area_id, MONTH, "tea", 1) for n, area_id in enumerate((well_off, well_off, other), 1)
    )
    month = month_of(orders, {}, shut=False)
    areas = tuple(replace(one, population=50_000) for one in month.district.areas)
    slots = ((3, "10:00"), (4, "10:00"), (3, "14:00"))
    plan = tuple(
        held(f"2606-00{n}", one.area_id, MENU["tea"], *slot, one.id)
        for n, (one, slot) in enumerate(zip(orders, slots, strict=True), 1)
    )
    problem = replace(month, district=replace(month.district, areas=areas), published=plan)
    done = repair(problem, plan, BudgetChanged(1400), STEADY, aims=frozenset({Aim.FEWEST}))
    (one,) = done.proposals
    assert (done.ending, one.count, one.proven) == (Ending.OPTIMAL, 1, True)
    assert sorted(each.area_id for each in one.deliveries) == ["north", "south"]


def test_the_cheapest_changes_more_and_costs_less() -> None:
    """The opera of rank 1 loses its day; the one of rank 6 could make room for it."""
    orders = (Order("O1", "north", MONTH, "opera", 1), Order("O2", "north", MONTH, "tea", 6))
    month = month_of(orders, {}, shut=False)
    plan = (
        held("2606-001", "north", MENU["opera"], 3, "10:00", "O1"),
        held("2606-002", "north", MENU["tea"], 4, "10:00", "O2"),
    )
    problem = replace(
        month,
        district=replace(
            month.district,
            venues=tuple(
                replace(one, hours=dict.fromkeys(range(1, 8), (at("09:00"), at("13:00"))))
                for one in month.district.venues
            ),
        ),
        published=plan,
        weights=replace(month.weights, stability=10),
    )
    done = repair(problem, plan, ProviderAbsent("troupe", june(3), june(3)), STEADY)
    fewest, cheapest = done.proposals
    assert (fewest.aim, cheapest.aim) == (Aim.FEWEST, Aim.CHEAPEST)
    assert (fewest.count, cheapest.count) == (1, 2)
    assert (fewest.proven, cheapest.proven) == (True, True)
    assert cheapest.points < fewest.points
    served = [{one.order_id for one in each.deliveries} for each in (fewest, cheapest)]
    assert ("O1" in served[0], "O1" in served[1]) == (False, True)


def test_a_search_too_short_to_prove_it_is_said_to_be_unproven() -> None:
    """The urgent fair moves both operas of its only day; a pinned tea keeps that from being told beforehand."""
    problem, plan, _ = least_filled_by_talk_or_fair(whole_menu=False)
    pinned = (replace(plan[0], pinned=frozenset({"start"})), *plan[1:])
    district = replace(
        problem.district,
        orders=(),
        venues=tuple(replace(one, opened=Period(None, None)) for one in problem.district.venues),
        allotments=(most("north", Category.FEATURE, 3), *problem.district.allotments[1:]),
    )
    problem = replace(problem, district=district, published=pinned)
    urgent = Urgent(Order("U", "north", MONTH, "fair", 1))
    whole = repair(problem, pinned, urgent, STEADY, aims=frozenset({Aim.FEWEST}))
    hasty = repair(
        problem, pinned, urgent, replace(STEADY, deterministic_seconds=5e-4), aims=frozenset({Aim.FEWEST})
    )
    for done, proven, said in (
        (whole, True, "At least 2 published deliveries change (proven)."),
        (
            hasty,
            False,
            "At least 1 published deliveries change; the fewest found is 2, not proven the least.",
        ),
    ):
        (one,) = done.proposals
        assert (one.count, one.proven) == (2, proven)
        assert [each.en for each in repair_sentences(done)] == [said]


def least_filled_by_talk_or_fair(*, whole_menu: bool) -> tuple[Problem, tuple[Delivery, ...], Disruption]:
    """The north's tea falls away: the fair, ordered, takes the hall all Thursday, a talk that nobody ordered half of it.

    Two operas hold it then, and all of Wednesday is free.
    """
    opera = replace(OPERA, minutes=60, setup_minutes=0, clearing_minutes=0)
    fair = programme("fair", Category.FEATURE, "fairers", minutes=300, setup=0, clearing=0)
    talk = programme("talk", Category.FEATURE, "speaker", minutes=60, setup=0, clearing=0)
    thursday = Period(june(4), june(4))
    problem = month_of((), {("north", Category.FEATURE): 1}, shut=False)
    district = replace(
        problem.district,
        programmes=(TEA, opera, fair, *((talk,) if whole_menu else ())),
        providers=(
            *(provider(one, per_day=2) for one in ("teahouse", "troupe")),
            *(replace(provider(one), contract=thursday) for one in ("fairers", "speaker")),
        ),
        orders=(Order("O1", "north", MONTH, "fair", 1),),
        month_budget=None,
    )
    plan = (
        delivery("2606-001", TEA, 3, "10:00"),
        delivery("2606-002", opera, 4, "10:00"),
        delivery("2606-003", opera, 4, "14:00"),
    )
    return (
        replace(problem, district=district, published=plan),
        plan,
        ProviderAbsent("teahouse", june(3), None),
    )


def test_what_nobody_ordered_counts_where_it_lets_fewer_change() -> None:
    """The talk moves one opera, the fair both: what is left out of a search proves nothing."""
    for whole_menu, fewest in ((True, 2), (False, 3)):
        problem, plan, gone = least_filled_by_talk_or_fair(whole_menu=whole_menu)
        done = repair(problem, plan, gone, STEADY, aims=frozenset({Aim.FEWEST}))
        (one,) = done.proposals
        assert (done.ending, one.count, one.proven, done.least) == (Ending.OPTIMAL, fewest, True, fewest)
