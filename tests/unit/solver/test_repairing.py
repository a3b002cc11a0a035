"""A published month is repaired with the fewest changes: each kind of disruption, and what stays untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from config.refusal import Outcome, Refusal
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
from scheduler.domain.district import Order, Period, Venue
from scheduler.domain.terms import Category
from scheduler.solver.judge import hard_findings
from scheduler.solver.pausing import last_day_then
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Aim, Repair
from scheduler.solver.repairing import published_problem, repair
from scheduler.solver.sessions import WEEK
from scheduler.solver.solution import Ending, Options
from tests.unit.solver.small_district import (
    BOOKS,
    DANCE,
    FILM,
    MONTH,
    OPERA,
    PROGRAMMES,
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

STEADY = Options(seconds=20, workers=1, deterministic_seconds=4.0)
FEWEST = frozenset({Aim.FEWEST})
FILM_DAY = delivery("2606-001", FILM, 12, "19:30", order_id="O1")
TEA_DAY = delivery("2606-002", TEA, 3, "10:00", order_id="O2")
OPERA_DAY = delivery("2606-003", OPERA, 23, "14:00", order_id="O3")
PLAN = (FILM_DAY, TEA_DAY, OPERA_DAY)
ORDERS = (
    Order("O1", "north", MONTH, "film", 1),
    Order("O2", "north", MONTH, "tea", 2),
    Order("O3", "north", MONTH, "opera", 3),
)


def month(plan: Sequence[Delivery] = PLAN, **facts: object) -> Problem:
    return small_problem(small_district(**({"orders": ORDERS} | facts)), published=plan)


def repaired(
    problem: Problem, disruption: Disruption, aims: frozenset[Aim] = FEWEST, **more: frozenset[str]
) -> Repair:
    return repair(problem, problem.published, disruption, STEADY, aims=aims, **more)


def changed(done: Repair, aim: Aim = Aim.FEWEST) -> dict[str, tuple[str, ...]]:
    """What changes by id: the fields that differ; nothing named when it is gone, `new` when it comes."""
    (proposal,) = [one for one in done.proposals if one.aim is aim]
    return {
        one.delivery_id: ("new",) if one.before is None else ("gone",) if one.after is None else one.changed
        for one in proposal.changes
    }


def then(done: Repair, delivery_id: str, aim: Aim = Aim.FEWEST) -> Delivery:
    (proposal,) = [one for one in done.proposals if one.aim is aim]
    return next(one for one in proposal.deliveries if one.id == delivery_id)


def test_rain_moves_the_film_alone_and_as_near_as_can_be() -> None:
    done = repaired(month(), Rain(june(12)))
    assert (done.ending, done.least, done.touched) == (Ending.OPTIMAL, 1, frozenset({"2606-001"}))
    assert changed(done) == {"2606-001": ("venue_id",)}
    assert then(done, "2606-001").venue_id == "hall"


def test_rain_where_the_hall_is_taken_finds_another_evening() -> None:
    late = delivery("2606-004", OPERA, 12, "18:30")
    film = replace(FILM_DAY, rain_venue_id="den-north")
    halls = (*small_district().venues, venue("den-north", hours=("08:30", "12:00")))
    done = repaired(month((film, late), venues=halls), Rain(june(12)))
    assert changed(done) == {"2606-001": ("day", "rain_venue_id")}
    assert (then(done, "2606-001").day, done.least) == (june(15), 1)


def test_an_absent_provider_changes_only_its_own_days() -> None:
    done = repaired(month(), ProviderAbsent("troupe", june(23), june(24)))
    assert changed(done) == {"2606-003": ("day",)}
    assert then(done, "2606-003").day == june(22)


def test_a_provider_that_drops_out_for_good_is_replaced_where_another_gives_the_programme() -> None:
    opera = replace(OPERA, provider_ids=frozenset({"troupe", "guild"}))
    facts = {"programmes": (opera, TEA, FILM), "providers": (*PROVIDERS, provider("guild"))}
    done = repaired(month(**facts), ProviderAbsent("troupe", june(1)))
    assert changed(done) == {"2606-003": ("provider_id",)}
    assert then(done, "2606-003").provider_id == "guild"


def test_what_nobody_else_can_give_goes_and_the_rest_stays() -> None:
    done = repaired(month(), ProviderAbsent("troupe", june(1)))
    assert (changed(done), done.ending) == ({"2606-003": ("gone",)}, Ending.OPTIMAL)


def test_a_closed_venue_touches_what_is_in_it_and_films_that_count_on_it() -> None:
    done = repaired(month(), VenueClosed("hall", june(3), june(12)))
    assert done.touched == frozenset({"2606-001", "2606-002"})
    assert (set(changed(done)), done.least) == ({"2606-001", "2606-002"}, 2)


def test_a_declined_delivery_is_not_asked_of_the_party_for_that_day_again() -> None:
    done = repaired(month(), Declined("2606-002", "provider"))
    assert changed(done) == {"2606-002": ("day",)}


def test_a_withdrawn_order_goes_and_comes_back_in_no_other_shape() -> None:
    done = repaired(month(), OrderWithdrawn("O2"))
    assert changed(done) == {"2606-002": ("gone",)}


def test_the_room_of_a_withdrawn_order_is_offered_to_the_next() -> None:
    waiting = Order("O4", "north", MONTH, "tea", 4)
    facts = {"orders": (*ORDERS, waiting), "allotments": (most("north", Category.FEATURE, 1), *others())}
    done = repaired(month(**facts), OrderWithdrawn("O2"))
    assert (changed(done), then(done, "2606-002").order_id) == ({}, "O4")


def others() -> list[object]:
    return [most("north", category, 5) for category in Category if category is not Category.FEATURE]


def test_a_lower_quota_takes_away_as_few_as_it_must() -> None:
    teas = tuple(delivery(f"2606-01{n}", TEA, 3 + n, "10:00", order_id=f"T{n}") for n in range(3))
    orders = tuple(Order(f"T{n}", "north", MONTH, "tea", n + 1) for n in range(3))
    done = repaired(month(teas, orders=orders), QuotaChanged("north", Category.FEATURE, 0, 2))
    assert (changed(done), done.least, done.ending) == ({"2606-012": ("gone",)}, 1, Ending.OPTIMAL)


def test_a_higher_floor_adds_and_moves_nothing() -> None:
    done = repaired(month(), QuotaChanged("north", Category.FEATURE, 2, 3))
    assert (list(changed(done).values()), done.least) == ([("new",)], 0)


def test_a_smaller_budget_lets_go_the_fewest() -> None:
    dear = replace(OPERA, cost=9000)
    facts = {"programmes": (dear, TEA, FILM), "month_budget": 20000}
    done = repaired(month(**facts), BudgetChanged(2500))
    assert (changed(done), done.least) == ({"2606-003": ("gone",)}, 1)


def test_a_holiday_that_moves_takes_the_books_off_its_new_day() -> None:
    books = delivery("2606-005", BOOKS, 24, "09:00", order_id="O5")
    orders = (*ORDERS, Order("O5", "north", MONTH, "books", 5))
    done = repaired(month((books, *PLAN), orders=orders), HolidayMoved(june(19), june(24)))
    assert changed(done) == {"2606-005": ("day",)}


def test_something_urgent_finds_a_free_place_and_moves_nobody() -> None:
    urgent = Order("U1", "north", MONTH, "tea", 1, pinned_day=june(12))
    done = repaired(month(), Urgent(urgent))
    (new,) = done.proposals[0].changes
    assert (new.before, new.after and new.after.day, done.least) == (None, june(12), 0)


def test_something_urgent_moves_one_other_where_there_is_no_room() -> None:
    urgent = Order("U1", "north", MONTH, "tea", 1, pinned_day=june(3), pinned_start=at("10:00"))
    done = repaired(month(), Urgent(urgent))
    assert (done.proposals[0].count, done.proposals[0].proven, done.least) == (1, True, 1)
    served = {one.order_id: one for one in done.proposals[0].deliveries}
    assert (served["U1"].day, served["U1"].start) == (june(3), at("10:00"))
    assert "O2" in served


def test_something_urgent_that_no_rule_lets_in_is_told_as_impossible() -> None:
    urgent = Order("U1", "north", MONTH, "books", 1, pinned_day=june(20))
    done = repaired(month(), Urgent(urgent))
    assert (done.ending, done.outcome, done.proposals) == (Ending.INFEASIBLE, Outcome.INFEASIBLE, ())
    barred, looser = done.why
    assert "Books on working days: Sat 20 Jun is no working day for “Books”" in barred.en
    assert looser.en.startswith("On any day: With all else as it is it could stand at ")


def test_something_urgent_beyond_the_quota_is_told_which_cap_and_that_no_other_day_would_do() -> None:
    full = (most("north", Category.FEATURE, 1), *others())
    firm = replace(month(allotments=full), fixed=(TEA_DAY,))
    done = repaired(firm, Urgent(Order("U1", "north", MONTH, "tea", 1, pinned_day=june(9))))
    (why,) = done.why
    assert done.proposals == ()
    assert "年度配额" in why.zh


def test_what_reopening_makes_possible_is_offered_beside_changing_nothing() -> None:
    closed = tuple(
        replace(one, closures=(Period(june(1), None),)) if one.id == "hall" else one
        for one in small_district().venues
    )
    problem = month((), venues=closed)
    halls_only = replace(problem, parameters=replace(problem.parameters, film_reserve_within=0))
    done = repaired(halls_only, VenueReopened("hall", june(15)), frozenset(Aim))
    assert (changed(done), done.least) == ({}, 0)
    assert list(changed(done, Aim.MORE).values()) == [("new",)] * 3
    assert min(one.day for one in done.proposals[1].deliveries) >= june(15)


def test_keeping_the_day_is_offered_where_it_trades_against_the_cost() -> None:
    asks = replace(ORDERS[1], venue_id="hall")
    venues: tuple[Venue, ...] = (*small_district().venues, venue("annex"))
    problem = month(orders=(ORDERS[0], asks, ORDERS[2]), venues=venues)
    done = repaired(problem, VenueClosed("hall", june(3), june(3)), frozenset(Aim))
    assert then(done, "2606-002").venue_id == "hall"
    assert then(done, "2606-002", Aim.SAME_DAY).day == june(3)
    fewest, same_day = done.proposals[:2]
    assert (same_day.count, same_day.points > fewest.points) == (fewest.count, True)


def test_what_was_recorded_or_is_past_is_never_rewritten() -> None:
    problem = replace(month((*PLAN[:2], replace(OPERA_DAY, day=june(9)))), today=june(10))
    done = repaired(problem, ProviderAbsent("teahouse", june(1)), recorded=frozenset({"2606-002"}))
    assert (done.stuck, changed(done)) == (frozenset({"2606-002"}), {})
    assert repaired(problem, ProviderAbsent("troupe", june(1))).stuck == frozenset({"2606-003"})


def course(first: int = 4) -> tuple[Delivery, ...]:
    days = (first, first + 7, first + 14, first + 21)
    return tuple(
        delivery(f"2606-1{n}", DANCE, day, "14:00", course_id="K1", session=n)
        for n, day in enumerate(days, start=1)
    )


def test_one_session_of_a_course_moves_as_an_exception_and_the_course_stays() -> None:
    done = repaired(month((*course(), *PLAN)), ProviderAbsent("teacher", june(11), june(11)))
    assert (list(changed(done)), done.proposals[0].broken) == (["2606-12"], ())
    assert june(4) < then(done, "2606-12").day < june(18)


def test_a_substitute_teaches_where_there_is_one() -> None:
    dance = replace(DANCE, provider_ids=frozenset({"teacher", "guild"}))
    facts = {
        "programmes": (*(one for one in PROGRAMMES if one is not DANCE), dance),
        "providers": (*PROVIDERS, provider("guild")),
    }
    done = repaired(month(course(), **facts), ProviderAbsent("teacher", june(11), june(18)))
    assert changed(done) == {"2606-12": ("provider_id",), "2606-13": ("provider_id",)}


def test_a_course_whose_first_session_falls_away_moves_as_a_whole() -> None:
    done = repaired(month(course()), ProviderAbsent("teacher", june(4), june(4)))
    assert (len(done.touched), done.least, done.proposals[0].broken) == (4, 1, ())
    assert changed(done) == {"2606-11": ("gone",)}
    assert [one.session for one in done.proposals[0].deliveries] == [1, 2, 3]


def test_a_course_all_of_whose_sessions_are_barred_moves_with_every_one() -> None:
    done = repaired(month(course()), VenueClosed("hall", june(1), june(30)))
    assert done.least == 4


def test_a_holiday_on_a_day_of_a_course_takes_out_that_day_and_moves_no_other() -> None:
    lessons = tuple(replace(one, order_id="O6") for one in course(3))
    orders = (*ORDERS, Order("O6", "north", MONTH, "dance", 6))
    done = repaired(month(lessons, orders=orders), HolidayMoved(june(19), june(17)))
    assert changed(done) == {"2606-13": ("gone",)}
    assert {one.day.day: one.session for one in done.proposals[0].deliveries} == {3: 1, 10: 2, 24: 3}


def test_a_running_course_pauses_on_a_new_holiday_and_loses_no_session() -> None:
    lessons = tuple(replace(one, session=one.session + 2) for one in course(3) if one.session)[:4]
    long = replace(DANCE, sessions=8)
    facts = {"programmes": (*(one for one in PROGRAMMES if one is not DANCE), long)}
    problem = replace(month((*lessons, *PLAN), **facts), fixed=lessons)
    done = repaired(problem, HolidayMoved(june(19), june(17)), frozenset(Aim))
    assert {one.aim for one in done.proposals} >= {Aim.FEWEST}
    for one in done.proposals:
        assert [each.delivery_id for each in one.changes if each.after is None] == ["2606-13"]
        kept = {each.day.day: each.session for each in one.deliveries if each.course_id == "K1"}
        assert kept == {3: 3, 10: 4, 24: 5}
        (gone,) = [each.before for each in one.changes if each.before and each.after is None]
        assert last_day_then(done.problem, one.deliveries, gone) == june(24) + 3 * WEEK
    assert changed(done) == {"2606-13": ("gone",)}

    later = replace(lessons[3], id="2607-001", day=june(24) + WEEK, session=7)
    told = replace(problem, fixed=(*lessons, later))
    moved = repaired(told, HolidayMoved(june(19), june(17)))
    assert changed(moved) == {"2606-13": ("day",)}


def test_a_plan_that_was_short_before_is_not_asked_to_be_whole_now() -> None:
    short = (most("north", Category.FEATURE, 5, 3), *others())
    done = repaired(month(allotments=short), Rain(june(12)))
    assert (changed(done), done.ending) == ({"2606-001": ("venue_id",)}, Ending.OPTIMAL)


def test_if_no_repair_keeps_the_rules_the_one_that_breaks_least_is_marked_so() -> None:
    floor = (
        most("north", Category.PERFORMANCE, 5, 1),
        *(most("north", category, 5) for category in Category if category is not Category.PERFORMANCE),
    )
    done = repaired(month(allotments=floor), ProviderAbsent("troupe", june(1)))
    assert (done.ending, done.outcome) == (Ending.INFEASIBLE, Outcome.INFEASIBLE)
    assert [one.rule for one in done.proposals[0].broken] == ["allotment"]


def test_a_pin_that_the_disruption_makes_impossible_gives_way_and_no_other() -> None:
    orders = (replace(ORDERS[0], pinned_day=june(12)), *ORDERS[1:])
    done = repaired(month(orders=orders), VenueClosed("square", june(12), june(12)))
    assert changed(done) == {"2606-001": ("venue_id",)}
    away = repaired(
        month(orders=orders, venues=(square(), venue())), ProviderAbsent("cinema", june(12), june(12))
    )
    assert changed(away) == {"2606-001": ("day",)}


def test_a_repaired_plan_breaks_no_rule_when_it_is_judged_as_published() -> None:
    for disruption in (Rain(june(12)), VenueClosed("hall", june(12), june(14)), OrderWithdrawn("O1")):
        done = repaired(month(), disruption)
        plan = done.proposals[0].deliveries
        assert hard_findings(published_problem(done.problem, plan), plan) == ()


@pytest.mark.parametrize(
    ("disruption", "place"),
    [
        (Rain(june(12).replace(month=7)), "day"),
        (ProviderAbsent("nobody", june(1)), "provider_id"),
        (VenueClosed("hall", june(4), june(3)), "last"),
        (VenueReopened("hall", june(4)), "first"),
        (Declined("2606-999", "venue"), "delivery_id"),
        (OrderWithdrawn("O9"), "order_id"),
        (Urgent(ORDERS[0]), "order/id"),
        (QuotaChanged("north", Category.FILM, 3, 2), "least"),
        (HolidayMoved(june(3), june(4)), "was"),
        (HolidayMoved(june(19), june(19)), "now"),
    ],
)
def test_nonsense_is_refused_by_its_field(disruption: Disruption, place: str) -> None:
    with pytest.raises(Refusal) as refused:
        repaired(month(), disruption)
    assert [fault.place for fault in refused.value.faults] == [place]
