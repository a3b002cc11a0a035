"""The commands on one month answer what was asked, and say what stood in the way and what to do next."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from api.bootstrap import House
from api.cli.main import run
from api.operations.serving import engine_of, house_at_work
from notifications.market.application.listing import list_reminders
from scheduler.adapters.calendar_repository import draft_of, month_row
from scheduler.adapters.calendar_tables import MonthRow
from scheduler.application.moving import move
from scheduler.application.publishing import approve
from tests.culture_process import Ended
from tests.pages_district import DISTRICT

JUNE = "2026-06"
Culture = Callable[..., Ended]


@pytest.fixture
def culture(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Culture:
    """The command line on the house of the tests, in this process; nobody sits at the terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", house.settings.database_url)
    monkeypatch.setenv("CULTURE_HOME", str(house.settings.home))

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(words)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


def month(house: House) -> MonthRow:
    with house.store.reading() as session:
        return month_row(session, DISTRICT, JUNE)


@pytest.mark.parametrize(
    ("words", "given", "example"),
    [
        (("explain", "2606-076"), "2606-076", "culture explain 2026-06 --delivery "),
        (("event", "urgent", "北站街道", "讲座", JUNE), "北站街道", "culture event urgent 2026-06 "),
    ],
)
def test_what_stands_where_the_month_belongs_is_answered_with_the_right_order(
    culture: Culture, words: tuple[str, ...], given: str, example: str
) -> None:
    ended = culture(*words)
    assert ended.status == 2
    assert f"“{given}”不是月份。月份写在最前，如：{example}" in ended.err


def test_a_month_that_was_never_published_is_said_not_to_be(culture: Culture) -> None:
    assert "稿，尚未发布；共 " in culture("show", JUNE).out


def test_publishing_where_nobody_can_be_asked_previews_and_needs_a_yes(
    house: House, culture: Culture
) -> None:
    with house.outbox.transaction() as session:
        approve(session, house.clock, house.planning, DISTRICT, JUNE, seen_revision=3, by="测试员")
    ended = culture("publish", JUNE)
    assert ended.status == 2
    assert ended.out.splitlines() == [
        "2026-06：新增 108，改动 0，取消 0。",
        "将发出短信 67 条，共计 297 段；另有 9 个电话要打。其中 5 条可以省段，列出短信时写明怎样省。",
    ]
    assert ended.err == (
        "✗ publish --yes: 还没有发布：这里没有人可以确认。看过预览后请运行 culture publish 2026-06 --yes\n"
    )
    assert (month(house).state, month(house).published_number) == ("approved", 0)


@pytest.mark.usefixtures("published_house")
def test_publishing_right_after_publishing_says_that_nothing_differs(culture: Culture) -> None:
    ended = culture("publish", JUNE)
    assert (ended.status, ended.err) == (
        2,
        "✗ 2026-06: 与已发布的第 1 版没有差别，不需要再发布。\n",
    )


def categories_shown(ended: Ended) -> set[str]:
    """The categories of the deliveries and of what is not placed, as a program reads them."""
    return {row["category"] for key in ("deliveries", "unplaced") for row in ended.json.get(key, ())}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("露天电影", {"film"}),
        ("电影", {"film"}),
        ("outdoor film", {"film"}),
        ("film", {"film"}),
        ("演出", {"performance"}),
    ],
)
def test_a_category_is_asked_for_by_its_name_in_either_language_or_its_code(
    culture: Culture, given: str, shown: set[str]
) -> None:
    assert categories_shown(culture("--json", "show", JUNE, "--category", given)) == shown


UNKNOWN = {
    "a category": (
        ("show", JUNE, "--category", "越剧"),
        "--category: 没有“越剧”。可以写的有：演出、露天电影、培训、特色文化服务、图书报刊。",
    ),
    "an area": (
        ("show", JUNE, "--area", "彭浦"),
        "--area: “彭浦”不能确定是哪一个。是指：彭浦新村街道、彭浦镇？",
    ),
    "a provider": (
        ("show", JUNE, "--provider", "Nobody"),
        "--provider: 没有“Nobody”。请写全名或代号。",
    ),
    "a workbook in no folder": (
        ("show", JUNE, "--xlsx", "nowhere/june.xlsx"),
        "nowhere/june.xlsx: 不能写到这里：文件夹不存在、不可写，或这是一个文件夹。请换一个位置。",
    ),
    "a comparison with no draft": (
        ("diff", "2026-07"),
        "2026-07: 这个月还没有草稿，没有可比的。请先排期：culture plan 2026-07",
    ),
    "a move of nothing": (
        ("move", "2606-001"),
        "2606-001: 没有写要改什么。请写 --day、--start、--venue、--provider、--rain-venue 或 --reserve-day。",
    ),
}


