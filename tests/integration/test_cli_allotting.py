"""A year is allotted at the terminal: shown, explained, appealed, written, and published months stay untouched."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.bootstrap import House
from api.cli.waiting import waiting_report
from config.refusal import Refusal
from scheduler.adapters.allotting_tables import AllottedRow
from scheduler.adapters.calendar_tables import UnplacedRow
from scheduler.adapters.district_tables import AllotmentRow, OrderRow
from scheduler.application.allotting import YearAllotted, apply_year, preview_year
from scheduler.application.appealing import Appeal, answer_appeal, record_appeal
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.terms import Category
from scheduler.domain.waiting import WaitingOrder, waiting_list
from tests.command_line import Terminal, terminal_on

JULY = "2026-07"


class Keyboard(io.StringIO):
    """Somebody at the terminal who types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """The office on the morning of 20 May, with June published."""
    return terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)


def rules(house: House) -> AllottingRules:
    return house.settings.section("allotment", AllottingRules)


def preview(house: House) -> YearAllotted:
    with house.store.reading() as session:
        return preview_year(
            session, house.clock, house.district_id, 2026, rules(house), house.planning.parameters
        )


def applied(house: House) -> YearAllotted:
    with house.outbox.transaction() as session:
        return apply_year(
            session, house.clock, house.district_id, 2026, rules(house), house.planning.parameters, by="甲"
        )


def rows(house: House) -> dict[str, tuple[int, int, str]]:
    with house.store.reading() as session:
        return {
            row.id: (row.least, row.most, row.edited_by) for row in session.scalars(sa.select(AllotmentRow))
        }


def appeal(house: House, month: str | None, number: int | None) -> None:
    with house.outbox.transaction() as session:
        told = Appeal(2026, "bz", Category.TRAINING, month, "北站街道办事处", "中心装修")
        row = record_appeal(session, house.clock, house.district_id, told, by="甲")
        answer_appeal(
            session, house.clock, house.district_id, row.id, number=number, answer="情况属实", by="乙"
        )


def test_the_preview_changes_nothing_and_names_each_change(terminal: Terminal) -> None:
    said = terminal.culture("--json", "allot", "2026")
    assert (said.status, said.json["outcome"], said.json["applied"], said.json["left"]) == (
        0,
        "done",
        False,
        0,
    )
    assert {one["month"] for one in said.json["changes"]} <= {f"2026-{n:02}" for n in range(7, 13)}
    assert said.json["changes"] == terminal.culture("--json", "allot", "year", "2026").json["changes"]
    totals = {one["category"]: (one["target"], one["number"]) for one in said.json["months"]}
    assert totals == {
        "performance": (50, 50),
        "film": (42, 42),
        "training": (900, 900),
        "feature": (92, 92),
    }


def test_a_number_is_explained_and_a_place_that_is_none_refused(terminal: Terminal) -> None:
    said = terminal.culture("--json", "allot", "2026", "--why", "北站/露天电影/2026-08")
    assert said.status == 0
    assert [sentence.split("：")[0] for sentence in said.json["sentences"]] == [
        f"北站街道全年露天电影 {said.json['of_year']['number']} 场",
        f"北站街道 2026-08 露天电影 {said.json['of_month']['least']} 场",
    ]
    assert terminal.culture("allot", "2026", "--why", "北站").status == 2
    assert terminal.culture("allot", "2026", "--why", "北站/film/2027-01").status == 2
    assert terminal.culture("allot", "2031").status == 2


def test_where_nobody_can_be_asked_the_year_is_written_only_with_yes(terminal: Terminal) -> None:
    would = terminal.culture("--json", "allot", "2026").json["changes"]
    assert would
    for words in (("allot", "2026", "--apply"), ("year", "2026", "--apply")):
        refused = terminal.culture(*words)
        told = f"✗ {words[0]} --apply: 没有办理：这里没有人可以确认。确要办理，请加 --yes。"
        assert (refused.status, refused.text.strip()) == (2, told)
    assert terminal.culture("--json", "allot", "2026").json["changes"] == would
    assert terminal.culture("--json", "allot", "2026", "--apply", "--yes").json["changes"] == would
    assert terminal.culture("--json", "allot", "2026").json["changes"] == []


def test_at_a_terminal_the_year_is_shown_and_asked_about_and_a_no_writes_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    would = terminal.culture("--json", "allot", "2026").json["changes"]
    for answer, status, left in (("n\n", 5, would), ("y\n", 0, [])):
        with monkeypatch.context() as at:
            at.setattr("sys.stdin", Keyboard(answer))
            said = terminal.culture("allot", "2026", "--apply")
        assert (said.status, "写入吗？" in said.text) == (status, True)
        assert terminal.culture("--json", "allot", "2026").json["changes"] == left


