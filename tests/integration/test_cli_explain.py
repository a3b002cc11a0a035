"""What a plan of a file costs, where a delivery could go, why an order waits, what fits: told, or refused by its place."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli.main import run
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.format.documents import plan_text, problem_text
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import score
from tests.command_line import Terminal, terminal_on
from tests.culture_process import PROJECT, Ended
from tests.unit.solver.small_district import MONTH, TEA, delivery, most, small_district, small_problem

ORDERS = tuple(Order(f"O{rank}", "north", MONTH, "tea", rank) for rank in (1, 2, 3))
PROBLEM = small_problem(
    small_district(orders=ORDERS, programmes=(TEA,), allotments=(most("north", Category.FEATURE, 2),))
)
PLAN = (
    delivery("2606-001", TEA, 5, "14:00", order_id="O1"),
    delivery("2606-002", TEA, 12, "14:00", order_id="O3"),
)
FILES = ("--problem", "p.json", "--plan", "plan.json")
Culture = Callable[..., Ended]


@pytest.fixture
def culture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Culture:
    """The command line in a folder that holds a problem and its plan, and no store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CULTURE_LANG", "en")
    (tmp_path / "p.json").write_text(problem_text(PROBLEM), encoding="utf-8")
    bound = score(PROBLEM, PLAN).total - 2
    plan = PlanFile(PLAN, problem=PROBLEM.fingerprint(), bound=bound)
    (tmp_path / "plan.json").write_text(plan_text(plan), encoding="utf-8")

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(words)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


def test_a_plan_is_told_by_wish_by_area_and_by_delivery(culture: Culture, tmp_path: Path) -> None:
    told = culture("--json", "explain", *FILES).json
    assert (told["points"], told["above_bound"], told["hard"]) == (score(PROBLEM, PLAN).total, 2, 0)
    assert sum(one["points"] for one in told["wishes"]) == told["points"]
    assert sum(one["total"] for one in told["areas"]) == told["points"]
    assert [(one["area"], one["deliveries"], one["served"], one["orders"]) for one in told["areas"]] == [
        ("north", 2, 2, 3),
        ("south", 0, 0, 0),
    ]
    assert "at most 2 can be saved" in culture("explain", *FILES).out
    other = replace(PlanFile(PLAN, problem="another", bound=1))
    (tmp_path / "plan.json").write_text(plan_text(other), encoding="utf-8")
    assert culture("--json", "explain", *FILES).json["above_bound"] is None, (
        "a bound of another problem is none"
    )


def test_a_delivery_is_told_with_its_other_places(culture: Culture) -> None:
    told = culture("--json", "explain", *FILES, "--delivery", "2606-001", "--at", "venue=Hall").json
    assert (told["delivery"], told["order"], told["worth"]["ranked_orders"] > 0) == ("2606-001", "O1", True)
    assert len(told["places"]) == 12
    whole = culture("--json", "explain", *FILES, "--delivery", "2606-001", "--at", "venue=hall", "--all").json
    assert len(whole["places"]) == sum(whole["counts"].values())
    assert told["counts"] == whole["counts"]


def test_a_place_that_is_taken_names_who_must_give_way(culture: Culture) -> None:
    where = [
        word
        for part in ("day=2026-06-12", "start=14:30", "venue=hall", "provider=teahouse")
        for word in ("--at", part)
    ]
    told = culture("--json", "explain", *FILES, "--delivery", "2606-001", *where).json
    assert [one["rule"] for one in told["places"][0]["blocked"]] == ["provider_places", "venue_booking"]
    assert told["yielding"] == {"others": ["2606-002"], "decisions": 1, "possible": True, "proven": True}
    said = culture("explain", *FILES, "--delivery", "2606-001", *where).out
    assert "At least 1 must give way: 2606-002 “Tea”" in said