@pytest.mark.parametrize(("words", "sentence"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_question_that_cannot_be_answered_is_refused_with_the_way_out(
    culture: Culture, words: tuple[str, ...], sentence: str
) -> None:
    ended = culture(*words)
    assert (ended.status, ended.out, ended.err) == (2, "", f"✗ {sentence}\n")


def test_a_refused_move_says_that_nothing_was_changed_and_how_it_can_be_done_all_the_same(
    house: House, culture: Culture
) -> None:
    ended = culture("move", "2606-009", "--start", "12:00")
    assert ended.status == 2
    assert ended.err.splitlines()[-1] == ("✗ 2606-009: 没有办理。明知违规也要办，请加 --despite-findings。")
    assert month(house).draft_revision == 3
    assert culture("move", "2606-009", "--start", "12:00", "--despite-findings").status == 0
    assert month(house).draft_revision == 4


def test_a_move_that_can_never_be_only_says_that_nothing_was_changed(culture: Culture) -> None:
    ended = culture("move", "2606-009", "--day", "2026-07-01")
    assert (ended.status, ended.err.splitlines()[-1]) == (2, "✗ 2606-009: 没有改动。")


def test_a_move_to_where_it_stands_changes_nothing(house: House, culture: Culture) -> None:
    ended = culture("move", "2606-009", "--day", "2026-06-05")
    assert (ended.status, ended.out) == (0, "和现在的安排一样，没有改动。\n")
    assert month(house).draft_revision == 3


def test_what_would_be_lost_is_listed_where_nobody_can_be_asked(
    published_house: House, culture: Culture
) -> None:
    film = move_a_film(published_house)
    ended = culture("discard", JUNE)
    assert ended.status == 2
    (line,) = [line for line in ended.out.splitlines() if film in line]
    assert line.startswith(f"  {film}  改动  ")
    assert "→" in line
    assert "--yes" in ended.err


def test_what_was_moved_and_not_published_waits_for_no_answer(
    published_house: House, culture: Culture
) -> None:
    film = move_a_film(published_house)
    found = {one["id"]: one["standing"] for one in culture("--json", "show", JUNE).json["deliveries"]}
    assert found.pop(film) == "changed"
    assert "changed" not in found.values()
    assert "改动未发布" in culture("show", JUNE).out
    compared = culture("diff", JUNE).out
    assert re.search(r"将发出短信 [1-9]\d* 条", compared)
    assert "看每条原文：culture diff 2026-06 --texts" in compared


def test_publishing_while_sending_is_stopped_says_that_the_texts_will_wait(
    published_house: House, culture: Culture
) -> None:
    move_a_film(published_house)
    assert culture("sending", "stop", "--by", "张").status == 0
    assert culture("approve", JUNE, "--despite-findings").status == 0
    done = culture("publish", JUNE, "--yes")
    assert done.status == 0
    assert "张 停发了短信通道" in done.out + done.err
    assert "新写的短信也要等恢复发送（culture sending go-on）才发出" in done.out + done.err


def move_a_film(house: House) -> str:
    """Move a film a week on in the draft; returns its number."""
    with house.outbox.transaction() as session:
        film = min(
            (one for one in draft_of(session, DISTRICT, JUNE) if one.category == "film"),
            key=lambda one: one.day,
        )
        move(
            session,
            house.clock,
            house.planning,
            DISTRICT,
            film.id,
            {"day": film.day + timedelta(days=7)},
            seen_revision=1,
            by="乙",
            despite_findings=True,
        )
    return film.id


def test_serving_takes_the_port_that_is_given(culture: Culture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        ended = culture("serve", "--port", f"{port}")
    assert ended.status == 2
    assert f"端口 {port} 已被占用" in ended.err


def test_the_licences_are_swept_when_work_begins(house: House) -> None:
    assert due_reminders(house) == 0
    with engine_of(house, "serve") as lock, house_at_work(house, lock):
        deadline = time.monotonic() + 20
        while not due_reminders(house):
            assert time.monotonic() < deadline, "nothing was swept"
            time.sleep(0.05)


def due_reminders(house: House) -> int:
    with house.store.reading() as session:
        return len(list_reminders(session, house.market_desk(session)))
