"""A place that is called free is free, its cost is what the judge counts, and no fewer others could give way."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.refusal import Refusal
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.moves import beyond, judge_move
from scheduler.solver.placing import Asked, Place, Standing, ground_for, judged, known_delivery, places
from scheduler.solver.problem import Problem
from scheduler.solver.trying import Change, Ground
from scheduler.solver.yielding import least_yielding, may_give_way, smallest_yielding
from tests.unit.solver.any_plan import HOURS, any_plan
from tests.unit.solver.small_district import (
    DANCE,
    FILM,
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
)

PLAIN = small_problem()
MADE_UP = settings(max_examples=30, deadline=None, derandomize=True)


def places_of(problem: Problem, plan: tuple[Delivery, ...], one: Delivery, asked: Asked) -> tuple[Place, ...]:
    return places(ground_for(problem, plan, one, asked), one, asked)


def place_of(problem: Problem, plan: tuple[Delivery, ...], there: Delivery) -> tuple[Ground, Place]:
    now = known_delivery(plan, there.id)
    ground = ground_for(problem, plan, now, Asked(there.venue_id, there.provider_id, there.day, there.start))
    return ground, judged(ground, now, there)


def test_a_day_on_which_the_provider_declined_is_blocked_at_every_hour() -> None:
    one = delivery("2606-001", TEA, 4, "10:00")
    no = Decline("north", "tea", None, "provider", one.provider_id, one.day)
    problem = replace(small_problem(published=(one,)), declines=(no,))
    there = places_of(problem, (one,), one, Asked(provider_id=one.provider_id, day=one.day))
    assert any(finding.rule == "declined" for place in there for finding in place.blocked)
    assert all(place.blocked for place in there)


def forbidden(problem: Problem, plan: tuple[Delivery, ...], change: Change) -> bool:
    """Whether the judge, asked about the whole plan, finds that the change breaks what was kept."""
    return bool(beyond(hard_findings(problem, change.applied(plan)), hard_findings(problem, plan)))


@MADE_UP
@given(any_plan(), st.randoms(use_true_random=False))
def test_what_is_called_free_breaks_no_rule_and_costs_what_the_judge_counts(
    made: tuple[Problem, tuple[Delivery, ...]], dice: Random
) -> None:
    problem, plan = made
    one = dice.choice(plan)
    for place in places_of(problem, plan, one, Asked(day=june(dice.choice((4, 5, 8))))):
        assert bool(place.blocked) == forbidden(problem, plan, place.change)
        if not place.blocked:
            after = score(problem, place.change.applied(plan))
            assert place.points == after.total - score(problem, plan).total
            assert (place.standing is Standing.COSTS) == (place.points > 0)


@MADE_UP
@given(any_plan(), st.randoms(use_true_random=False))
def test_a_single_delivery_is_judged_as_a_change_by_hand_is(
    made: tuple[Problem, tuple[Delivery, ...]], dice: Random
) -> None:
    problem, plan = made
    one = dice.choice([one for one in plan if one.course_id is None] or [plan[0]])
    there = replace(one, day=june(dice.randint(3, 9)), start=at(dice.choice(HOURS)))
    _, place = place_of(problem, plan, there)
    if len(place.change.into) == 1:
        assert set(place.blocked) == set(judge_move(problem, plan, [there]).hard)


@MADE_UP
@given(any_plan(least=4), st.randoms(use_true_random=False))
def test_no_fewer_others_could_give_way(made: tuple[Problem, tuple[Delivery, ...]], dice: Random) -> None:
    problem, plan = made
    one = dice.choice([one for one in plan if one.course_id is None] or [plan[0]])
    other = dice.choice(plan)
    there = replace(
        one, day=other.day, start=other.start, provider_id=dice.choice((one.provider_id, "guild"))
    )
    ground, place = place_of(problem, plan, there)
    told = smallest_yielding(ground, place.change)
    assert told.proven
    enough = smallest_by_trying_all(problem, plan, place.change)
    assert (told.decisions if told.possible else None) == enough
    left = tuple(one for one in plan if one.id not in told.others)
    assert forbidden(problem, left, place.change) == (not told.possible)


def smallest_by_trying_all(problem: Problem, plan: tuple[Delivery, ...], change: Change) -> int | None:
    """How many decisions must give way at least, every set of them tried on the whole plan."""
    own = {one.course_id or one.id for one in change.into}
    decisions: dict[str, list[Delivery]] = {}
    for one in plan:
        decisions.setdefault(one.course_id or one.id, []).append(one)
    movable = [
        members
        for name, members in decisions.items()
        if name not in own and all(may_give_way(problem, one) for one in members)
    ]
    for size in range(len(movable) + 1):
        for chosen in combinations(movable, size):
            gone = {one.id for members in chosen for one in members}
            if not forbidden(problem, tuple(one for one in plan if one.id not in gone), change):
                return size
    return None


TEAS = (delivery("x-1", TEA, 5, "14:00"), delivery("x-2", TEA, 8, "14:00"))


def test_a_place_taken_by_another_says_by_whom_and_who_must_give_way() -> None:
    plan = (*TEAS, delivery("x-3", OPERA, 5, "15:00"))
    ground, place = place_of(PLAIN, plan, replace(plan[1], day=june(5), start=at("14:30")))
    assert place.standing is Standing.BLOCKED
    assert [(one.rule, one.deliveries) for one in place.blocked] == [
        ("provider_places", ("x-1", "x-2")),
        ("venue_booking", ("x-1", "x-2")),
        ("venue_booking", ("x-2", "x-3")),
    ]
    told = smallest_yielding(ground, place.change)
    assert (told.others, told.decisions, told.possible, told.proven) == (("x-1", "x-3"), 2, True, True)


def test_of_a_providers_full_day_one_must_give_way_and_rather_what_nobody_ordered() -> None:
    providers = tuple(replace(one, per_day=2) for one in PROVIDERS)
    orders = (Order("O1", "north", MONTH, "tea", 1),)
    problem = small_problem(small_district(providers=providers, orders=orders))
    plan = (
        delivery("x-1", TEA, 5, "09:00", order_id="O1"),
        delivery("x-2", TEA, 5, "14:00"),
        delivery("x-3", TEA, 8, "14:00"),
    )
    ground, place = place_of(problem, plan, replace(plan[2], day=june(5), start=at("19:00")))
    assert [one.rule for one in place.blocked] == ["provider_capacity"]
    assert smallest_yielding(ground, place.change).others == ("x-2",)


def test_what_a_rule_never_allows_is_not_made_room_for() -> None:
    ground, place = place_of(PLAIN, TEAS, replace(TEAS[1], start=at("21:45")))
    told = smallest_yielding(ground, place.change)
    assert {one.rule for one in place.blocked} == {"venue_open", "quiet_time"}
    assert (told.possible, told.proven) == (False, True)


def test_what_is_pinned_does_not_give_way() -> None:
    plan = (replace(TEAS[0], pinned=frozenset({"day"})), TEAS[1])
    ground, place = place_of(PLAIN, plan, replace(TEAS[1], day=june(5)))
    told = smallest_yielding(ground, place.change)
    assert (told.others, told.possible, told.proven) == ((), False, True)


def test_a_search_that_is_cut_short_says_so_and_still_makes_room() -> None:
    plan = (*TEAS, delivery("x-3", OPERA, 5, "15:00"))
    ground, place = place_of(PLAIN, plan, replace(plan[1], day=june(5), start=at("14:30")))
    told = smallest_yielding(ground, place.change, most_tried=2)
    assert (told.others, told.possible, told.proven) == (("x-1", "x-3"), True, False)


def test_of_several_places_the_one_is_named_for_which_the_fewest_give_way() -> None:
    plan = (*TEAS, delivery("x-3", OPERA, 5, "15:00"))
    ground = ground_for(PLAIN, plan, plan[1], Asked(venue_id="hall", day=june(5)))
    there = [replace(plan[1], day=june(5), start=at(start)) for start in ("21:45", "14:30", "16:15")]
    number, told = least_yielding(ground, [judged(ground, plan[1], one).change for one in there])
    assert (number, told.others, told.proven) == (2, ("x-3",), True)


def test_a_course_that_begins_in_the_month_is_moved_as_a_whole() -> None:
    course = tuple(
        delivery(f"x-{number}", DANCE, day, "14:00", course_id="C1", session=number)
        for number, day in enumerate((1, 8, 15, 22), start=1)
    )
    _, place = place_of(PLAIN, course, replace(course[1], day=june(10)))
    assert [(one.id, one.day.day) for one in place.change.into] == [
        ("x-1", 3),
        ("x-2", 10),
        ("x-3", 17),
        ("x-4", 24),
    ]
    assert place.standing is Standing.FREE


def test_a_film_is_offered_the_best_of_its_rain_venues() -> None:
    plan = (delivery("x-1", FILM, 5, "19:45"),)
    (place,) = places_of(PLAIN, plan, plan[0], Asked("square", "cinema", june(6), at("19:45")))
    assert (place.delivery.rain_venue_id, place.standing) == ("hall", Standing.FREE)


def test_the_places_come_the_cheapest_first_and_the_nearest_of_equals() -> None:
    orders = (Order("O1", "north", MONTH, "tea", 1, weekdays=frozenset({5})),)
    problem = small_problem(small_district(orders=orders, allotments=(most("north", Category.FEATURE, 1),)))
    plan = (delivery("x-1", TEA, 4, "14:00", order_id="O1"),)
    found = places_of(problem, plan, plan[0], Asked(start=at("14:00"), venue_id="hall"))
    assert [(place.delivery.day.day, place.points) for place in found[:4]] == [
        (5, -problem.weights.preferences),
        (12, -problem.weights.preferences),
        (19, -problem.weights.preferences),
        (26, -problem.weights.preferences),
    ]
    assert found[4].delivery.day == june(3)
    assert len(found) == 29


def test_a_delivery_that_the_plan_does_not_have_is_refused_by_its_number() -> None:
    with pytest.raises(Refusal, match="--delivery x-9: the plan has no such delivery"):
        known_delivery(TEAS, "x-9")
