"""What the benchmark of planning tells: marks, medians and worst, runs that are kept, the picture and the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.pages import put
from benchmarks.planning.drawing import picture
from benchmarks.planning.keeping import kept_or_run
from benchmarks.planning.measuring import PLANNERS, Heard, Mark, Measured
from benchmarks.planning.repair import KINDS, table
from benchmarks.planning.run import reference, summary
from scheduler.domain.disruption import Disruption

ONE = Measured(
    "ours", 1, points=110, hard=0, unplaced=0, bound=100, first=0.4, marks=(Mark(1.5, 120, 90),), seconds=30.0
)


def test_a_mark_has_the_best_plan_and_bound_until_then() -> None:
    heard = Heard()
    for best, after, bound in ((None, 0.2, 80), (130, 0.4, 80), (120, 1.4, 90), (110, 1.6, 100)):
        heard(best, after, bound)
    assert heard.first == 0.4
    assert heard.marks(30.0) == (Mark(1.5, 120, 90), Mark(15.0, 110, 100))


def test_the_table_tells_median_and_worst_of_each_planner_against_the_best_bound() -> None:
    runs = [ONE, replace(ONE, seed=2, points=100, proof=2.0), replace(ONE, seed=3, points=None, first=None)]
    head, _, median, worst = summary(runs)
    cells = [
        dict(zip(head.strip("| ").split(" | "), line.strip("| ").split(" | "), strict=True))
        for line in (median, worst)
    ]
    assert [one["points above reference"] for one in cells] == ["10", "–"]
    assert [one["at 1.5 s, % above reference"] for one in cells] == ["20.00", "20.00"]
    assert [one["at 1.5 s, gap %"] for one in cells] == ["33.33", "33.33"]
    assert cells[0]["proven"] == "1 of 3"


def test_a_kept_run_is_not_run_again(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    assert kept_or_run(file, "S", 30.0, lambda: ONE, "ours", 1) == ONE
    assert kept_or_run(file, "S", 30.0, lambda: pytest.fail("run again"), "ours", 1) == ONE
    other = replace(ONE, seed=2)
    assert kept_or_run(file, "S", 30.0, lambda: other, "ours", 2) == other
    assert kept_or_run(file, "S", 60.0, lambda: other, "ours", 1) == other


def test_the_picture_draws_every_planner() -> None:
    runs = [replace(ONE, planner=planner) for planner in PLANNERS]
    drawn = picture(runs, {1: reference(runs, 1)}, [])
    assert all(f"{planner}, seed 1" in drawn for planner in PLANNERS)


def test_a_page_keeps_what_stands_around_the_table_and_a_page_without_marks_is_refused(
    tmp_path: Path,
) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- measured S: begin -->\nold\n<!-- measured S: end -->\nz\n", "utf-8")
    put(page, "S", "new")
    assert page.read_text("utf-8") == "a\n<!-- measured S: begin -->\nnew\n<!-- measured S: end -->\nz\n"
    with pytest.raises(ValueError, match="measured Y: begin"):
        put(page, "Y", "new")


def test_the_repairs_are_of_every_kind_of_event_and_told_by_kind() -> None:
    assert len(KINDS) == len(Disruption.__args__)
    lines = table({"Rain": [(10.0, 5.0), (30.0, 8.0)], "Urgent": [(20.0, 9.0)]}, 3)
    assert "| Rain | 20 | 30 | 30 | 6 | 8 | 8 | 2 |" in lines
    assert lines[-1] == "The count was proven the least in 3 of 3."
