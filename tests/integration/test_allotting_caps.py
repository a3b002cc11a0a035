"""A cap that the year's allotment sets below what stands already is told before and after it is written."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from config.database import Store
from scheduler.adapters.district_tables import CourseRow
from tests.command_line import Terminal, terminal_on
from tests.conftest import MORNING
from tests.pages_district import DISTRICT

PLACE = "北站街道 2026-07 培训：上限 1 场，少于已定的 4 场"


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """In July a running course gives one area four trainings; an accepted appeal fixes that month at one."""
    office = terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)
    store = Store(f"sqlite:///{office.folder / 'culture.sqlite'}")
    with store.transaction() as session:
        session.add(
            CourseRow(
                district_id=DISTRICT,
                id="c-july",
                area_id="bz",
                programme_id="shufa",
                provider_id="school-1",
                venue_id="bz-centre",
                first_day=date(2026, 7, 2),
                start=time(9, 30),
                sessions=4,
                held=0,
                edited_at=MORNING,
                edited_by="import",
            )
        )
    store.close()
    asked = ("--who", "北站街道办事处", "--says", "中心装修")
    assert office.culture("allot", "appeal", "2026", "北站/培训/2026-07", *asked).status == 0
    (row,) = office.culture("--json", "allot", "appeals", "2026").json["appeals"]
    assert office.culture("allot", "answer", row["id"][-8:], "--accept", "1", "--because", "属实").status == 0
    return office


def test_a_cap_below_a_running_course_is_told_with_its_remedy(terminal: Terminal) -> None:
    shown, written = terminal.culture("allot", "2026"), terminal.culture("allot", "2026", "--apply", "--yes")
    for said in (shown, written):
        assert (said.status, PLACE in said.text.replace("\n", "")) == (0, True), said.text[:600]
        assert "--accept 4" in said.text.replace("\n", "")


def test_where_every_cap_holds_what_stands_nothing_is_told(terminal: Terminal) -> None:
    asked = ("--who", "北站街道办事处", "--says", "课程在办")
    assert terminal.culture("allot", "appeal", "2026", "北站/培训/2026-07", *asked).status == 0
    row = terminal.culture("--json", "allot", "appeals", "2026").json["appeals"][-1]
    assert (
        terminal.culture("allot", "answer", row["id"][-8:], "--accept", "4", "--because", "属实").status == 0
    )
    assert terminal.culture("--json", "allot", "2026").json["caps_below_standing"] == []
