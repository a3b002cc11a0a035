"""A planning run keeps what it read and answered, and can be verified later without the solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from api.bootstrap import House
from scheduler.adapters.calendar_tables import PlanRunRow
from scheduler.application.kept_runs import keep_plan_of, keep_problem_of, kept_run
from scheduler.application.planning import ask_plan, plan_month
from scheduler.domain.district import Order
from scheduler.solver.cpsat import SOLVER
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve
from tests.culture_process import Ended
from tests.pages_district import DISTRICT
from tests.unit.solver.small_district import MONTH, small_district, small_problem

Culture = Callable[..., Ended]
COUNTED = 0.05


def ran(house: House, *, claims: int = 0) -> str:
    """A run of a small problem, its plan claimed to be so many points better than it is."""
    problem = small_problem(small_district(orders=(Order("O1", "north", MONTH, "tea", 1),)))
    found = solve(problem, Options(workers=1, deterministic_seconds=5))
    assert found.best is not None
    with house.outbox.transaction() as session:
        run_id = ask_plan(session, house.clock, house.planning, DISTRICT, MONTH, by="planner")
        kept = session.get_one(PlanRunRow, (DISTRICT, run_id))
        kept.state, kept.outcome, kept.fingerprint = "done", found.ending, problem.fingerprint()
        keep_problem_of(session, DISTRICT, run_id, problem)
        keep_plan_of(session, DISTRICT, run_id, problem, replace(found, best=found.best - claims))
    return run_id


def test_a_kept_run_is_verified_by_findings_score_and_bound(house: House, culture: Culture) -> None:
    run_id = ran(house)
    verified = culture("check", "--run", MONTH)
    facts = verified.json
    assert (verified.status, facts["run"], facts["whole"], facts["hard"], facts["untrue"]) == (
        0,
        run_id,
        True,
        0,
        [],
    )
    assert facts["bound"] == facts["points"]
    assert culture("check", "--run", run_id).json["points"] == facts["points"]


def test_a_kept_run_that_claims_too_much_or_was_altered_has_failed(house: House, culture: Culture) -> None:
    assert culture("check", "--run", ran(house, claims=1)).status == 1
    run_id = ran(house)
    with house.outbox.transaction() as session:
        keep_problem_of(session, DISTRICT, run_id, small_problem())
        session.get_one(PlanRunRow, (DISTRICT, run_id)).outcome = "optimal"
    refused = culture("check", "--run", run_id)
    assert (refused.status, refused.json["faults"][0]["place"]) == (2, "--run")


def test_the_kept_files_are_those_of_the_published_format(
    house: House, culture: Culture, tmp_path: Path
) -> None:
    ran(house)
    assert culture("check", "--run", MONTH, "--save", str(tmp_path / "kept")).status == 0
    again = culture("check", "--problem", "kept/problem.json", "--plan", "kept/plan.json")
    assert (again.status, again.json["same_problem"]) == (0, True)


def test_planning_keeps_what_it_read_with_seed_and_solver(house: House, culture: Culture) -> None:
    with house.outbox.transaction() as session:
        run_id = ask_plan(
            session, house.clock, house.planning, DISTRICT, "2026-07", by="planner", seed=7, work=COUNTED
        )
    plan_month(house.outbox, house.planning, DISTRICT, run_id, solve)
    verified = culture("check", "--run", run_id)
    assert (verified.json["run"], verified.json["whole"], verified.json["untrue"]) == (run_id, True, [])
    with house.store.reading() as session:
        row, kept = session.get_one(PlanRunRow, (DISTRICT, run_id)), kept_run(session, DISTRICT, run_id)
        told = (row.options["seed"], row.options["work"], row.solver, row.log)
    assert told == (7, COUNTED, SOLVER, "\n".join(kept.plan.log))
    assert (kept.plan.seed, kept.plan.solver) == (7, SOLVER)
    assert kept.plan.weights == kept.problem.weights == house.planning.weights
    assert any("columns" in line for line in kept.plan.log)
    assert kept.plan.problem == row.fingerprint == kept.problem.fingerprint()


def test_a_kept_run_with_counted_work_comes_out_the_same_again(house: House) -> None:
    with house.store.reading() as session:
        kept = kept_run(session, DISTRICT, ran(house))
    assert kept.plan.seed is not None
    again = solve(kept.problem, Options.asked(1, kept.plan.seed, work=5))
    assert kept.plan.deliveries
    assert (again.deliveries, again.best, again.bound) == (
        kept.plan.deliveries,
        kept.plan.best,
        kept.plan.bound,
    )


def test_a_run_that_is_not_there_and_half_a_question_are_refused(culture: Culture) -> None:
    for words, place in (
        (("--run", "2026-11"), "--run"),
        (("--problem", "p.json"), "culture check"),
        (("--run", "x", "--plan", "p.json"), "culture check"),
    ):
        refused = culture("check", *words)
        assert (refused.status, refused.json["faults"][0]["place"]) == (2, place)
