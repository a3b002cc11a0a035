"""What is not placed is listed with the order's number and the area's name, and the command that asks why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.cli.month_report import board_report
from api.cli.planning_apart import report_of
from api.words import read_words
from config.bilingual import Bilingual
from scheduler.application.board_view import MonthBoard, Unplaced
from scheduler.application.names_view import Names
from scheduler.domain.terms import Category, MonthState
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.offered import OFFER_WORDS, Offered
from scheduler.solver.rules import RULE_OF
from scheduler.solver.solution import Ending
from scheduler.solver.solution import Unplaced as NotPlaced
from tests.unit.cli.test_next_step import ended

FULL = Bilingual("配额上限已用完", "no more room")


def board(*unplaced: Unplaced) -> MonthBoard:
    return MonthBoard(
        month="2026-06",
        shown=0,
        state=MonthState.DRAFT,
        draft_revision=1,
        approved_by=None,
        approved_at=None,
        published_number=0,
        outcome="optimal",
        days=(),
        areas=(),
        deliveries=(),
        chips=(),
        cells={},
        changes=(),
        contradictions=(),
        unplaced=unplaced,
        shares=(),
        names=Names({}, {}, {}, {}),
    )


def test_an_order_not_served_is_listed_with_its_number_and_the_command_that_asks_why() -> None:
    missing = Unplaced("彭浦镇", Category.FILM, "", FULL)
    ordered = Unplaced("彭浦镇", Category.FILM, "《山河万里》", FULL, "O2606-003")
    report = board_report(board(missing, ordered))
    (listing,) = report.listings
    assert [row["order"] for row in listing.rows] == [None, "O2606-003"]
    assert "order" in [column.key for column in listing.columns]
    assert report.sentences[-1].zh.endswith("culture explain 2026-06 --order O2606-003")
    assert not any("--order" in one.zh for one in board_report(board(missing)).sentences)


def test_what_a_file_leaves_out_is_listed_by_the_name_of_its_area() -> None:
    plan = PlanFile((), "f", unplaced=(NotPlaced("tianmuxi", Category.FILM, 1, (), "O1"),))
    (listing,) = report_of(plan, Path("plan.json"), {"tianmuxi": "天目西路街道"}).listings
    shown = [column.key for column in listing.columns]
    assert ([row["area"] for row in listing.rows], "area" in shown) == (["tianmuxi"], False)
    assert [row[shown[0]] for row in listing.rows] == ["天目西路街道"]


@pytest.mark.parametrize("offer", [Offered.ORDERS_FIRST, Offered.LEAST_OPEN])
def test_what_is_proven_names_the_offer_that_the_plan_was_chosen_from(offer: Offered) -> None:
    plan = PlanFile((), "f", outcome=Ending.OPTIMAL, best=1, offer=offer)
    assert report_of(plan, Path("plan.json"), {}).sentences[0].zh == (
        f"完成：已证明没有更好的安排（{OFFER_WORDS[offer].zh}）。"
    )


@pytest.mark.parametrize(
    ("offer", "standing"),
    [(Offered.ORDERS_FIRST, "outcome_optimal"), (Offered.LEAST_OPEN, "outcome_optimal_wider")],
)
def test_a_run_is_told_with_the_offer_of_its_plan(offer: Offered, standing: str) -> None:
    run = replace(ended("done", "optimal", 9), offer=offer)
    assert run.standing == standing
    assert OFFER_WORDS[offer].zh in read_words()[f"run.{standing}"].zh


def test_the_list_of_orders_and_the_wish_for_floors_have_different_names() -> None:
    (listing,) = board_report(board(Unplaced("彭浦镇", Category.FILM, "", FULL))).listings
    title = RULE_OF["unplaced"].title
    assert (title.zh, listing.title and listing.title.zh) == ("欠配额或指定", "没排上")
