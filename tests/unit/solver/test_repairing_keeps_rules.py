"""A repair offers nothing that breaks a pin or a rule before what breaks none; a withdrawn order's pins go with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.domain.calendar import differences
from scheduler.domain.decline import Decline
from scheduler.domain.disruption import BudgetChanged, OrderWithdrawn
from scheduler.domain.district import Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.proposing import Aim, Proposal, rules_first
from scheduler.solver.solution import Ending
from scheduler.solver.telling_ways import filling_words
from tests.unit.solver.small_district import FILM, MONTH, OPERA, PROVIDERS, TEA, delivery, june, most
from tests.unit.solver.test_repairing import (
    FEWEST,
    FILM_DAY,
    OPERA_DAY,
    ORDERS,
    PLAN,
    TEA_DAY,
    changed,
    month,
    others,
    repaired,
)


@pytest.mark.parametrize("pins", [{"day"}, {"provider_id"}, {"day", "start", "venue_id", "provider_id"}])
def test_what_a_person_pinned_of_a_withdrawn_order_binds_nothing_any_more(pins: set[str]) -> None:
    pinned = replace(TEA_DAY, pinned=frozenset(pins))
    done = repaired(month((FILM_DAY, pinned, OPERA_DAY)), OrderWithdrawn("O2"), frozenset(Aim))
    assert (changed(done), done.ending) == ({"2606-002": ("gone",)}, Ending.OPTIMAL)
    assert [one.broken for one in done.proposals] == [()] * len(done.proposals)


@pytest.mark.parametrize("aims", [FEWEST, frozenset(Aim)])
def test_the_room_of_a_withdrawn_order_is_given_to_no_order_that_is_pinned_to_another_day(
    aims: frozenset[Aim],
) -> None:
    """The teahouse is away on the day that the waiting order is pinned to; the least wants one more."""
    waiting = Order("O4", "north", MONTH, "tea", 4, pinned_day=june(16))
    away = tuple(
        replace(one, blackouts=(Period(june(16), june(16)),)) if one.id == "teahouse" else one
        for one in PROVIDERS
    )
    floor = (most("north", Category.FEATURE, 1, 1), *others())
    facts = {"orders": (*ORDERS, waiting), "allotments": floor, "providers": away}
    done = repaired(month(**facts), OrderWithdrawn("O2"), aims)
    assert all(one.order_id != "O4" for each in done.proposals for one in each.deliveries)


def test_what_comes_only_to_fill_a_floor_is_said_to() -> None:
    """The tea goes and one comes on another day: with a floor of one it fills that, without it is no more than wished."""
    new = delivery("2606-004", TEA, 5, "10:00")
    then = (FILM_DAY, OPERA_DAY, new)
    way = Proposal(Aim.FEWEST, then, tuple(differences(PLAN, then)), (), (), True)
    said = [
        filling_words(month(allotments=(most("north", Category.FEATURE, 9, least), *others())), way)
        for least in (1, 0)
    ]
    assert said == [
        Bilingual(
            "新增的场次中，1 场是为补足配额下限：North特色文化服务 1 场。",
            "Of what is added, 1 fill the least that is allotted: North 1 of feature service.",
        ),
        None,
    ]


def test_of_the_proposals_those_that_break_a_rule_come_last_in_their_order() -> None:
    finding = Finding("pins", "pinned", Severity.HARD, ())
    kept, broke = (Proposal(Aim.CHEAPEST, (), (), (), broken, True) for broken in ((), (finding,)))
    fewest = replace(broke, aim=Aim.FEWEST)
    same_day = replace(kept, aim=Aim.SAME_DAY)
    assert rules_first([fewest, same_day, broke, kept]) == (same_day, kept, fewest, broke)


def test_what_both_sides_confirmed_beyond_a_budget_is_told_with_the_command_that_decides() -> None:
    """The opera is firm at 9,000 yuan, the tea without an order at 1,000; the film may go."""
    dear = replace(OPERA, cost=9000)
    tea = replace(TEA_DAY, order_id=None)
    problem = month((FILM_DAY, tea, OPERA_DAY), programmes=(dear, TEA, FILM), month_budget=20000)
    done = repaired(replace(problem, fixed=(OPERA_DAY, tea)), BudgetChanged(2500))
    assert (done.ending, done.outcome, done.proposals) == (Ending.INFEASIBLE, Outcome.INFEASIBLE, ())
    total, decide = done.why
    assert "cost 10000 yuan, 7500 beyond the budget of 2500; 0 of it is held or past" in total.en
    assert "2606-003 “Opera”" in decide.en
    assert "9000 yuan, culture event withdrawn O3; 2606-002" in decide.en
    assert "1000 yuan, culture plan 2026-06 --release 2606-002" in decide.en
    within = repaired(replace(problem, fixed=(OPERA_DAY, tea)), BudgetChanged(10000))
    (now,) = within.why
    assert now.en == (
        "The 3 published deliveries cost 11000 yuan now; the new budget is 10000; "
        "with the fewest changes 2 are left, at 10000."
    )
    assert changed(within) == {"2606-001": ("gone",)}


def test_a_cut_that_the_least_allotments_do_not_allow_tells_the_least_sum_and_what_would_give_way() -> None:
    floors = tuple(
        replace(most("north", one, 9), least=1) for one in (Category.PERFORMANCE, Category.FEATURE)
    )
    facts = {"programmes": (replace(OPERA, cost=9000), TEA, FILM), "month_budget": 20000}
    problem = month(allotments=(*floors, most("north", Category.FILM, 9)), **facts)
    done = repaired(problem, BudgetChanged(2500))
    assert (done.ending, [one.rule for one in done.proposals[0].broken]) == (Ending.INFEASIBLE, ["allotment"])
    assert "the least sum found is 10000 yuan" in done.why[1].en
    enough = repaired(problem, BudgetChanged(10000))
    assert (enough.ending, enough.proposals[0].broken, enough.proposals[0].count) == (Ending.OPTIMAL, (), 1)


def test_a_declined_and_pinned_delivery_does_not_keep_a_cut_from_being_met() -> None:
    pinned = replace(OPERA_DAY, pinned=frozenset({"day"}))
    problem = month((FILM_DAY, TEA_DAY, pinned), month_budget=20000)
    party = Decline("north", "opera", "O3", "provider", pinned.provider_id, pinned.day)
    film = problem.programmes["film"].cost
    total = sum(problem.programmes[one.programme_id].cost for one in problem.published)
    done = repaired(replace(problem, declines=(party,)), BudgetChanged(total - film))
    assert (done.ending, done.proposals[0].count, done.proposals[0].proven) == (Ending.OPTIMAL, 1, True)
    assert pinned in done.proposals[0].deliveries
