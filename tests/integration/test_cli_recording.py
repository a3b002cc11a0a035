"""What became of deliveries is recorded at the terminal: a day at once, one by one, or from a table."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from api.bootstrap import House
from api.cli.main import run
from api.cli.progressing import progress_report
from api.cli.recording import recorded, spoken, standing
from api.outcome_files import outcomes_in
from config.district_clock import move_clock
from config.refusal import Refusal
from notifications.adapters.answer_tables import QuestionItemRow
from scheduler.domain.outcome import Became
from scheduler.domain.terms import DeliveryState
from scheduler.messages import DeliveryRecorded
from tests.conftest import SHANGHAI

DAY = date(2026, 6, 12)


@pytest.fixture
def that_night(published_house: House) -> House:
    """June is published and the evening of the 12th has come."""
    with published_house.store.transaction() as session:
        move_clock(session, published_house.district_id, datetime(2026, 6, 12, 23, tzinfo=SHANGHAI))
    return published_house


def states(house: House) -> dict[str, str]:
    """The states of the day's deliveries as the command lists them."""
    (listing,) = standing(house, DAY).listings
    return {row["id"]: row["state"].value for row in listing.rows}


def test_a_day_is_recorded_but_for_what_is_named(that_night: House) -> None:
    first, *others = states(that_night)
    report = recorded(that_night, DAY, [Became(first, DeliveryState.NO_SHOW)], by="甲")
    assert [sentence.zh for sentence in report.sentences] == [f"记录了 {len(others) + 1} 场的结果。"]
    assert states(that_night) == {first: "no_show", **dict.fromkeys(others, "held")}


def test_the_days_still_to_be_recorded_are_counted(that_night: House) -> None:
    waiting = {row["day"]: row["count"] for row in standing(that_night, None).listings[0].rows}
    assert waiting[DAY] == len(states(that_night))
    recorded(that_night, DAY, [], by="甲")
    left = {row["day"]: row["count"] for row in standing(that_night, None).listings[0].rows}
    assert left == {day: count for day, count in waiting.items() if day != DAY}


def test_a_held_film_releases_its_rain_venue_and_asks_nobody_any_more(that_night: House) -> None:
    house = that_night
    with house.store.reading() as session:
        film = session.scalars(
            sa.select(QuestionItemRow.delivery_id).where(QuestionItemRow.side == "rain_venue").limit(1)
        ).one()
    event = DeliveryRecorded(house.district_id, film, "held", None, "甲")
    with house.outbox.transaction() as session:
        for hear in house.wiring.handlers[DeliveryRecorded]:
            hear(session, event)
        asked = session.execute(
            sa.select(QuestionItemRow.side, QuestionItemRow.standing).where(
                QuestionItemRow.delivery_id == film
            )
        )
        assert {row.side: row.standing for row in asked} == dict.fromkeys(
            ("venue", "provider", "rain_venue"), "superseded"
        )


def test_a_table_of_outcomes_is_read(tmp_path: Path) -> None:
    file = tmp_path / "结果.csv"
    file.write_text(
        "场次编号,结果,实收册数,实收报刊种数,到场人数,满意率,备注\n2606-001,已举办,,,120,95,\n"
        "2606-002,短收,60,5,,,缺两箱\n2606-003,已发出,,,,,\n",
        encoding="utf-8",
    )
    assert outcomes_in(file) == [
        Became("2606-001", DeliveryState.HELD, attendance=120, satisfied=95),
        Became("2606-002", DeliveryState.SHORT_RECEIVED, 60, "缺两箱", received_titles=5),
        Became("2606-003", DeliveryState.DISPATCHED),
    ]


def test_a_workbook_and_words_at_the_command_line_are_recorded_and_counted_in_the_year(
    that_night: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is typed, not the functions behind it."""
    monkeypatch.setenv("DATABASE_URL", that_night.store.url)
    monkeypatch.setenv("CULTURE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    first, second, *others = states(that_night)

    def held_in_the_year() -> int:
        capsys.readouterr()
        assert run(["--json", "progress"]) == 0
        counted = json.loads(capsys.readouterr().out)
        return sum(row[name]["held"] for row in counted["areas"] for name in DELIVERIES)

    before = held_in_the_year()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("场次编号", "结果", "到场人数"), (first, "已举办", 120), (second, "未到场", None)):
        sheet.append(row)
    book.save("outcomes.xlsx")
    assert run(["held", "--file", "outcomes.xlsx"]) == 0
    assert states(that_night) == {first: "held", second: "no_show", **dict.fromkeys(others, "planned")}
    assert run(["held", f"{DAY}", "--yes", "--one", f"{first}=no_show"]) == 0
    assert states(that_night) == {first: "no_show", second: "no_show", **dict.fromkeys(others, "held")}
    assert held_in_the_year() - before == len(others)


def test_a_faulty_row_of_outcomes_is_refused_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "结果.csv"
    file.write_text("场次编号,结果\n2606-001,办得很好\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        outcomes_in(file)
    assert [fault.place for fault in refused.value.faults] == ["结果.csv 第2行 结果"]


@pytest.mark.parametrize(
    ("given", "became"),
    [
        ("2606-001=no_show", Became("2606-001", DeliveryState.NO_SHOW)),
        ("2606-001=dispatched", Became("2606-001", DeliveryState.DISPATCHED)),
        ("2606-001=held:120", Became("2606-001", DeliveryState.HELD, attendance=120)),
        ("2606-001=held:120/95", Became("2606-001", DeliveryState.HELD, attendance=120, satisfied=95)),
        (
            "2606-001=held:9999999999",
            Became("2606-001", DeliveryState.HELD, attendance=9_999_999_999),
        ),  # understood, so that the refusal names the limit
        ("2606-001=short_received:60", Became("2606-001", DeliveryState.SHORT_RECEIVED, 60)),
        (
            "2606-001=short_received:60+5",
            Became("2606-001", DeliveryState.SHORT_RECEIVED, 60, received_titles=5),
        ),
    ],
)
def test_one_outcome_is_understood(given: str, became: Became) -> None:
    assert spoken(given) == became


@pytest.mark.parametrize(
    "given",
    ["2606-001", "2606-001=fine", "2606-001=held:many", "2606-001=no_show:3", "2606-001=short_received:60/5"],
)
def test_one_outcome_that_is_not_understood_is_refused(given: str) -> None:
    with pytest.raises(Refusal, match=r"VOLUMES\+TITLES"):
        spoken(given)


def test_the_year_is_told_area_by_area(that_night: House) -> None:
    day = recorded(that_night, DAY, [], by="甲").facts["recorded"]
    (listing,) = progress_report(that_night, DAY).listings
    before = progress_report(that_night, date(2026, 6, 11)).listings[0].rows
    counted = [sum(row[name].held for row in rows for name in DELIVERIES) for rows in (before, listing.rows)]
    assert counted[1] - counted[0] == len(day) > 0
    assert listing.columns[5].cell(listing.rows[0]["books"]) == "0 + 200"


DELIVERIES = ("performances", "films", "training_sessions", "feature_services")
