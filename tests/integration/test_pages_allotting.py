"""The page of the year's allotment: numbers, reasons, appeals, and writing exactly what was shown."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.allotting_tables import AllottedRow, AppealRow
from scheduler.adapters.district_tables import AllotmentRow, TargetRow
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

FILMS = "/allotment/2026?category=film"


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def seal(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def test_every_number_tells_its_reason(published_house: House, client: TestClient) -> None:
    assert 'id="why"' not in client.get(FILMS).text
    of_year = text_of(client.get(f"{FILMS}&area=bz").text)
    of_month = text_of(client.get(f"{FILMS}&area=bz&month=2026-08").text)
    assert re.search(r"北站街道全年露天电影 \d+ 场：全区目标 \d+", of_year)
    assert "北站街道 2026-08 露天电影" in of_month
    assert "2026-08" not in of_year
    assert published_house.district_id == DISTRICT


def test_what_was_shown_is_written_and_nothing_else(published_house: House, client: TestClient) -> None:
    shown = seal(client.get(FILMS).text)
    with published_house.store.transaction() as session:
        session.get_one(TargetRow, (DISTRICT, "2026/films")).amount += 2
    late = post(client, "/allotment/2026", seen=shown, category="film")
    assert (late.status_code, "没有写入" in late.text) == (409, True)
    done = post(client, "/allotment/2026", seen=seal(late.text), category="film")
    assert done.headers["location"] == "/allotment/2026?category=film&applied=1"
    with published_house.store.reading() as session:
        (kept,) = session.scalars(sa.select(AllottedRow))
        june = session.get_one(AllotmentRow, (DISTRICT, "bz/film/2026-06"))
    assert (kept.by, june.edited_by == "测试员") == ("测试员", False)
    assert "不用写入" in client.get(FILMS).text


def test_an_appeal_is_recorded_answered_and_fixes_the_number(
    published_house: House, client: TestClient
) -> None:
    made = {"area": "bz", "category": "film", "who": "北站街道办事处", "says": "上半年两场因雨取消"}
    assert post(client, "/allotment/2026/appeals", **made).status_code == 303
    with published_house.store.reading() as session:
        appeal_id = session.scalars(sa.select(AppealRow.id)).one()
    path = f"/allotment/2026/appeals/{appeal_id}"
    assert post(client, path, category="film", number="many", because="x").status_code == 422
    assert post(client, path, category="film", number="9", because="情况属实").status_code == 303
    shown = text_of(client.get(FILMS).text)
    assert "成立，定为 9：情况属实".replace("：", "： ") in shown
    assert "9" in text_of(client.get(f"{FILMS}&area=bz").text)
    again = post(client, path, category="film", number="8", because="x")
    assert (again.status_code, "已由" in again.text) == (422, True)


def test_an_appeal_without_a_reason_or_against_a_closed_month_is_refused(
    published_house: House, client: TestClient
) -> None:
    for fields in (
        {"area": "bz", "category": "film", "who": "北站街道办事处", "says": " "},
        {"area": "bz", "category": "film", "month": "2026-06", "who": "北站街道办事处", "says": "少了"},
    ):
        assert post(client, "/allotment/2026/appeals", **fields).status_code == 422
    with published_house.store.reading() as session:
        assert session.scalars(sa.select(AppealRow)).all() == []


def test_a_year_without_targets_is_refused(client: TestClient) -> None:
    assert client.get("/allotment/2031").status_code == 422
