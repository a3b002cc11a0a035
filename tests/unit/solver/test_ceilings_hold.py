"""What nearly slipped through: a ceiling of one over a number, and ids of a file that counts from one."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.terms import Category
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.identity import with_ids
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row
from tests.unit.solver.small_district import OPERA, TEA, delivery, small_problem


def test_a_ceiling_of_one_holds_for_a_number_that_could_be_more() -> None:
    """One variable, from nought to three, the more the better, no more than one."""
    linear = Linear(
        rows=(Row("allotment", ("north", Category.FEATURE, "most"), ((0, 1),), high=1),),
        highs=(3,),
        lows=(0,),
        points={0: -1},
        constant=0,
    )
    run = Run(linear, {}, workers=1, seed=1, for_bound=False, seconds=5, work=1)
    found, _ = run_solver(run, lambda *_: None, lambda: False)
    assert (found.values, found.best) == ((1,), -1)


def test_new_ids_are_none_that_stood_before_wherever_a_file_begins_to_count() -> None:
    before = delivery("2606-001", OPERA, 5, "19:30")
    problem = replace(small_problem(published=(before,)), next_serial=1)
    named = with_ids(problem, (before, replace(delivery("", TEA, 9, "10:00"))))
    assert [one.id for one in named] == ["2606-001", "2606-002"]
