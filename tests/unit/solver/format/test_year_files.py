"""A year's problem and plan come back from their files as they were; what does not fit is refused by its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.domain.terms import Category
from scheduler.solver.format.documents import (
    kind_of,
    problem_text,
    read_year,
    read_year_plan,
    year_plan_text,
    year_text,
)
from scheduler.solver.judge import Score, WishScore
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Ending
from scheduler.solver.year.plan_file import YearPlanFile
from scheduler.solver.year.problem import Goal, YearContract, YearProblem
from scheduler.solver.year.solution import GivesWay
from tests.unit.solver.format.any_file import MONTH, few, ids, lists, none_or, problems, text
from tests.unit.solver.small_district import small_problem
from tests.unit.solver.year.small_year import small_year

ANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ways = st.builds(GivesWay, ids, lists(text), none_or(st.just(MONTH)), few, st.builds(Bilingual, text, text))
plans = st.builds(
    YearPlanFile,
    deliveries=st.just(()),
    problem=none_or(ids),
    outcome=none_or(st.sampled_from(Ending)),
    relaxed=st.booleans(),
    gives_way=lists(ways),
    best=none_or(few),
    bound=none_or(few),
    gap=none_or(st.floats(0, 10, allow_subnormal=False)),
    score=none_or(st.builds(Score, lists(st.builds(WishScore, ids, few, few)))),
    solver=text,
    seed=none_or(few),
    seconds=none_or(st.floats(0, 1e6)),
    log=lists(text),
    offer=st.sampled_from(Offered),
)


@given(problems(), few, few, none_or(few))
@ANY
def test_a_year_comes_back_equal(month: Problem, least: int, more: int, budget: int | None) -> None:
    area, provider = month.district.areas[0].id, month.district.providers[0].id
    problem = YearProblem(
        month.district,
        (MONTH,),
        month.today,
        month.fixed,
        (
            Goal(area, Category.BOOKS, "titles", least, least + more),
            Goal(area, Category.FILM, "deliveries", 1),
        ),
        month.parameters,
        month.weights,
        (YearContract(provider, least, least + more),),
        budget,
    )
    assert read_year(year_text(problem)) == problem


@given(plans)
@ANY
def test_a_years_plan_comes_back_equal(plan: YearPlanFile) -> None:
    assert read_year_plan(year_plan_text(plan)) == plan


def test_a_file_says_of_what_kind_it_is() -> None:
    assert kind_of(year_text(small_year())) == "year"
    assert kind_of(problem_text(small_problem())) == "problem"
    assert kind_of("[") is None
    assert kind_of("[]") is None


Edit = Callable[[dict[str, Any]], object]
REFUSED: tuple[tuple[str, Edit], ...] = (
    ("/months/0", lambda year: year.update(months=["2026-13"])),
    ("/months/0", lambda year: year.update(months=["2026-05"], today="2026-06-01")),
    ("/months", lambda year: year.update(months=["2026-08", "2026-07", "2026-06"])),
    ("/months", lambda year: year.update(months=[])),
    ("/district/allotments/0/month", lambda year: year["district"]["allotments"][0].update(month="2027-01")),
    ("/goals/0/area_id", lambda year: year["goals"][0].update(area_id="nowhere")),
    ("/goals/0", lambda year: year["goals"][0].update(most=0)),
    ("/goals/1", lambda year: year["goals"].append(year["goals"][0])),
    ("/contracts/0/provider_id", lambda year: year.update(contracts=[{"provider_id": "nobody"}])),
    ("/budget", lambda year: year.update(budget=-1)),
    ("/kind", lambda year: year.update(kind="problem")),
)


@pytest.mark.parametrize(("place", "spoil"), REFUSED, ids=[place for place, _ in REFUSED])
def test_what_does_not_fit_is_refused_by_its_place(place: str, spoil: Edit) -> None:
    whole = json.loads(year_text(small_year(goals=(Goal("north", Category.FILM, "deliveries", 1),))))
    spoil(whole)
    with pytest.raises(Refusal) as refused:
        read_year(json.dumps(whole), "year.json")
    assert any(fault.place.startswith(f"year.json#{place}") for fault in refused.value.faults)


def test_the_fingerprint_is_of_what_is_read() -> None:
    problem = small_year()
    assert read_year(year_text(problem)).fingerprint() == problem.fingerprint()
    assert replace(problem, budget=1).fingerprint() != problem.fingerprint()
    renamed = replace(problem, district=replace(problem.district, name="Another"))
    assert renamed.fingerprint() == problem.fingerprint()
