"""A plan's points are laid open whole: every line of the account adds up to the score that the judge gives."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.accounting import Account, Points, account, difference
from scheduler.solver.judge import score
from tests.unit.solver.small_district import MONTH, OPERA, TEA, delivery, small_district, small_problem

ORDERS = (
    Order("O1", "north", MONTH, "tea", 1, weekdays=frozenset({6})),
    Order("O2", "north", MONTH, "opera", 2),
    Order("O3", "south", MONTH, "tea", 1),
)
LEASTS = tuple(
    replace(one, least=3 if (one.area_id, one.category) == ("north", Category.FEATURE) else 0)
    for one in small_district().allotments
)
PROBLEM = small_problem(small_district(orders=ORDERS, allotments=LEASTS))
PLAN = (
    delivery("2606-001", TEA, 5, "17:30", order_id="O1"),
    delivery("2606-002", TEA, 4, "17:30"),
    delivery("2606-003", OPERA, 3, "19:00", order_id="O2"),
)


def by_wish(of: Account) -> dict[str, int]:
    return {
        wish.rule: sum(charge.points for charge in of.charges if charge.finding.rule == wish.rule)
        for wish in of.score.wishes
    }


def test_the_charges_add_up_to_the_score_by_wish() -> None:
    laid_open = account(PROBLEM, PLAN)
    assert laid_open.score == score(PROBLEM, PLAN)
    assert by_wish(laid_open) == {wish.rule: wish.points for wish in laid_open.score.wishes}


def test_the_areas_add_up_to_the_score() -> None:
    laid_open = account(PROBLEM, PLAN)
    assert sum(area.total for area in laid_open.areas) == score(PROBLEM, PLAN).total
    assert [area.deliveries for area in laid_open.areas] == [3, 0]
    assert [area.short for area in laid_open.areas] == [1, 0]


def test_what_is_off_the_fair_share_is_what_fairness_counts() -> None:
    laid_open = account(PROBLEM, PLAN)
    off = {area.area_id: abs(area.service_points - area.due) for area in laid_open.areas}
    told = {
        str(charge.finding.fact("area")): charge.finding.amount
        for charge in laid_open.charges
        if charge.finding.rule == "fairness"
    }
    assert {area_id for area_id, amount in off.items() if amount > 0} == set(told)
    assert all(off[area_id] <= amount < off[area_id] + 1 for area_id, amount in told.items())


def test_a_delivery_is_charged_with_what_is_unmet_about_it_alone_and_with_others() -> None:
    laid_open = account(PROBLEM, PLAN)
    weights = PROBLEM.weights
    crowded = (3 - PROBLEM.parameters.spacing_week_most) * weights.spacing
    assert {one.delivery_id: (one.own, one.shared) for one in laid_open.deliveries} == {
        "2606-001": (weights.preferences, crowded),
        "2606-002": (weights.unasked, crowded),
        "2606-003": (0, crowded),
    }


def test_an_area_is_told_what_it_gets_what_it_is_due_and_what_it_lacks() -> None:
    north, south = account(PROBLEM, PLAN).areas
    worth = PROBLEM.parameters.points_of
    points = 2 * worth(Category.FEATURE) + worth(Category.PERFORMANCE)
    assert (north.share, south.share) == (625, 375)
    assert (north.service_points, north.due, south.due) == (points, points * 0.625, points * 0.375)
    assert (north.orders, north.served, south.orders, south.served) == (2, 2, 1, 0)
    assert (north.deliveries_by_head, north.service_points_by_head) == (0.6, points / 5)


def test_how_far_the_plan_can_be_from_the_best_is_told_only_where_it_is_known() -> None:
    plenty = small_problem(small_district(orders=ORDERS))
    total = score(plenty, PLAN).total
    assert account(plenty, PLAN).above_bound is None
    assert account(plenty, PLAN, total - 7).above_bound == 7
    assert account(PROBLEM, PLAN, total - 7).above_bound is None, "it lacks what is allotted at least"


def test_two_scores_differ_by_the_wishes_that_they_meet_otherwise() -> None:
    without = PLAN[1:]
    changes = difference(score(PROBLEM, PLAN), score(PROBLEM, without))
    assert Points("preferences", -PROBLEM.weights.preferences) in changes
    assert sum(one.points for one in changes) == score(PROBLEM, without).total - score(PROBLEM, PLAN).total
