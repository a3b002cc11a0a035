"""A problem written by hand elsewhere runs unchanged: other ids, another country, a year without holidays, fields in any order.

`foreign/problem.json` names only what the format asks for, but for what it means to try.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from api.cli.main import run
from scheduler.solver.format.documents import read_plan
from tests.culture_process import Ended

FOREIGN = Path(__file__).parent / "foreign"
PROBLEM, PLAN = ("--problem", "problem.json"), ("--plan", "plan.json")


@pytest.fixture
def culture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """The command line in a folder that holds the foreign problem planned, and no store."""
    shutil.copytree(FOREIGN, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CULTURE_LANG", "en")

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(("--json", *words))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    planned = ended("plan", *PROBLEM, "--out", "plan.json", "--work", "2")
    assert (planned.status, planned.json["ending"]) == (0, "optimal")
    return ended


def test_what_comes_from_elsewhere_is_planned_judged_explained_and_repaired(
    culture: Callable[..., Ended],
) -> None:
    plan = read_plan(Path("plan.json").read_text(encoding="utf-8"))
    quartet, reading = (
        next(one for one in plan.deliveries if one.order_id == order) for order in ("#7", "#8")
    )
    assert (quartet.provider_id, quartet.venue_id) == ("E.1", "v-0")
    assert quartet.day <= date(2033, 2, 20), "the hall's last day"
    assert (reading.area_id, reading.venue_id, reading.day.isoweekday()) == ("Görlitz:Nord", "v-1", 4)

    judged = culture("check", *PROBLEM, *PLAN)
    assert (judged.status, judged.json["hard"], judged.json["untrue"]) == (0, 0, [])
    assert judged.json["points"] == plan.best == plan.bound

    told = culture("explain", *PROBLEM, *PLAN).json
    assert sum(one["points"] for one in told["wishes"]) == plan.best
    course = culture("explain", *PROBLEM, *PLAN, "--order", "#9", "--seconds", "10")
    assert (course.status, course.json["verdict"]) == (0, "barred"), (
        "the hall closes for good before the fifth"
    )
    assert culture("explain", *PROBLEM, *PLAN, "--delivery", quartet.id).status == 0

    event = ("--event", "event.json", "--out", "then.json", "--facts", "facts.json")
    mended = culture("repair", *PROBLEM, *PLAN, *event)
    assert mended.status == 3, "nobody else plays quartets, and the area's least is one"
    kept = culture("check", "--problem", "facts.json", "--plan", "then.json")
    assert {one["rule"] for one in kept.json["findings"] if one["severity"] == "hard"} <= {"allotment"}
