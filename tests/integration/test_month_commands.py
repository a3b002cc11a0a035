"""The commands on one month answer what was asked, and say what stood in the way and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.bootstrap import House
from api.cli.main import run
from scheduler.adapters.calendar_repository import month_row
from scheduler.adapters.calendar_tables import MonthRow
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


def test_publishing_where_nobody_can_be_asked_previews_and_needs_a_yes(
    house: House, culture: Culture
) -> None:
    with house.outbox.transaction() as session:
        approve(session, house.clock, house.planning, DISTRICT, JUNE, seen_revision=3, by="测试员")
    ended = culture("publish", JUNE)
    assert ended.status == 2
    assert ended.out.splitlines() == [
        "2026-06：新增 108，改动 0，取消 0。",
        "将发出短信 67 条，另有 9 个电话要打。",
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
