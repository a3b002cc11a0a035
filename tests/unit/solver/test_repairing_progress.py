"""A repair tells how far it is, and when it is stopped what was found until then stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.cli.repair_report import tell_looking
from config.bilingual import Bilingual
from scheduler.domain.disruption import BudgetChanged, ProviderAbsent, Urgent
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.accounting import Points
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.looking import Looking
from scheduler.solver.proposing import Aim, Proposal, Repair
from scheduler.solver.repairing import _Work, repair
from scheduler.solver.solution import Ending
from scheduler.solver.telling_ways import characters
from tests.unit.solver.small_district import FILM, MONTH, OPERA, TEA, june, most
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
    assert [(one.aim, one.breaks) for one in ways.values()] == [(Aim.FEWEST, False)]
    assert (ways[1].count, ways[1].points) == (done.proposals[0].count, done.proposals[0].points)
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)


def test_something_urgent_tells_that_it_is_looked_for_and_then_that_the_reason_is() -> None:
    told: list[Looking] = []
    urgent = Urgent(Order("U1", "north", MONTH, "books", 1, pinned_day=june(20)))
    assert repair(month(), PLAN, urgent, STEADY, watch=told.append).proposals == ()
    assert (told[0].count, told[0].asks_why, told[-1].asks_why) == (None, False, True)


def test_a_cut_that_was_stopped_claims_no_least_sum() -> None:
    floors = tuple(
        replace(most("north", one, 9), least=1) for one in (Category.PERFORMANCE, Category.FEATURE)
    )
    menu = (replace(OPERA, cost=9000), TEA, FILM)
    costly = month(programmes=menu, allotments=(*floors, most("north", Category.FILM, 9)), month_budget=20000)
    done = repair(costly, PLAN, BudgetChanged(2500), STEADY, cancelled=lambda: True)
    assert [one.en.startswith("The 3 published deliveries cost") for one in done.why] == [True]


def test_what_was_found_before_it_was_stopped_is_kept() -> None:
    done, told = watched(stop_at_way=1)
    assert [one.aim for one in done.proposals] == [Aim.FEWEST]
    assert done.ending in {Ending.OPTIMAL, Ending.FEASIBLE}
    assert max(one.way or 0 for one in told) == 1


def test_the_bound_of_a_search_that_leaves_out_plans_is_not_told_as_one_for_all() -> None:
    """Without floors the opera alone would go; with its floor the two others do, as a search over what is cheaper finds."""
    told: list[Looking] = []
    floors = (
        replace(most("north", Category.PERFORMANCE, 9), least=1),
        *(most("north", one, 9) for one in (Category.FEATURE, Category.FILM)),
    )
    menu = (replace(OPERA, cost=9000), replace(TEA, cost=8000), replace(FILM, cost=4000))
    costly = month(programmes=menu, allotments=floors, month_budget=30000)
    done = repair(costly, PLAN, BudgetChanged(12000), STEADY, aims=frozenset({Aim.FEWEST}), watch=told.append)
    counting = [one for one in told if one.way is None]
    assert (done.proposals[0].count, done.least) == (2, 1)
    assert counting
    assert all(one.least is None or one.least <= done.least for one in counting)


@pytest.mark.parametrize(
    ("looking", "said"),
    [
        (Looking(1.0, None), "    1.0 秒  正在核对规则，还没有找到办法"),
        (Looking(1.0, None, asks_why=True), "    1.0 秒  已查明排不进，正在查原因"),
        (
            Looking(1.0, 19, 1),
            "    1.0 秒  还在求最少：目前改动 19 场，不会少于 1 场",
        ),
        (
            Looking(1.0, 2, way=1, points=200, aim=Aim.FEWEST, breaks=True),
            "    1.0 秒  找到（不能守住全部规则）：改动 2 场，分数变化 +200",
        ),
        (
            Looking(1.0, 2, way=2, points=201, aim=Aim.SAME_DAY),
            "    1.0 秒  找到（尽量不改日期）：改动 2 场，分数变化 +201",
        ),
    ],
)
def test_progress_names_a_way_by_what_it_is_for_numbers_come_at_the_end(looking: Looking, said: str) -> None:
    lines: list[Bilingual] = []
    tell_looking(lines.append, looking)
    assert [one.zh for one in lines] == [said]


def test_a_way_that_is_the_same_as_one_before_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(_work: object, _task: object, fewest: Proposal) -> list[Proposal]:
        return [replace(fewest, aim=Aim.SAME_DAY)]

    monkeypatch.setattr(_Work, "same_day", again)
    done, told = watched()
    assert [one.way for one in told if one.way is not None] == list(range(1, len(done.proposals) + 1))


def test_what_breaks_a_rule_is_not_named_for_the_fewest_changes() -> None:
    finding = Finding("pins", "pinned", Severity.HARD, ())
    dearer = (Points("stability", 201),)
    kept = Proposal(Aim.SAME_DAY, (), (), dearer, (), True)
    broke = Proposal(Aim.FEWEST, (), (), (), (finding,), True)
    assert [one.zh for one in characters((kept, broke))] == ["尽量不改日期", "分数较少，但不能守住全部规则"]
    assert [one.en for one in characters((broke,))] == ["does not keep every rule"]
