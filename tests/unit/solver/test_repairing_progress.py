"""A repair tells how far it is, and when it is stopped what was found until then stays."""

from __future__ import annotations

from scheduler.domain.disruption import ProviderAbsent
from scheduler.solver.looking import Looking
from scheduler.solver.proposing import Aim, Repair
from scheduler.solver.repairing import repair
from scheduler.solver.solution import Ending
from tests.unit.solver.small_district import june
from tests.unit.solver.test_repairing import PLAN, STEADY, month

AWAY = ProviderAbsent("teahouse", june(3), june(3))


def watched(stop_at_way: int | None = None) -> tuple[Repair, list[Looking]]:
    told: list[Looking] = []
    done = repair(
        month(),
        PLAN,
        AWAY,
        STEADY,
        watch=told.append,
        cancelled=lambda: any(one.way is not None and one.way == stop_at_way for one in told),
    )
    return done, told


def test_each_way_found_is_told_with_its_changes_and_points() -> None:
    done, told = watched()
    ways = {one.way: one for one in told if one.way is not None}
    assert (ways[1].count, ways[1].points) == (done.proposals[0].count, done.proposals[0].points)
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)


def test_what_was_found_before_it_was_stopped_is_kept() -> None:
    done, told = watched(stop_at_way=1)
    assert [one.aim for one in done.proposals] == [Aim.FEWEST]
    assert done.ending in {Ending.OPTIMAL, Ending.FEASIBLE}
    assert max(one.way or 0 for one in told) == 1
