"""A problem of a file is planned into a file, and any plan of a file is judged with no solver loaded."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli.main import run
from api.cli.planning_apart import kept_if_found
from api.cli.planning_year_apart import year_kept_if_found
from scheduler.domain.district import Allotment
from scheduler.domain.terms import Category
from scheduler.solver.format.documents import plan_text, problem_text, read_plan, year_text
from scheduler.solver.format.plan_file import PlanFile, plan_file_of
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.solution import OUTCOMES, Ending, Options
from scheduler.solver.solve import solve
from scheduler.solver.year.problem import Goal
from scheduler.solver.year.solution import YearOptions
from scheduler.solver.year.solve import solve_year
from tests.culture_process import Ended, Office, office_in
from tests.unit.solver.city.tiny_city import tiny_city
from tests.unit.solver.nine_areas import nine_area_problem
from tests.unit.solver.small_district import MONTH, OPERA, delivery, small_district, small_problem
from tests.unit.solver.year.small_year import small_year


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A folder with nothing in it, and a person there who reads English: no store was ever made here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CULTURE_LANG", "en")
    return office_in(tmp_path)


@pytest.fixture
def culture(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """The command line, in this process."""

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(words)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


def two_operas() -> Problem:
    allotments = (Allotment("north", Category.PERFORMANCE, MONTH, 2, 3),)
    return small_problem(small_district(allotments=allotments))


def laid(office: Office, problem: Problem, plan: PlanFile | None = None) -> None:
    (office.folder / "p.json").write_text(problem_text(problem), encoding="utf-8")
    if plan is not None:
        (office.folder / "plan.json").write_text(plan_text(plan), encoding="utf-8")


CHECK = ("check", "--problem", "p.json", "--plan", "plan.json")


def test_a_problem_file_is_planned_and_the_plan_holds_what_it_says(
    office: Office, culture: Callable[..., Ended]
) -> None:
    laid(office, two_operas())
    ended = culture(
        "--json", "plan", "--problem", "p.json", "--out", "plan.json", "--time", "10", "--seed", "3"
    )
    plan = read_plan((office.folder / "plan.json").read_text(encoding="utf-8"))
    assert (ended.status, ended.json["ending"], plan.outcome) == (0, "optimal", Ending.OPTIMAL)
    assert (plan.seed, plan.problem, len(plan.deliveries)) == (3, two_operas().fingerprint(), 2)
    assert plan.best == plan.bound == ended.json["best"]
    assert culture(*CHECK).status == 0
    assert sorted(path.name for path in office.folder.iterdir()) == ["p.json", "plan.json"], (
        "no store was made"
    )


def test_what_no_plan_can_keep_ends_as_infeasible_with_a_relaxed_plan(
    office: Office, culture: Callable[..., Ended]
) -> None:
    tight = replace(two_operas().district, month_budget=OPERA.cost)
    laid(office, small_problem(tight))
    ended = culture("--json", "plan", "--problem", "p.json", "--out", "plan.json", "--time", "10")
    plan = read_plan((office.folder / "plan.json").read_text(encoding="utf-8"))
    assert (ended.status, plan.relaxed, len(plan.deliveries)) == (3, True, 1)
    assert plan.loosened is not None
    assert [(one.rule, one.over) for one in plan.loosened.ways] == [("budget", OPERA.cost)]
    assert ended.json["loosened"]["proven"] is True
    assert ended.json["loosened"]["ways"][0]["over"] == OPERA.cost
    judged = culture("--json", *CHECK)
    assert (judged.status, judged.json["hard"], judged.json["untrue"]) == (3, 1, [])


def test_neither_solver_nor_workbooks_nor_the_scheduler_are_loaded_to_judge_a_plan(office: Office) -> None:
    problem = two_operas()
    laid(office, problem, plan_file_of(problem, solve(problem, Options(seconds=10, workers=1))))
    program = (
        "import sys; from api.cli.main import run; status = run(sys.argv[1:]); "
        "solving = {'ortools', 'scheduler.solver.cpsat', 'scheduler.solver.solve'}; "
        "others = {'openpyxl', 'xlsxwriter', 'reportlab', 'fastapi', 'uvicorn', 'apscheduler.triggers.cron'}; "
        "found = sorted((solving | others) & set(sys.modules)); "
        "print(status, found, 'scheduler.solver.judge' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *CHECK],
        cwd=office.folder,
        env=office.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "0 [] True"


def test_a_broken_rule_is_told_in_a_sentence_and_ends_as_infeasible(
    office: Office, culture: Callable[..., Ended]
) -> None:
    both = (delivery("x-1", OPERA, 5, "14:00"), delivery("x-2", OPERA, 5, "14:30"))
    laid(office, two_operas(), PlanFile(both, offer=Offered.ANYTHING))
    ended = culture("--json", *CHECK)
    assert (ended.status, ended.json["outcome"]) == (3, "infeasible")
    assert [(one["rule"], one["deliveries"]) for one in ended.json["findings"]] == [
        ("provider_places", ["x-1", "x-2"]),
        ("venue_booking", ["x-1", "x-2"]),
    ]
    assert "Hall is booked twice on Fri 5 Jun, at 14:00 and 14:30" in culture(*CHECK).out


def test_a_plan_is_held_to_the_offer_that_it_says_it_was_chosen_from(
    office: Office, culture: Callable[..., Ended]
) -> None:
    """At 14:30 no opera is offered: a person may put one there, and then no bound speaks of the plan."""
    operas = (delivery("x-1", OPERA, 5, "14:30"), delivery("x-2", OPERA, 6, "14:30"))
    by_hand = PlanFile(operas, bound=10**6)
    laid(office, two_operas(), by_hand)
    ended = culture("--json", *CHECK)
    assert (ended.status, [one["rule"] for one in ended.json["findings"]]) == (3, ["offered"] * 2)
    told = culture(*CHECK).out
    assert "“Opera” in North on Fri 5 Jun starts at 14:30, which is not offered" in told
    assert "write anything as its offer" in told
    laid(office, two_operas(), replace(by_hand, offer=Offered.ANYTHING))
    ended = culture("--json", *CHECK)
    assert (ended.status, ended.json["offer"], ended.json["untrue"]) == (0, "anything", [])
    assert "no bound speaks of it" in culture(*CHECK).out


def test_a_plan_that_claims_too_much_has_failed(office: Office, culture: Callable[..., Ended]) -> None:
    problem = two_operas()
    plan = plan_file_of(problem, solve(problem, Options(seconds=10, workers=1)))
    assert plan.best is not None
    laid(office, problem, replace(plan, best=plan.best - 1, bound=plan.best + 1))
    ended = culture("--json", *CHECK)
    assert (ended.status, ended.json["outcome"], ended.json["points"]) == (1, "failed", plan.best)
    assert ended.json["untrue"] == [
        f"the file claims {plan.best - 1} points; it has {plan.best}.",
        f"the file claims that no plan has fewer than {plan.best + 1} points; this one has {plan.best}.",
    ]


REFUSED = {
    "no such file": (("plan", "--problem", "q.json", "--out", "o.json"), "q.json: the file cannot be read"),
    "no out": (("plan", "--problem", "p.json"), "--out: --problem goes with --out"),
    "no out, and half a file": (("plan", "--problem", "half.json"), "half.json#: this is no whole JSON"),
    "out without problem": (
        ("plan", "--out", "o.json"),
        "--problem: to plan a file give --problem and --out",
    ),
    "a month beside": (
        ("plan", MONTH, "--problem", "p.json", "--out", "o.json"),
        "--problem: to plan a file",
    ),
    "no folder": (("plan", "--problem", "p.json", "--out", "no/o.json"), "no/o.json: no file can be written"),
    "no plan": (("check", "--problem", "p.json", "--plan", "p.json"), "p.json#/kind: this should be “plan”"),
    "half a file": (
        ("check", "--problem", "half.json", "--plan", "p.json"),
        "half.json#: this is no whole JSON",
    ),
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused_with_its_place(
    office: Office, culture: Callable[..., Ended], words: tuple[str, ...], sentence: str
) -> None:
    laid(office, two_operas())
    (office.folder / "half.json").write_text(problem_text(two_operas())[:500], encoding="utf-8")
    ended = culture(*words)
    assert (ended.status, ended.err.startswith(f"✗ {sentence}")) == (2, True), ended.err
    assert sorted(path.name for path in office.folder.iterdir()) == ["half.json", "p.json"]


def test_ctrl_c_keeps_the_best_plan_found(office: Office, culture: Callable[..., Ended]) -> None:
    laid(office, nine_area_problem(1))
    words = ("plan", "--problem", "p.json", "--out", "plan.json", "--time", "120")
    with office.running(*words) as process:
        assert process.stdout is not None
        assert "best" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.wait(timeout=60) == 5
    assert time.monotonic() - began < 30
    plan = read_plan((office.folder / "plan.json").read_text(encoding="utf-8"))
    assert (plan.outcome, culture("--json", *CHECK).json["hard"]) == (Ending.CANCELLED, 0)


@pytest.mark.parametrize("ending", [Ending.CANCELLED, Ending.OUT_OF_TIME, Ending.INFEASIBLE])
def test_where_nothing_was_found_the_plan_that_is_there_stays(office: Office, ending: Ending) -> None:
    good = office.folder / "plan.json"
    good.write_text("a good plan", encoding="utf-8")
    report = kept_if_found(PlanFile((), "f", outcome=ending), good, two_operas())
    assert good.read_text(encoding="utf-8") == "a good plan"
    assert (report.outcome, report.facts["out"]) == (OUTCOMES[ending], None)
    assert "was not written" in report.sentences[1].en


def test_a_years_plan_that_is_there_stays_where_nothing_was_found(office: Office) -> None:
    year = small_year(("2026-06", "2026-07"), most=1)
    good = office.folder / "plan.json"
    good.write_text("a good plan", encoding="utf-8")
    found = solve_year(year, YearOptions.asked(5, 1, 1.0))
    nothing = replace(found, ending=Ending.CANCELLED, deliveries=(), best=None, gap=None, score=None)
    report = year_kept_if_found(year, nothing, good)
    assert (report.outcome, report.facts["out"]) == (OUTCOMES[Ending.CANCELLED], None)
    assert "before any plan was found" in report.sentences[0].en
    assert good.read_text(encoding="utf-8") == "a good plan"


def test_a_city_is_planned_district_by_district(office: Office, culture: Callable[..., Ended]) -> None:
    city = tiny_city(2)
    laid(office, city)
    planned = culture("plan", "--problem", "p.json", "--out", "plan.json", "--time", "60", "--workers", "1")
    assert (planned.status, "optimal" in planned.out or "no better plan" in planned.out) == (0, True)
    assert culture(*CHECK).status == 0
    plan = read_plan((office.folder / "plan.json").read_text(encoding="utf-8"))
    served = {city.areas[one.area_id].district_id for one in plan.deliveries}
    assert served == {"east", "mid", "west"}


@pytest.mark.parametrize(
    ("work", "status", "ending"), [("0.7", 0, Ending.FEASIBLE), ("0.001", 4, Ending.OUT_OF_TIME)]
)
def test_a_month_that_counted_work_does_not_prove_tells_its_bound_and_gap(
    office: Office, culture: Callable[..., Ended], work: str, status: int, ending: Ending
) -> None:
    laid(office, nine_area_problem(4))
    (office.folder / "plan.json").write_text("a good plan", encoding="utf-8")
    ended = culture("--json", "plan", "--problem", "p.json", "--out", "plan.json", "--work", work)
    written = (office.folder / "plan.json").read_text(encoding="utf-8")
    assert (ended.status, ended.json["ending"]) == (status, ending)
    if ending is Ending.OUT_OF_TIME:
        assert (written, ended.json["out"], ended.json["best"]) == ("a good plan", None, None)
        return
    plan = read_plan(written)
    assert (ended.json["out"], ended.json["bound"], ended.json["gap"]) == ("plan.json", plan.bound, plan.gap)
    assert plan.outcome == ending
    assert plan.best is not None
    assert plan.bound is not None
    assert plan.bound < plan.best
    assert plan.gap == pytest.approx((plan.best - plan.bound) / plan.best)
    assert culture(*CHECK).status == 0
    again = solve(nine_area_problem(4), Options.asked(1, 1, float(work)))
    assert (again.deliveries, again.bound) == (plan.deliveries, plan.bound)


@pytest.mark.parametrize(
    ("problem", "words"),
    [(two_operas(), ("--seconds", "5")), (tiny_city(1), ()), (tiny_city(1), ("--queue",))],
)
def test_work_is_counted_instead_of_seconds_and_of_one_district_only(
    office: Office,
    culture: Callable[..., Ended],
    problem: Problem,
    words: tuple[str, ...],
) -> None:
    laid(office, problem)
    refused = culture("--json", "plan", "--problem", "p.json", "--out", "o.json", "--work", "1", *words)
    assert (refused.status, refused.json["faults"][0]["place"]) == (2, "--work")
    assert not (office.folder / "o.json").exists()


def test_a_years_file_is_planned_and_judged_by_the_same_commands(
    office: Office, culture: Callable[..., Ended]
) -> None:
    goal = Goal("north", Category.PERFORMANCE, "deliveries", 2)
    year = small_year(("2026-06", "2026-07"), most=1, goals=(goal,))
    (office.folder / "p.json").write_text(year_text(year), encoding="utf-8")
    planned = culture("--json", "plan", "--problem", "p.json", "--out", "plan.json", "--work", "5")
    assert (planned.status, planned.json["placed"]) == (0, 2)
    judged = culture("--json", *CHECK)
    assert (judged.status, judged.json["points"], set(judged.json["months"])) == (
        0,
        planned.json["best"],
        {"2026-06", "2026-07"},
    )
    file = office.folder / "plan.json"
    file.write_text(file.read_text(encoding="utf-8").replace("2026-07", "2026-06"), encoding="utf-8")
    broken = culture(*CHECK)
    assert broken.status == 3
