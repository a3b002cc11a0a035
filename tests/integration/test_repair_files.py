"""A published plan of a file is repaired after an event of a file, and the repaired plan passes the check."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli.main import run
from scheduler.domain.disruption import Disruption, OrderWithdrawn, ProviderAbsent, Rain, Urgent
from scheduler.domain.district import Order
from scheduler.solver.format.documents import event_text, plan_text, problem_text, read_plan
from scheduler.solver.format.event_file import EventFile
from scheduler.solver.format.plan_file import PlanFile
from tests.culture_process import Ended
from tests.unit.solver.small_district import FILM, MONTH, TEA, delivery, june, small_district, small_problem

PLAN = (
    delivery("2606-001", FILM, 12, "19:30", order_id="O1"),
    delivery("2606-002", TEA, 3, "10:00", order_id="O2"),
)
ORDERS = (Order("O1", "north", MONTH, "film", 1), Order("O2", "north", MONTH, "tea", 2))


@pytest.fixture
def culture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """The command line in a folder with the files of a published month; no store was ever made here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CULTURE_LANG", "en")
    Path("p.json").write_text(problem_text(small_problem(small_district(orders=ORDERS))), encoding="utf-8")
    Path("plan.json").write_text(plan_text(PlanFile(PLAN)), encoding="utf-8")

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(words)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


def happened(disruption: Disruption) -> None:
    Path("e.json").write_text(event_text(EventFile(disruption)), encoding="utf-8")


REPAIR = ("--json", "repair", "--problem", "p.json", "--plan", "plan.json", "--event", "e.json")
WRITTEN = ("--out", "then.json", "--facts", "facts.json")


def test_the_repaired_plan_changes_the_fewest_and_passes_the_check(culture: Callable[..., Ended]) -> None:
    happened(Rain(june(12)))
    ended = culture(*REPAIR, *WRITTEN)
    assert (ended.status, ended.json["ending"], ended.json["least"]) == (0, "optimal", 1)
    assert [(one["id"], one["kind"]) for one in ended.json["changes_1"]] == [("2606-001", "changed")]
    assert ended.json["proposals"][0]["proven"]
    plan = read_plan(Path("then.json").read_text(encoding="utf-8"))
    assert [one.id for one in plan.deliveries if one not in PLAN] == ["2606-001"]
    checked = culture("--json", "check", "--problem", "facts.json", "--plan", "then.json")
    assert (checked.status, checked.json["untrue"], checked.json["same_problem"]) == (0, [], True)


def test_a_chosen_proposal_is_written_and_one_that_is_not_there_refused(
    culture: Callable[..., Ended],
) -> None:
    happened(OrderWithdrawn("O2"))
    assert culture(*REPAIR, "--out", "then.json").status == 0
    plan = read_plan(Path("then.json").read_text(encoding="utf-8"))
    assert [one.id for one in plan.deliveries] == ["2606-001"]
    refused = culture(*REPAIR, "--out", "then.json", "--proposal", "9")
    assert (refused.status, refused.json["faults"][0]["place"]) == (2, "--proposal")


def test_what_nothing_can_mend_ends_as_infeasible_and_writes_nothing(culture: Callable[..., Ended]) -> None:
    happened(Urgent(Order("U1", "north", MONTH, "books", 1, pinned_day=june(20))))
    ended = culture(*REPAIR, *WRITTEN)
    assert (ended.status, ended.json["ending"], Path("then.json").exists()) == (3, "infeasible", False)


@pytest.mark.parametrize(
    ("event", "place"),
    [
        ({"rain": {"day": "12 June"}}, "e.json#/happened/rain/day"),
        ({"rain": {"day": "2026-07-12"}}, "e.json#/happened/rain/day"),
        ({"absent": {"provider_id": "nobody", "first": "2026-06-01"}}, "e.json#/happened/absent/provider_id"),
        ({"closed": {"venue_id": "hall"}}, "e.json#/happened/closed/first"),
        ({"flood": {"day": "2026-06-12"}}, "e.json#/happened"),
        ({"rain": {"day": "2026-06-12"}, "budget": {"yuan": 3}}, "e.json#/happened"),
    ],
)
def test_nonsense_is_refused_with_the_path_of_the_field(
    culture: Callable[..., Ended], event: object, place: str
) -> None:
    file = {"format": "culture-planning/1", "kind": "event", "happened": event}
    Path("e.json").write_text(json.dumps(file), encoding="utf-8")
    ended = culture(*REPAIR)
    assert (ended.status, ended.json["faults"][0]["place"]) == (2, place)


def test_a_plan_of_another_problem_is_refused(culture: Callable[..., Ended]) -> None:
    happened(ProviderAbsent("teahouse", june(3)))
    other = delivery("2606-009", TEA, 3, "10:00", venue_id="den")
    fixed = small_problem(small_district(), draft=(other,), unmovable=frozenset({"2606-009"}))
    Path("p.json").write_text(problem_text(fixed), encoding="utf-8")
    ended = culture(*REPAIR)
    assert (ended.status, ended.json["faults"][0]["place"]) == (2, "plan.json#/deliveries")
