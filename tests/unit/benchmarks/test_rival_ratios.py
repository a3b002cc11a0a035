"""Of the rival's three ways two are judged together, the third is stated beside them."""

from __future__ import annotations

import pytest

from benchmarks.messages.__main__ import compared
from benchmarks.messages.drain import Drained
from benchmarks.messages.rival.running import Way
from benchmarks.pages import DOCS

OURS = Drained(texts=1000, seconds=1.0, cpu_seconds=0.5)


def test_the_goal_is_held_against_the_better_of_one_and_gathered_and_a_task_of_a_hundred_stands_beside() -> (
    None
):
    speeds = {Way.ONE: 100.0, Way.GATHERED: 625.0, Way.MANY: 2000.0}
    judged, beside = compared("SQLite", OURS, speeds, "the same rows", judged=True)
    assert judged.measured.endswith("1.60 times")
    assert (judged.bound, judged.held) == ("≥ 2 times", False)
    assert (beside.measured, beside.bound, beside.held) == ("0.50 times", "", None)


@pytest.mark.parametrize(("one", "held"), [(500.0, True), (501.0, False)])
def test_twice_the_better_one_is_enough_whichever_it_is(one: float, *, held: bool) -> None:
    speeds = {Way.ONE: one, Way.GATHERED: 400.0, Way.MANY: 9000.0}
    assert next(compared("SQLite", OURS, speeds, "the same rows", judged=True)).held is held


def test_states_alone_are_judged_by_nothing() -> None:
    speeds = dict.fromkeys(Way, 1.0)
    assert {line.held for line in compared("SQLite", OURS, speeds, "states alone", judged=False)} == {None}


def test_the_page_says_which_ratio_is_judged() -> None:
    said = " ".join((DOCS / "messages-benchmark.md").read_text("utf-8").split())
    assert "against the better of a task for each text and the same gathered by a hundred" in said
    assert "the second is stated beside it and judged by nothing" in said
