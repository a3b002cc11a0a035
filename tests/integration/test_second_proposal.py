"""Another proposal than the first is picked, on the command line and on the page; a search that is stopped keeps its best."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from api.cli import several_months
from scheduler.adapters.district_tables import AllotmentRow, ClosureRow, OrderRow
from scheduler.solver.looking import Looking
from tests.conftest import MORNING
from tests.culture_process import Ended
from tests.integration.test_pages_repairing import asked
from tests.integration.test_repairing_month import JUNE, absent, culture, number, served
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

__all__ = ["culture"]

Culture = Callable[..., Ended]
REOPENS = "2026-06-27"


@pytest.fixture
def waiting(published_house: House) -> str:
    """An order that June does not serve, though it could; a hall that is closed on its last days."""
    edit = {"edited_at": MORNING, "edited_by": "x"}
    with published_house.store.transaction() as session:
        session.get_one(AllotmentRow, (DISTRICT, f"bz/performance/{JUNE}")).most = 2
        session.add(
            ClosureRow(
                district_id=DISTRICT,
                id="shut",
                venue_id="bz-library",
                first_day=date(2026, 6, 27),
                last_day=date(2026, 6, 30),
                reason="检修",
                **edit,
            )
        )
        session.add(
            OrderRow(
                district_id=DISTRICT,
                id="O2606-900",
                area_id="bz",
                month=JUNE,
                programme_id="minyue",
                rank=1,
                weekdays=[],
                permit_recorded=False,
                **edit,
            )
        )
    return "O2606-900"


def test_what_reopening_makes_possible_is_the_second_proposal_of_the_command(
    published_house: House, waiting: str, culture: Culture
) -> None:
    words = ("event", "reopened", "bz-library", REOPENS, "--proposal", "2", "--time", "3")
    shown = culture(*words)
    assert (shown.status, shown.json["done"], shown.json["proposal"]) == (0, False, 2)
    first, second = shown.json["proposals"][:2]
    assert ((first["aim"], first["added"]), second["aim"], second["added"] > 0) == (
        ("fewest", 0),
        "more",
        True,
    )
    done = culture(*words, "--yes")
    assert (done.json["done"], done.json["number"], waiting in served(published_house, 2)) == (True, 2, True)
    missing = culture("event", "reopened", "bz-centre", REOPENS, "--proposal", "2")
    assert missing.status == 2

    back = culture("event", "undo", JUNE, "--yes")
    assert (back.status, back.json["kind"], back.json["number"]) == (0, "reopened", 3)
    assert waiting not in served(published_house, 3)
    assert culture("event", "undo", JUNE, "--yes").status == 2


def test_the_page_does_the_proposal_that_was_chosen_there(
    published_house: House, waiting: str, browser: Browser
) -> None:
    client: TestClient = browser(Role.COORDINATOR)
    path = asked(published_house, client, kind="reopened", venue="bz-library", first=REOPENS)
    assert "没有场次要改动" in text_of(client.get(path).text)
    chosen = client.get(f"{path}?proposal=2").text
    assert 'name="proposal" value="2"' in chosen
    assert "2. 另外补排" in text_of(chosen)
    assert waiting not in served(published_house, 1)
    none = client.get(f"{path}?proposal=9")
    assert (none.status_code, "没有办法 9" in none.text) == (422, True)
    assert post(client, path, proposal="2").headers["location"].endswith("done=2")
    assert waiting in served(published_house, 2)


def test_ctrl_c_keeps_the_best_found_so_far_and_does_nothing(
    published_house: House, culture: Culture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[Looking] = []
    real = several_months.tell_looking

    def pressed_at_the_first_way(say: Callable[..., None], looking: Looking) -> None:
        real(say, looking)
        lines.append(looking)
        if looking.way == 1:
            os.kill(os.getpid(), signal.SIGINT)
            heard.wait(timeout=30)

    heard = threading.Event()
    first_ctrl_c = several_months.first_ctrl_c

    monkeypatch.setattr(several_months, "tell_looking", pressed_at_the_first_way)
    monkeypatch.setattr(several_months, "first_ctrl_c", lambda: first_ctrl_c(heard))
    ended = culture(*absent(published_house)[:-1], "--yes")
    assert (ended.status, ended.json["done"], [row["aim"] for row in ended.json["proposals"]]) == (
        5,
        False,
        ["fewest"],
    )
    assert number(published_house) == 1
    assert lines[-1].way == 1
    assert "找到（改动最少）：改动 1 场" in ended.err or "found (fewest changes): 1 change" in ended.err
