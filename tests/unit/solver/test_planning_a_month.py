from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from scheduler.domain.decline import Decline
from scheduler.domain.district import Course, Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.finding import Severity
from scheduler.solver.judge import findings, hard_findings, score
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Ending, Options
from scheduler.solver.solve import solve
from scheduler.solver.standing import PIN_FIELDS
from tests.unit.solver.small_district import (
    FILM,
    MONTH,
    PROVIDERS,
    TEA,
    at,
    delivery,
    june,
    most,
    provider,
    small_district,
    small_problem,
    square,
    venue,
)

STEADY = Options(workers=1, deterministic_seconds=10.0)
FILM_ORDER = Order("O1", "north", MONTH, "film", 1, pinned_day=june(12))


def test_an_ordered_film_stands_on_its_pinned_day_after_dusk_with_a_rain_venue() -> None:
    solution = solve(small_problem(small_district(orders=(FILM_ORDER,))), STEADY)
    (film,) = solution.deliveries
    assert solution.ending is Ending.OPTIMAL
    assert (film.id, film.order_id, film.day) == ("2606-001", "O1", june(12))
    assert at("19:30") <= film.start <= at("19:45")
    assert (film.venue_id, film.rain_venue_id) == ("square", "hall")


def test_the_solvers_points_are_the_judges() -> None:
    problem = small_problem(small_district(orders=(FILM_ORDER, Order("O2", "south", MONTH, "long-film", 2))))
    solution = solve(problem, STEADY)
    assert solution.best == solution.bound == score(problem, solution.deliveries).total
    assert hard_findings(problem, solution.deliveries) == ()


def test_what_no_rule_lets_stand_is_unplaced_with_the_rule_that_bars_it() -> None:
    problem = small_problem(small_district(orders=(Order("O2", "south", MONTH, "long-film", 1),)))
    solution = solve(problem, STEADY)
    (unplaced,) = solution.unplaced
    assert (unplaced.order_id, [reason.rule for reason in unplaced.reasons]) == ("O2", ["film"])
    assert unplaced.reason.en.startswith("Outdoor films: for one, “Long-Film” is too long")


def test_a_least_that_cannot_be_reached_gives_a_relaxed_plan_and_says_what_lacks() -> None:
    district = small_district(allotments=(most("north", Category.FILM, 3, 3),))
    teams = tuple(replace(one, per_month=2) for one in district.providers)
    solution = solve(small_problem(replace(district, providers=teams)), STEADY)
    (unplaced,) = solution.unplaced
    assert (solution.ending, solution.relaxed, len(solution.deliveries)) == (Ending.INFEASIBLE, True, 2)
    assert (unplaced.category, unplaced.count) == (Category.FILM, 1)
    assert [reason.rule for reason in unplaced.reasons] == ["provider_capacity"]


def test_what_a_person_pinned_against_a_rule_stays_and_its_finding_stays_hard() -> None:
    by_daylight = delivery("2606-001", FILM, 12, "18:00", pinned=PIN_FIELDS)
    problem = small_problem(draft=(by_daylight,))
    solution = solve(problem, STEADY)
    assert (solution.ending, solution.deliveries) == (Ending.OPTIMAL, (by_daylight,))
    assert [finding.rule for finding in hard_findings(problem, solution.deliveries)] == ["film"]


def test_a_running_course_that_breaks_a_rule_is_told_but_forbids_nothing() -> None:
    course = Course("K1", "north", "dance", "teacher", "hall", june(2), at("07:00"), 2)
    problem = small_problem(small_district(courses=(course,)))
    solution = solve(problem, STEADY)
    assert hard_findings(problem, solution.deliveries) == ()
    told = [one for one in findings(problem, solution.deliveries) if one.rule == "venue_open"]
    assert [one.severity for one in told] == [Severity.STANDING, Severity.STANDING]


def test_a_pin_that_cannot_be_kept_gives_way_last_and_says_why() -> None:
    away = tuple(replace(one, blackouts=(Period(june(12), june(12)),)) for one in PROVIDERS)
    pinned = delivery("2606-001", TEA, 12, "10:00", pinned=frozenset({"day"}))
    solution = solve(small_problem(small_district(providers=away), draft=(pinned,)), STEADY)
    (unplaced,) = solution.unplaced
    assert (solution.ending, solution.deliveries) == (Ending.INFEASIBLE, ())
    assert unplaced.delivery_id == "2606-001"
    assert [reason.rule for reason in unplaced.reasons] == ["provider_present"]


def test_a_day_pinned_by_hand_is_kept_when_the_month_is_planned_again() -> None:
    order = Order("O1", "north", MONTH, "tea", 1)
    pinned = delivery("2606-004", TEA, 16, "10:00", order_id="O1", pinned=frozenset({"day"}))
    solution = solve(small_problem(small_district(orders=(order,)), draft=(pinned,)), STEADY)
    assert [(one.id, one.day, one.pinned) for one in solution.deliveries] == [
        ("2606-004", june(16), frozenset({"day"}))
    ]


def test_a_pin_that_no_rule_allows_gives_way_alone_and_what_nobody_could_offer_is_not_searched() -> None:
    """8 June is quiet: the film stands on another evening, the other pinned delivery where it was pinned."""
    film = delivery("2606-001", FILM, 8, "19:30", order_id="O1", pinned=frozenset({"day"}))
    tea = delivery("2606-002", TEA, 3, "10:00", order_id="O2", pinned=frozenset(PIN_FIELDS))
    orders = (replace(FILM_ORDER, pinned_day=None), Order("O2", "north", MONTH, "tea", 2))
    solution = solve(small_problem(small_district(orders=orders), draft=(film, tea)), STEADY)
    (unplaced,) = solution.unplaced
    assert (solution.ending, solution.relaxed, unplaced.delivery_id) == (Ending.INFEASIBLE, True, film.id)
    assert unplaced.reason.en.startswith("Quiet time: Mon 8 Jun is quiet for")
    kept = {one.id: one for one in solution.deliveries}
    assert kept[tea.id].day == tea.day
    assert kept[film.id].day != film.day
    assert not any("everywhere" in line or "giving way" in line for line in solution.log)


