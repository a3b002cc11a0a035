"""Recording on pages what became of deliveries, and how what is past is marked everywhere."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response

from api.access.roles import Role
from api.bootstrap import House
from config.district_clock import DistrictRow
from scheduler.adapters.calendar_repository import published_of
from scheduler.adapters.calendar_tables import DeliveryLifeRow
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, form_token, post, text_of

DAY = "2026-06-05"
FILM = "2606-009"
"""One of the three films of that Friday."""


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    """The morning after that Friday."""
    with published_house.store.transaction() as session:
        district = session.get_one(DistrictRow, DISTRICT)
        district.simulated_now = datetime(2026, 6, 6, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    return browser(Role.COORDINATOR)


def states(house: House) -> dict[str, int]:
    """How many deliveries stand in each state but planned."""
    counted = sa.select(DeliveryLifeRow.state, sa.func.count()).group_by(DeliveryLifeRow.state)
    with house.store.reading() as session:
        return {state: n for state, n in session.execute(counted) if state != "planned"}


def record(client: TestClient, delivery: str, state: str, seen: str = "planned", **more: str) -> Response:
    return post(client, "/held/one", delivery=delivery, day=DAY, state=state, seen=seen, **more)


def waiting(client: TestClient) -> int:
    found = re.search(r"(\d+) 场次已过，还没有记录结果", client.get("/").text)
    return int(found[1]) if found else 0


def brought(client: TestClient, name: str, table: str) -> Response:
    token = {"form_token": form_token(client)}
    answer: Response = client.post(
        "/held/file", data=token, files=[("files", (name, table.encode()))], follow_redirects=False
    )
    return answer


def test_a_table_brought_to_the_page_is_recorded_whole_or_not_at_all(
    published_house: House, client: TestClient
) -> None:
    faulty = brought(client, "结果.csv", f"场次编号,结果\n{FILM},已举办\n2606-010,去了\n")
    assert faulty.status_code == 422
    assert "去了" in text_of(faulty.text)
    assert states(published_house) == {}
    unknown = brought(client, "结果.csv", f"场次编号,结果\n{FILM},已举办\n2606-999,已举办\n")
    assert (unknown.status_code, "2606-999" in text_of(unknown.text)) == (422, True)
    assert states(published_house) == {}
    done = brought(client, "结果.csv", f"场次编号,结果,到场人数\n{FILM},已举办,85\n")
    assert done.headers["location"] == "/held?recorded=1"
    assert states(published_house) == {"held": 1}
    assert "按表记录了 1 场次" in text_of(client.get("/held?recorded=1").text)
    assert post(client, "/held/file").status_code == 422


def test_what_is_past_stands_on_the_start_page_until_it_is_recorded(
    published_house: House, client: TestClient
) -> None:
    days = re.findall(r'name="day" value="([^"]+)"><button class="(?:primary)?">', client.get("/held").text)
    before = waiting(client)
    assert before > 0
    for day in days:
        assert post(client, "/held/day", day=day).status_code == 303
    page = client.get("/held").text
    [declined] = re.findall(r'<li id="d-([^"]+)">', page)
    assert "曾有一方不能承接" in page
    assert (waiting(client), states(published_house)) == (1, {"held": before - 1})
    record(client, declined, "no_show")
    assert (waiting(client), states(published_house)) == (0, {"held": before - 1, "no_show": 1})
    assert "所有已过的场次都有结果" in client.get("/held").text


def test_an_exception_is_one_click_and_the_rest_of_the_day_another(
    published_house: House, client: TestClient
) -> None:
    shown = record(client, FILM, "rained_off").headers["location"]
    assert shown == f"/held?day={DAY}#d-{FILM}"
    page = text_of(client.get(shown).text)
    assert "19:45 露天电影：故事片专场 因雨取消" in page
    assert re.search(r"当天其余 \d+ 场次都已举办", page)
    post(client, "/held/day", day=DAY)
    assert states(published_house)["rained_off"] == 1
    assert "测试员 记录：因雨取消" in text_of(client.get(f"/deliveries/{FILM}").text)


def test_a_mistake_is_taken_back(published_house: House, client: TestClient) -> None:
    record(client, FILM, "no_show")
    record(client, FILM, "planned", seen="no_show")
    assert states(published_house) == {}


def test_who_saw_an_older_state_is_told(published_house: House, client: TestClient) -> None:
    record(client, FILM, "held")
    late = record(client, FILM, "no_show")
    assert (late.status_code, "您看到的是“待配送”，现在已记为“已举办”" in late.text) == (409, True)
    assert states(published_house) == {"held": 1}


def test_rain_is_offered_only_in_the_open_air(client: TestClient) -> None:
    offered = {
        delivery: set(re.findall(r'name="state" value="(\w+)"', row))
        for delivery, row in re.findall(
            r'<li id="d-([^"]+)">(.*?)</li>', client.get(f"/held?day={DAY}").text, re.DOTALL
        )
    }
    assert {delivery for delivery, ways in offered.items() if "rained_off" in ways} == {
        FILM,
        "2606-057",
        "2606-105",
    }
    assert all({"held", "no_show"} <= ways for ways in offered.values())


def test_the_page_of_what_is_past_offers_its_outcome_and_nothing_that_is_over(
    published_house: House, client: TestClient
) -> None:
    with published_house.store.transaction() as session:
        session.get_one(DeliveryLifeRow, (DISTRICT, FILM)).venue_answer = "asked"
    page = client.get(f"/deliveries/{FILM}").text
    offered = re.findall(r'name="state" value="(\w+)"', page)
    assert offered == ["held", "rained_off", "no_show"]
    for over in ("move-form", "/pin", "/places", "/settle", "等待答复"):
        assert over not in page
    assert "没有答复" in page
    assert record(client, FILM, "held").status_code == 303
    assert re.findall(r'name="state" value="(\w+)"', client.get(f"/deliveries/{FILM}").text)[-1] == "planned"
    to_come = client.get("/deliveries/2606-080").text
    assert ("move-form" in to_come, 'name="state"' in to_come) == (True, False)


def test_the_board_no_longer_waits_for_answers_to_what_is_past(client: TestClient) -> None:
    page = text_of(client.get("/months/2026-06?view=agenda").text)
    assert re.search(r"\? \d+ 待记录结果", page)
    first = re.findall(r'class="agenda-day" id="d(\d+)"', client.get("/months/2026-06?view=agenda").text)
    assert (first[0], first[-1]) == ("6", "5")
    assert "已过的 5 天" in page


def book_batch(house: House) -> tuple[str, str]:
    """The number and day of a batch of this June."""
    with house.store.reading() as session:
        one = next(each for each in published_of(session, DISTRICT, "2026-06") if each.category == "books")
    return one.id, f"{one.day}"


def at(house: House, day: str, hour: int) -> None:
    with house.store.transaction() as session:
        moment = datetime.fromisoformat(f"{day}T{hour:02d}:00+08:00")
        session.get_one(DistrictRow, DISTRICT).simulated_now = moment


def test_a_book_batch_goes_out_and_is_received_short(published_house: House, client: TestClient) -> None:
    batch, day = book_batch(published_house)
    at(published_house, day, 6)
    row = re.search(rf'<li id="d-{batch}">(.*?)</li>', client.get(f"/held?day={day}").text, re.DOTALL)
    assert row is not None
    assert re.findall(r'name="state" value="(\w+)"', row[1]) == ["dispatched"]
    post(client, "/held/one", delivery=batch, day=day, state="dispatched", seen="planned")
    at(published_house, day, 23)
    post(
        client,
        "/held/one",
        delivery=batch,
        day=day,
        state="short_received",
        seen="dispatched",
        received="60",
        received_titles="5",
    )
    assert "短收 实收 60 册 实收报刊 5 种" in text_of(client.get(f"/held?day={day}").text)
    history = text_of(client.get(f"/deliveries/{batch}").text)
    assert "记录：已发出" in history
    assert "记录：短收 实收 60 册 实收报刊 5 种" in history
    report = client.get(f"/progress?until={day}").text
    assert "<b>60</b>" in report
    assert "<b>5</b>" in report


def test_who_came_is_entered_with_held_and_stands_in_the_report(client: TestClient) -> None:
    record(client, FILM, "held", attendance="230", satisfied="96")
    assert "已举办 到场 230 人 · 满意率 96%" in text_of(client.get(f"/held?day={DAY}").text)
    record(client, "2606-057", "held", attendance="", satisfied="")
    report = text_of(client.get(f"/progress?until={DAY}").text)
    assert "230" in report
    assert "96%" in report
