"""After a deed on pages: what was done, how many are told; files of the month; the week that opens first."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.access.roles import Role
from api.bootstrap import House
from config.district_clock import DistrictRow
from notifications.adapters.message_tables import MessageRow
from tests.pages_district import DISTRICT, hear_publications
from tests.pages_fixtures import Browser, post, text_of

MONTH = "/months/2026-06"
FILMS = "/rain/2026-06-12"


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def move_clock(house: House, to: datetime) -> None:
    with house.store.transaction() as session:
        session.get_one(DistrictRow, DISTRICT).simulated_now = to


def test_publishing_is_confirmed_with_what_changed_and_how_many_are_told(
    house: House, client: TestClient
) -> None:
    post(client, f"{MONTH}/approve", revision="3")
    shown = post(client, f"{MONTH}/publish", revision="3").headers["location"]
    told = "已发布第 1 版（测试员，5月20日 09:00）。 新增 108，改动 0，取消 0。"
    assert f"{told} 短信正在写出。" in text_of(client.get(shown).text)
    hear_publications(house)
    with house.store.reading() as session:
        texts = session.scalars(sa.select(MessageRow.channel)).all().count("sms")
    assert f"{told} 已写出短信 {texts} 条，需电话告知 9 家。 看短信" in text_of(client.get(shown).text)


def test_rain_is_confirmed_with_each_film_and_where_it_went(
    published_house: House, client: TestClient
) -> None:
    films = sorted(set(re.findall(r'name="deed:([^"]+)"', client.get(FILMS).text)))
    deeds = {f"deed:{films[0]}": "indoor", f"deed:{films[1]}": "go_on"}
    shown = post(client, FILMS, number="1", **deeds).headers["location"]
    hear_publications(published_house)
    page = text_of(client.get(shown).text)
    assert "雨天安排已发布为第 2 版（测试员，5月20日 09:00）。 新增 0，改动 1，取消 0。" in page
    assert re.search(r"6月12日 周五 19:45 露天电影：\S+ · 场地 (\S+)露天广场 → \1社区文化活动中心", page)
    assert re.search(r"已写出短信 \d+ 条，需电话告知 \d+ 家", page)


def test_films_that_all_go_on_are_confirmed_without_a_version(
    published_house: House, client: TestClient
) -> None:
    films = sorted(set(re.findall(r'name="deed:([^"]+)"', client.get(FILMS).text)))
    shown = post(client, FILMS, number="1", **{f"deed:{film}": "go_on" for film in films})
    assert "都照常放映，没有发出短信" in client.get(shown.headers["location"]).text
    assert hear_publications(published_house) == []


def test_the_board_leads_to_rain_on_each_day_with_films(published_house: House, client: TestClient) -> None:
    assert published_house.district_id == "demo"
    assert re.findall(r'href="(/rain/[^"]+)"', client.get(MONTH).text) == [
        f"/rain/2026-06-{day:02}" for day in (5, 12, 19, 26)
    ]


def test_the_month_is_taken_away_as_a_workbook_and_as_text(
    published_house: House, client: TestClient
) -> None:
    assert published_house.district_id == "demo"
    files = re.findall(r'href="([^"]+)" download', client.get(f"{MONTH}?area=bz").text)
    assert files == [f"{MONTH}/calendar.xlsx?area=bz", f"{MONTH}/calendar.txt?area=bz"]
    book = load_workbook(BytesIO(client.get(files[0]).content))
    assert book.sheetnames[:2] == ["全区", "北站街道"]
    assert book["全区"].max_row == 2 + 12
    text = client.get(files[1])
    assert text.text.count("北站社区文化活动中心") == 11
    assert text.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")


@pytest.mark.parametrize(("today", "first_day"), [((2026, 5, 20), "1"), ((2026, 6, 17), "15")])
def test_the_week_opens_on_today_or_on_the_first_with_deliveries(
    published_house: House, client: TestClient, today: tuple[int, int, int], first_day: str
) -> None:
    move_clock(published_house, datetime(*today, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    page = client.get(f"{MONTH}?view=week").text
    assert re.findall(r'<span class="date">(\d+)</span>', page)[0] == first_day


def test_the_calendar_opens_on_this_month_while_it_has_something_to_come(
    published_house: House, client: TestClient
) -> None:
    assert client.get("/months").headers["location"] == MONTH
    for day, shown in (((2026, 6, 11), "2026-06"), ((2026, 6, 30), "2026-07")):
        move_clock(published_house, datetime(*day, 23, tzinfo=ZoneInfo("Asia/Shanghai")))
        assert client.get("/months").headers["location"] == f"/months/{shown}"


def test_who_is_not_signed_in_is_told_how_and_not_sent_in_a_circle(house: House, browser: Browser) -> None:
    page = browser(None).get("/", headers={"referer": "http://127.0.0.1:8070/"}).text
    assert house.district_id == "demo"
    assert "登录链接由运行本系统的人在服务器上取得" in page
    assert re.findall(r'<a class="button[^"]*" href="([^"]+)"', page) == []
