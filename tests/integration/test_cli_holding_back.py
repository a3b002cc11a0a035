"""A venue is kept provisionally at the terminal: planning reads it until it lapses, and it can be let go."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.bootstrap import House
from api.cli.main import run
from scheduler.application.planning_facts import read_problem
from scheduler.solver.finding import day_words
from scheduler.solver.judge import hard_findings
from tests.culture_process import Ended
from tests.pages_district import DISTRICT

JUNE = "2026-06"


def test_a_hold_is_read_by_planning_listed_and_let_go(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", house.settings.database_url)
    monkeypatch.setenv("CULTURE_HOME", str(house.settings.home))

    def culture(*words: str) -> Ended:
        capsys.readouterr()
        status = run(("--json", "--by", "甲", *words))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    def barred() -> set[str]:
        with house.store.reading() as session:
            problem = read_problem(session, house.clock, house.planning, DISTRICT, JUNE)
        return {one.deliveries[0] for one in hard_findings(problem, problem.draft) if one.rule == "held"}

    with house.store.reading() as session:
        draft = read_problem(session, house.clock, house.planning, DISTRICT, JUNE).draft
    one = next(each for each in draft if each.day.day > 5 and each.rain_venue_id is None)
    there = {
        each.id
        for each in draft
        if each.day == one.day and one.venue_id in {each.venue_id, each.rain_venue_id}
    }

    made = ("hold", "venue", one.venue_id, str(one.day), "--until", "2026-05-31", "--for", "换届选举")
    kept = culture(*made)
    assert (kept.status, barred()) == (0, there)
    assert {kept.json["first"], kept.json["last"]} == {str(one.day)}
    (row,) = culture("hold", "list").json["holds"]
    assert (row["why"], row["until"], row["by"]) == ("换届选举", "2026-05-31", "甲")
    for words, place in (
        (("hold", "venue", one.venue_id, "2026-05-01", "--until", "2026-05-31", "--for", "x"), "day"),
        (("hold", "venue", one.venue_id, str(one.day), "--until", "2026-05-01", "--for", "x"), "until"),
        (
            ("hold", "provider", "没有这个团", str(one.day), "--until", "2026-05-31", "--for", "x"),
            "hold provider",
        ),
        (
            (
                *("hold", "provider", one.provider_id, "2026-06-10", "2026-06-05"),
                *("--until", "2026-05-31", "--for", "x"),
            ),
            "last",
        ),
        (("hold", "free", "nothing"), "hold"),
    ):
        refused = culture(*words)
        assert (refused.status, refused.json["faults"][0]["place"]) == (2, place)
    assert culture("hold", "free", row["id"][:12]).status == 0
    assert barred() == set()
    assert culture(*made).status == 0
    assert culture("hold", "free", row["party"]).status == 0
    capsys.readouterr()
    assert run((*made[:4], "2026-06-30", *made[4:])) == 0
    said = capsys.readouterr().out
    assert f"已暂留{row['party']}，{day_words(one.day).zh}至6月30日(周二)（换届选举），编号 " in said
    assert culture("hold", "free", culture("hold", "list").json["holds"][0]["id"]).status == 0
    assert barred() == set()
