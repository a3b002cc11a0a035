"""Explanations are sentences in both languages that say what was found, with the names and numbers a person knows."""

from __future__ import annotations

from dataclasses import replace

from api.cli.explanation_report import here_report
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.accounting import account
from scheduler.solver.explaining import account_words, fit_words, here_words, place_words, yielding_words
from scheduler.solver.explaining_orders import forced_words, switch_words
from scheduler.solver.fitting import Cell, fits
from scheduler.solver.forcing import force_order
from scheduler.solver.judge import score
from scheduler.solver.offered import Offered
from scheduler.solver.placing import Asked, ground_for, judged, places
from scheduler.solver.problem import Problem
from scheduler.solver.weighing import Here, weigh
from scheduler.solver.yielding import smallest_yielding
from tests.unit.solver.small_district import (
    MONTH,
    OPERA,
    TEA,
    at,
    delivery,
    june,
    small_district,
    small_problem,
)
from tests.unit.solver.test_forcing import STEADY, taken_evening, tea_problem

ORDERS = (
    Order("O1", "north", MONTH, "tea", 1, weekdays=frozenset({6})),
    Order("O2", "north", MONTH, "opera", 2),
)
PROBLEM = small_problem(small_district(orders=ORDERS))
PLAN = (delivery("2606-001", TEA, 5, "14:00", order_id="O1"), delivery("2606-002", OPERA, 10, "19:00"))


def here(plan: tuple[Delivery, ...], asked: Asked, problem: Problem = PROBLEM) -> Here:
    ground = ground_for(problem, plan, plan[0], asked)
    return weigh(ground, plan[0], places(ground, plan[0], asked))


def test_why_a_delivery_stands_where_it_does() -> None:
    said = here_words(PROBLEM, here(PLAN, Asked(venue_id="hall", start=at("14:00"))))
    assert [one.zh for one in said[:3]] == [
        "2606-001“Tea”（North，6月5日(周五) 14:00，Hall，Teahouse）。",
        "它兑现第 1 位点单 O1。",
        "点单 O1 排在6月5日(周五)，不是希望的星期。",
    ]
    assert said[3].en == (
        "Without it the month's points would change by +31 "
        "(Orders by rank +36, Fairness among areas -4, Weekday and venue as ordered -1)."
    )
    assert said[4].en == (
        "Of 29 other places and times 22 are free at no cost (3 of them better), 7 cost points, 0 are blocked."
    )


def test_what_holds_a_delivery_is_told() -> None:
    pinned = (replace(PLAN[0], pinned=frozenset({"day", "venue_id"})), PLAN[1])
    told = here(pinned, Asked(day=june(6), start=at("14:00")), replace(PROBLEM, draft=pinned))
    assert [(hold.kind, hold.fields) for hold in told.holds] == [("pinned", ("day", "venue_id"))]
    assert "有人锁定了它的日期、场地。" in [one.zh for one in here_words(PROBLEM, told)]
    fixed = replace(PROBLEM, fixed=PLAN[:1])
    assert [hold.kind for hold in here(PLAN, Asked(day=june(6)), fixed).holds] == ["stands"]


def test_of_a_lesson_it_is_said_that_the_whole_course_is_reckoned() -> None:
    told = here(PLAN, Asked(venue_id="hall", start=at("14:00")))
    lesson = replace(told, delivery=replace(told.delivery, course_id="C1", session=1))
    (said,) = (one for one in here_words(PROBLEM, lesson) if "points would change" in one.en)
    assert (said.zh[:11], said.en[:33]) == ("没有它所在的整个课程，", "Without the whole course it is of")


def test_what_is_left_out_of_the_list_of_places_is_told_with_how_to_see_it() -> None:
    ground = ground_for(PROBLEM, PLAN, PLAN[0], Asked(venue_id="hall", start=at("14:00")))
    told = here(PLAN, Asked(venue_id="hall", start=at("14:00")))
    few, every = (here_report(ground, told, everything=everything) for everything in (False, True))
    assert few.sentences[-1].zh == "共 29 处，只列出 12 处；全部列出（连同不可以的原因）请加 --all。"
    assert every.sentences[-1] != few.sentences[-1]