def test_an_order_is_told_by_serving_it(culture: Culture) -> None:
    ended = culture("--json", "explain", *FILES, "--order", "O2", "--seconds", "5", "--seed", "3")
    assert (ended.status, ended.json["verdict"], ended.json["displaced"]) == (0, "gains", ["O3"])
    assert ended.json["points"] < 0


def test_what_fits_a_free_day_is_told_by_what_it_gains(culture: Culture) -> None:
    told = culture("--json", "explain", *FILES, "--fits", "area=North", "--day", "2026-06-19").json
    assert (told["count"], told["day"]) == (0, "2026-06-19"), "the allotment is used up"
    assert culture("explain", *FILES, "--fits", "venue=den", "--day", "2026-06-19").status == 0


REFUSED = {
    "nothing asked": (("explain",), "culture explain: give a month, or the files"),
    "a month and files": (("explain", MONTH, *FILES), "culture explain: give a month, or the files"),
    "two questions": (("explain", *FILES, "--order", "O1", "--delivery", "x"), "culture explain: ask one of"),
    "no such delivery": (("explain", *FILES, "--delivery", "x-9"), "--delivery x-9: the plan has no such"),
    "no such order": (("explain", *FILES, "--order", "O9"), "--order O9: the month has no such order"),
    "no such venue": (
        ("explain", *FILES, "--delivery", "2606-001", "--at", "venue=Moon"),
        "--at venue: There is no “Moon”",
    ),
    "no such name": (
        ("explain", *FILES, "--delivery", "2606-001", "--at", "room=1"),
        "--at: “room=1” is not",
    ),
    "no day": (
        ("explain", *FILES, "--delivery", "2606-001", "--at", "day=tomorrow"),
        "--at day: write the day like 2026-06-13",
    ),
    "off the grid": (
        ("explain", *FILES, "--delivery", "2606-001", "--at", "start=14:10"),
        "--at start: a start lies on the grid",
    ),
    "at without delivery": (("explain", *FILES, "--at", "venue=hall"), "--at: --at goes with --delivery"),
    "fits without day": (("explain", *FILES, "--fits", "venue=hall"), "--day: --fits and --day go together"),
    "another month": (
        ("explain", *FILES, "--fits", "venue=hall", "--day", "2026-07-01"),
        "--day: 2026-07-01 is not in 2026-06",
    ),
    "no plan": (
        ("explain", "--problem", "p.json", "--plan", "p.json"),
        "p.json#/kind: this should be “plan”",
    ),
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.values(), ids=REFUSED)
def test_nonsense_is_refused_with_its_place(culture: Culture, words: tuple[str, ...], sentence: str) -> None:
    ended = culture(*words)
    assert (ended.status, ended.err.startswith(f"✗ {sentence}")) == (2, True), ended.err


def test_only_an_order_needs_the_solver() -> None:
    program = (
        "import sys, scheduler.solver.explaining, scheduler.solver.yielding, scheduler.solver.accounting; "
        "print('ortools' in sys.modules, 'scheduler.solver.fitting' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


@pytest.fixture
def terminal(
    drafted_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office whose June is drafted."""
    return terminal_on(drafted_file, tmp_path / "office", monkeypatch, capsys)


def test_a_stored_month_is_explained_as_its_draft_stands(terminal: Terminal) -> None:
    told = terminal.culture("--json", "explain", "2026-06").json
    shown = terminal.culture("--json", "show", "2026-06").json
    assert sum(area["deliveries"] for area in told["areas"]) == len(shown["deliveries"])
    assert sum(area["total"] for area in told["areas"]) == told["points"]
    first = shown["deliveries"][0]["id"]
    here = terminal.culture(
        "--json", "explain", "2026-06", "--delivery", first, "--at", "day=2026-06-12"
    ).json
    assert (here["delivery"], sum(here["counts"].values()) > 0) == (first, True)


def test_a_month_that_is_not_planned_is_refused_with_the_way(terminal: Terminal) -> None:
    said = terminal.culture("explain", "2026-09")
    assert (said.status, "请先运行 culture plan 2026-09" in said.text) == (2, True)