def test_where_a_pin_gives_way_a_least_is_still_reached_by_what_nobody_ordered() -> None:
    """The teahouse comes once, so that two orders of tea cannot make up the two that are promised."""
    film = delivery("2606-001", FILM, 8, "19:30", order_id="O1", pinned=frozenset({"day"}))
    craft = replace(TEA, id="craft", name="Craft", provider_ids=frozenset({"guild"}))
    once = (replace(one, per_month=1) if one.id == "teahouse" else one for one in PROVIDERS)
    district = small_district(
        orders=(
            replace(FILM_ORDER, pinned_day=None),
            *(Order(f"T{n}", "north", MONTH, "tea", n) for n in (1, 2)),
        ),
        programmes=(FILM, TEA, craft),
        providers=(*once, provider("guild")),
        allotments=(most("north", Category.FILM, 3), most("north", Category.FEATURE, 3, 2)),
    )
    solution = solve(small_problem(district, draft=(film,)), STEADY)
    assert {one.delivery_id for one in solution.unplaced if one.order_id not in {"T1", "T2"}} == {film.id}
    assert Counter(one.programme_id for one in solution.deliveries) == {"film": 1, "tea": 1, "craft": 1}


def test_of_two_pins_at_one_place_and_time_one_gives_way_among_what_was_ordered() -> None:
    pinned = frozenset({"day", "start", "venue_id"})
    orders = tuple(Order(f"O{n}", "north", MONTH, "tea", n) for n in (1, 2))
    teas = tuple(delivery(f"2606-00{n}", TEA, 3, "10:00", order_id=f"O{n}", pinned=pinned) for n in (1, 2))
    solution = solve(small_problem(small_district(orders=orders), draft=teas), STEADY)
    (unplaced,) = solution.unplaced
    assert (solution.ending, solution.relaxed, len(solution.deliveries)) == (Ending.INFEASIBLE, True, 2)
    assert unplaced.delivery_id in {"2606-001", "2606-002"}
    assert sum("giving way" in line for line in solution.log) == 1


def outdoors(**changes: object) -> Problem:
    """The north has a square and no hall; its film is ordered for the twelfth."""
    places = {"venues": (square(), venue("den", "south"), square("green", "south"))}
    return small_problem(small_district(orders=(FILM_ORDER,), **(places | changes)))


def test_a_film_in_an_area_without_a_hall_has_a_reserve_date_at_the_same_place_in_the_dark() -> None:
    problem = outdoors()
    solution = solve(problem, STEADY)
    (film,) = solution.deliveries
    assert (solution.ending, hard_findings(problem, solution.deliveries)) == (Ending.OPTIMAL, ())
    assert (film.day, film.venue_id, film.rain_venue_id) == (june(12), "square", None)
    assert film.reserve is not None
    assert june(12) < film.reserve.day <= june(19)
    assert film.reserve.start >= problem.film_start(film.reserve.day)
    again = replace(problem, published=solution.deliveries, draft=solution.deliveries)
    assert solve(again, STEADY).deliveries == solution.deliveries


def test_its_reserve_date_is_kept_from_others_and_from_closed_days() -> None:
    away = Period(june(13), june(17))
    cinema = tuple(replace(one, blackouts=(away,), per_day=1) for one in PROVIDERS)
    theirs = delivery("2606-009", FILM, 18, "19:30", area_id="south", venue_id="green", rain_venue_id="den")
    problem = outdoors(providers=cinema)
    problem = replace(problem, fixed=(theirs,))
    solution = solve(problem, STEADY)
    (film,) = (one for one in solution.deliveries if one.area_id == "north")
    assert (film.reserve_day, solution.unplaced) == (june(19), ())


@pytest.mark.parametrize(
    ("pinned", "rain", "reserved"),
    [(12, "hall", False), (29, None, True)],
)
def test_a_reserve_date_is_planned_only_on_evenings_without_a_hall(
    pinned: int, rain: str | None, reserved: bool
) -> None:
    closing = replace(venue(), closures=(Period(june(29), june(30)),))
    order = replace(FILM_ORDER, pinned_day=june(pinned))
    solution = solve(small_problem(small_district(venues=(closing, square()), orders=(order,))), STEADY)
    (film,) = solution.deliveries
    assert (film.rain_venue_id, film.reserve is not None) == (rain, reserved)


def test_a_hall_that_declined_to_stand_by_leaves_the_film_a_reserve_date() -> None:
    declines = (Decline("north", "film", "O1", "rain_venue", "hall", june(12)),)
    problem = replace(small_problem(small_district(orders=(FILM_ORDER,))), declines=declines)
    (film,) = solve(problem, STEADY).deliveries
    assert (film.day, film.rain_venue_id, film.reserve is not None) == (june(12), None, True)


def test_without_a_hall_and_without_reserve_dates_no_film_can_be_planned() -> None:
    problem = outdoors()
    halls_only = replace(problem, parameters=replace(problem.parameters, film_reserve_within=0))
    solution = solve(halls_only, STEADY)
    assert (solution.deliveries, len(solution.unplaced)) == ((), 1)