def test_a_place_is_free_costs_or_is_blocked_by_whom() -> None:
    ground = ground_for(PROBLEM, PLAN, PLAN[0], Asked("hall", "teahouse"))
    better = judged(ground, PLAN[0], replace(PLAN[0], day=june(6)))
    assert place_words(PROBLEM, better).zh == (
        "6月6日(周六) 14:00，Hall，Teahouse：可以，还少 1 分（点单的星期与场地 -1）。"
    )
    taken = judged(ground, PLAN[0], replace(PLAN[0], day=june(10), start=at("18:30")))
    assert place_words(PROBLEM, taken).en == (
        "Wed 10 Jun 18:30, Hall, Teahouse: no, Hall is booked twice on Wed 10 Jun, at 18:30 and 19:00, "
        "set-up and clearing included (about 2606-002)."
    )
    told = yielding_words(PROBLEM, PLAN, smallest_yielding(ground, taken.change))
    assert told.en == "At least 1 must give way: 2606-002 “Opera” (North, Wed 10 Jun 19:00, Hall, Troupe)."


def test_nobody_can_make_room_against_a_rule_of_the_night() -> None:
    ground = ground_for(PROBLEM, PLAN, PLAN[0], Asked("hall", "teahouse"))
    night = judged(ground, PLAN[0], replace(PLAN[0], start=at("21:30")))
    assert yielding_words(PROBLEM, PLAN, smallest_yielding(ground, night.change)).zh.startswith(
        "让开谁都不行"
    )


def test_what_fits_is_told_with_what_it_gains() -> None:
    best = fits(PROBLEM, PLAN[:1], Cell(june(12), "north", since=at("18:00")))[0]
    assert fit_words(PROBLEM, best).en.startswith(
        f"serve order O2: “Opera” (North), Fri 12 Jun 18:30, Hall, Troupe, {best.points:+d} points ("
    )


def test_how_good_a_plan_is() -> None:
    total = score(PROBLEM, PLAN).total
    assert (
        account_words(account(PROBLEM, PLAN))[0].en
        == f"{total} points, every rule holds; no bound is proven."
    )
    assert account_words(account(PROBLEM, PLAN, total))[0].zh == (
        f"全月 {total} 分，已证明没有更好的安排（所列时段，先排点单）。"
    )
    assert account_words(account(PROBLEM, PLAN, total - 5))[0].en == (
        f"{total} points, no plan has fewer than {total - 5} (offered starts, orders first): at most 5 can be saved."
    )
    wider = account_words(account(PROBLEM, PLAN, total), Offered.LEAST_OPEN)[0].zh
    assert wider == f"全月 {total} 分，已证明没有更好的安排（所列时段，配额下限以内不分点单与否）。"
    below = account_words(account(PROBLEM, PLAN, total + 1))[0].en
    assert below == f"{total} points, every rule holds; no bound is proven."
    twice = (*PLAN, delivery("2606-003", OPERA, 10, "19:00"))
    assert "2 findings break a rule" in account_words(account(PROBLEM, twice, 0))[0].en


def test_why_an_order_is_not_served_is_one_sentence() -> None:
    problem = tea_problem(*(Order(f"O{rank}", "north", MONTH, "tea", rank) for rank in (1, 2)))
    plan = (delivery("2606-001", TEA, 5, "14:00", order_id="O1"),)
    told = force_order(problem, plan, "O2", STEADY)
    assert [one.zh for one in forced_words(problem, plan, told)] == [
        f"North第 2 位点单 O2“Tea” 排得上，但全月要多 {told.points} 分（按序兑现点单 +{told.points}），要换下现在排着的点单 O1“Tea”。",
        (
            "改动最少的排法：排在 6月1日(周一) 09:30，Hall，Teahouse，让开 "
            "2606-001“Tea”（North，6月5日(周五) 14:00，Hall，Teahouse）。"
        ),
    ]


def test_an_order_that_cannot_be_served_says_what_would_have_to_go() -> None:
    problem = taken_evening()
    told = force_order(problem, problem.fixed, "O1", STEADY)
    assert forced_words(problem, problem.fixed, told)[0].en == (
        "North's order O1, “Tea”, of rank 1 cannot be served, unless this is let go: “What is fixed stays” "
        "(2606-001 “Tea” (North, Fri 5 Jun 18:30, Hall, Teahouse))."
    )


def test_a_rule_is_told_with_whom_it_is_about() -> None:
    assert (
        switch_words(PROBLEM, PLAN, ("allotment", ("north", "film", "most"))).zh
        == "“年度配额”（North 露天电影 上限）"
    )
    assert switch_words(PROBLEM, PLAN, ("venue_booking", ("hall", "2026-06-05"))).en == (
        "“A venue is booked once” (Hall Fri 5 Jun)"
    )