def test_an_appeal_goes_its_way_at_the_terminal(terminal: Terminal) -> None:
    asked = ("--who", "北站街道办事处", "--says", "上半年因雨")
    assert terminal.culture("allot", "appeal", "2026", "北站/film", *asked).status == 0
    assert terminal.culture("allot", "appeal", "2026", "北站/film/2026-06", *asked).status == 2
    (row,) = terminal.culture("--json", "allot", "appeals", "2026").json["appeals"]
    assert (row["appellant"], row["reason"], row["accepted"]) == ("北站街道办事处", "上半年因雨", None)
    answer = ("allot", "answer", row["id"][-8:], "--because", "属实")
    assert terminal.culture(*answer).status == 2
    assert terminal.culture(*answer, "--accept", "6").status == 0
    assert terminal.culture(*answer, "--turn-down").status == 2
    told = terminal.culture("--json", "allot", "2026", "--why", "北站/film").json
    assert (told["of_year"]["number"], told["of_year"]["appeal"]) == (6, row["id"])
    assert told["sentences"] == ["北站街道全年露天电影 6 场：申诉成立，定为此数（属实）。"]


def test_what_is_applied_is_what_planning_reads_and_again_changes_nothing(published_house: House) -> None:
    house = published_house
    before = rows(house)
    done = applied(house)
    after = rows(house)
    assert {key: after[key] for key in after if after[key] != before.get(key)} == {
        f"{one.area_id}/{one.category.value}/{one.month}": (*one.after, "甲") for one in done.changes
    }
    assert preview(house).changes == ()
    assert applied(house).changes == ()
    with house.store.reading() as session:
        (kept,) = session.scalars(sa.select(AllottedRow))
        assert (kept.by, kept.year, len(kept.changes)) == ("甲", 2026, len(done.changes))
        assert kept.rules["by_orders"]["value"] == rules(house).by_orders.value


def test_published_and_begun_months_stay_whatever_changes(published_house: House) -> None:
    house = published_house
    applied(house)
    before = {key: row for key, row in rows(house).items() if key[-7:] <= "2026-06"}
    appeal(house, JULY, 3)
    appeal(house, None, 120)
    done = applied(house)
    assert {key: row for key, row in rows(house).items() if key[-7:] <= "2026-06"} == before
    assert {one.month for one in done.changes} <= {f"2026-{number:02}" for number in range(7, 13)}
    assert rows(house)[f"bz/training/{JULY}"] == (3, 3, "甲")
    year = done.of_area("bz", Category.TRAINING)
    assert year is not None
    assert year.number == 120


def test_an_appeal_that_is_turned_down_changes_no_number(published_house: House) -> None:
    applied(published_house)
    appeal(published_house, JULY, None)
    assert preview(published_house).changes == ()


def test_an_appeal_without_a_reason_or_answered_twice_is_refused(published_house: House) -> None:
    house = published_house
    nothing = Appeal(2026, "bz", Category.FILM, None, "北站街道办事处", " ")
    with house.outbox.transaction() as session, pytest.raises(Refusal, match="say who appeals"):
        record_appeal(session, house.clock, house.district_id, nothing, by="甲")
    with house.outbox.transaction() as session, pytest.raises(Refusal, match="does not name exactly one"):
        answer_appeal(session, house.clock, house.district_id, "x", number=1, answer="y", by="甲")


def test_who_waits_is_listed_in_the_order_of_the_rule(published_house: House) -> None:
    house = published_house
    with house.store.transaction() as session:
        session.execute(sa.delete(OrderRow))
        for number, (area, rank) in enumerate((("bz", 2), ("ppz", 1), ("tmxl", 2)), 1):
            session.add(
                OrderRow(
                    district_id=house.district_id,
                    id=f"W{number}",
                    area_id=area,
                    month="2026-06",
                    programme_id="film-1",
                    rank=rank,
                    weekdays=[],
                    permit_recorded=False,
                    edited_at=house.clock.now(),
                    edited_by="import",
                )
            )
        session.execute(sa.delete(UnplacedRow))
        session.add(
            UnplacedRow(
                district_id=house.district_id,
                month="2026-06",
                position=1,
                area_id="bz",
                category="film",
                order_id="W1",
                reason_zh="放映队都已排满",
                reason_en="all crews are booked",
            )
        )
    (listing,) = waiting_report(house, "2026-06").listings
    told = [(row["place"], row["order"], row["reason"] and row["reason"].en) for row in listing.rows]
    assert told == [(1, "W2", None), (2, "W3", None), (3, "W1", "all crews are booked")]
    assert listing.rows[1]["got_by_head"] < listing.rows[2]["got_by_head"]
    with pytest.raises(Refusal, match="is not planned yet"):
        waiting_report(house, "2026-09")


def test_rank_goes_first_then_the_day_then_what_the_area_got() -> None:
    def one(order_id: str, rank: int, day: int, got: int) -> WaitingOrder:
        return WaitingOrder(order_id, "A", Category.FILM, "F", rank, date(2026, 5, day), got, 10_000)

    orders = [one("d", 2, 1, 0), one("c", 1, 9, 0), one("b", 1, 3, 4), one("a", 1, 3, 2), one("0", 1, 3, 4)]
    assert [each.order_id for each in waiting_list(orders)] == ["a", "0", "b", "c", "d"]
