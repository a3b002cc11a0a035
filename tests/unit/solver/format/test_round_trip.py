"""What is written in the format is read back as it was, in every field."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.solver.format.documents import plan_text, problem_text, read_plan, read_problem
from scheduler.solver.format.plan_file import PlanFile, plan_file_of
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve
from tests.unit.solver.format.any_file import plans, problems
from tests.unit.solver.nine_areas import nine_area_problem, nine_areas
from tests.unit.solver.small_district import small_problem

ANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(problems())
@ANY
def test_a_problem_comes_back_equal(problem: Problem) -> None:
    assert read_problem(problem_text(problem)) == problem


@given(plans)
@ANY
def test_a_plan_comes_back_equal(plan: PlanFile) -> None:
    assert read_plan(plan_text(plan)) == plan


def test_a_districts_month_comes_back_equal_and_means_the_same() -> None:
    problem = nine_area_problem(3)
    again = read_problem(problem_text(problem))
    assert again == problem
    assert again.fingerprint() == problem.fingerprint()


def test_what_the_solver_made_comes_back_equal() -> None:
    problem = small_problem()
    plan = plan_file_of(problem, solve(problem, Options(seconds=5, workers=1)))
    assert plan.score is not None
    assert read_plan(plan_text(plan)) == plan


def test_a_plan_from_elsewhere_needs_only_its_deliveries() -> None:
    assert read_plan('{"format": "culture-planning/1", "kind": "plan", "deliveries": []}') == PlanFile(())


def test_what_has_its_default_is_left_out() -> None:
    written = json.loads(problem_text(small_problem()))
    assert list(written["district"]["areas"][0]) == ["id", "name", "population", "latitude", "longitude"]


def test_a_problem_with_running_courses_beside_its_fixed_sessions_is_not_written() -> None:
    district = nine_areas()
    problem = small_problem()
    doubled = Problem(district, problem.month, problem.today, (), (), (), problem.parameters, problem.weights)
    with pytest.raises(ValueError, match="stand among its fixed deliveries"):
        problem_text(doubled)
