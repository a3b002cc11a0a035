from __future__ import annotations

from dataclasses import replace

import pytest

from config.refusal import Refusal
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order, Period
from scheduler.solver.judge import hard_findings
from scheduler.solver.moves import judge_move, moved
from scheduler.solver.problem import Problem, month_problem
from scheduler.solver.repair import freed, rain_choices
from tests.unit.solver.small_district import (
    FILM,
    MONTH,
    PROVIDERS,
    TEA,
    at,
    delivery,
    june,
    settings,
    small_district,
    square,
    venue,
    with_reserve,
)

FILM_DAY = delivery("2606-001", FILM, 12, "19:30", order_id="O1")
TEA_THAT_DAY = delivery("2606-002", TEA, 12, "10:00")
PLAN = (FILM_DAY, TEA_THAT_DAY)
ORDERS = (Order("O1", "north", MONTH, "film", 1, pinned_day=june(12)),)


def in_the_rain(plan: tuple[Delivery, ...] = PLAN, **facts: object) -> Problem:
    """The month on the afternoon of the twelfth, as it was published."""
    parameters, weights = settings()
    district = small_district(**({"orders": ORDERS} | facts))
    return month_problem(district, MONTH, june(12), parameters, weights, published=plan)


def test_a_film_goes_indoors_into_the_venue_booked_with_it() -> None:
    (choice,) = rain_choices(in_the_rain(), PLAN, june(12))
    assert choice.indoors.allowed
    assert choice.indoors.delivery == replace(FILM_DAY, venue_id="hall")


def test_a_film_gets_the_next_evening_that_all_rules_allow() -> None:
    cinema = tuple(
        replace(one, blackouts=(Period(june(13), june(14)),)) if one.id == "cinema" else one
        for one in PROVIDERS
    )
    (choice,) = rain_choices(in_the_rain(providers=cinema), PLAN, june(12))
    assert choice.reserve.allowed
    assert choice.reserve.delivery == replace(FILM_DAY, day=june(15))


def test_a_film_with_a_reserve_date_goes_there() -> None:
    film = with_reserve(FILM_DAY, 17)
    problem = in_the_rain((film,), venues=(square(), venue("den", "south")))
    (choice,) = rain_choices(problem, (film,), june(12))
    then = replace(film, day=june(17), start=at("19:45"))
    assert (choice.reserve.delivery, choice.reserve.allowed) == (then, True)
    assert (then.reserve, choice.indoors.delivery) == (None, None)
    assert hard_findings(freed(problem, film), (then,)) == ()


def test_a_film_that_goes_indoors_gives_its_reserve_date_back() -> None:
    film = with_reserve(FILM_DAY, 17)
    (choice,) = rain_choices(in_the_rain((film,)), (film,), june(12))
    assert choice.indoors.delivery == replace(FILM_DAY, venue_id="hall")


def test_going_on_changes_nothing() -> None:
    (choice,) = rain_choices(in_the_rain(), PLAN, june(12))
    assert (choice.go_on.delivery, choice.go_on.verdict.introduced) == (FILM_DAY, ())


def test_a_hall_that_is_taken_is_offered_with_what_forbids_it() -> None:
    late_tea = delivery("2606-003", TEA, 12, "18:30")
    plan = (replace(FILM_DAY, rain_venue_id=None), late_tea)
    (choice,) = rain_choices(in_the_rain(plan), plan, june(12))
    assert not choice.indoors.allowed
    assert [finding.rule for finding in choice.indoors.verdict.hard] == ["venue_booking"]


def test_a_film_with_no_evening_left_is_told_so() -> None:
    cinema = tuple(replace(one, contract=Period(june(1), june(12))) for one in PROVIDERS)
    (choice,) = rain_choices(in_the_rain(providers=cinema), PLAN, june(12))
    assert choice.reserve.delivery is None
    assert choice.reserve.why_not is not None
    assert not choice.reserve.allowed


def test_two_films_of_one_crew_get_two_reserve_evenings() -> None:
    other = delivery(
        "2606-004", FILM, 12, "19:45", area_id="south", venue_id="green", rain_venue_id="den", order_id=None
    )
    plan = (FILM_DAY, other)
    first, second = rain_choices(in_the_rain(plan), plan, june(12))
    assert first.reserve.delivery is not None
    assert second.reserve.delivery is not None
    assert (first.reserve.delivery.day, second.reserve.delivery.day) == (june(13), june(14))


def test_a_day_without_outdoor_films_is_refused() -> None:
    with pytest.raises(Refusal, match="No outdoor film stands on Sat 13 Jun"):
        rain_choices(in_the_rain(), PLAN, june(13))


def test_a_film_already_indoors_is_no_outdoor_film() -> None:
    plan = (replace(FILM_DAY, venue_id="hall"),)
    with pytest.raises(Refusal, match="No outdoor film"):
        rain_choices(in_the_rain(plan), plan, june(12))


def test_a_film_moved_to_its_reserve_date_breaks_no_rule_when_the_month_is_judged_again() -> None:
    (choice,) = rain_choices(in_the_rain(), PLAN, june(12))
    assert choice.reserve.delivery is not None
    plan = moved(PLAN, [choice.reserve.delivery])
    assert hard_findings(in_the_rain(plan), plan) == ()


def test_a_move_brings_only_what_it_brings_about() -> None:
    problem = in_the_rain()
    verdict = judge_move(problem, PLAN, [replace(TEA_THAT_DAY, day=june(19), start=at("06:00"))])
    assert {finding.rule for finding in verdict.introduced} == {"pins", "venue_open", "unasked"}
    assert [finding.rule for finding in verdict.hard] == ["venue_open", "pins"]


def test_a_move_back_mends_what_the_move_broke() -> None:
    problem = in_the_rain()
    away = replace(TEA_THAT_DAY, start=at("19:30"))
    there = judge_move(problem, PLAN, [away])
    back = judge_move(problem, moved(PLAN, [away]), [TEA_THAT_DAY])
    assert there.introduced == back.removed
    assert there.points == -back.points
