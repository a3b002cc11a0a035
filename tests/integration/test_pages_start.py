"""The start page and the event log: what needs a person, computed from the state, each with its way on."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.clock_slots import ClockSlotRow
from config.district_clock import DistrictRow
from config.work_log import EventRow
from scheduler.adapters.calendar_tables import DeliveryLifeRow, DraftDeliveryRow, MonthRow
from scheduler.domain.terms import Answer
from tests.conftest import SHANGHAI
from tests.pages_district import DISTRICT, publish_june
from tests.pages_fixtures import Browser, post, text_of
from tests.pages_register import sweep_register


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.ADMINISTRATOR)


def steps(client: TestClient) -> list[tuple[str, str]]:
    """Where each row leads and what it says."""
    rows = re.findall(r'<a href="([^"]+)"><span class="step-words">(.*?)</span>', client.get("/").text)
    return [(path, words) for path, words in rows]


def move_clock(house: House, to: datetime) -> None:
    with house.store.transaction() as session:
        session.get_one(DistrictRow, DISTRICT).simulated_now = to


def test_a_draft_waits_for_approval_then_for_publishing(house: House, client: TestClient) -> None:
    assert steps(client) == [("/months/2026-06/approve", "2026年6月草稿（第 3 稿，108 场次）等待审批")]
    post(client, "/months/2026-06/approve", revision="3")
    assert steps(client) == [("/months/2026-06/publish", "2026年6月已审批，108 处变化等待发布")]
    assert house.district_id == DISTRICT


def test_a_month_not_planned_is_asked_for_from_the_working_day_before_the_15th(
    house: House, client: TestClient
) -> None:
    with house.store.transaction() as session:
        session.execute(sa.delete(DraftDeliveryRow))
        session.execute(sa.delete(MonthRow))
    assert steps(client) == [("/months/2026-06", "2026年6月的计划还没有排，应在 5月15日 周五 前排出")]
    move_clock(house, datetime(2026, 5, 14, 9, tzinfo=SHANGHAI))
    assert steps(client) == []
    assert "眼下没有需要处理的事" in client.get("/").text


def test_what_was_published_asks_for_calls_and_tells_what_is_silent(house: House, client: TestClient) -> None:
    publish_june(house)
    assert [(path, words) for path, words in steps(client) if not path.startswith("/deliveries")] == [
        ("/messages", "9 条短信：请打电话告知"),
        ("/months/2026-06", "2026年6月有 1 场次还在等双方答复，久无答复会催复，再列入电话清单"),
    ]


def test_what_was_declined_waits_for_a_person_and_not_for_an_answer(
    published_house: House, client: TestClient
) -> None:
    waits = [words for _, words in steps(client) if "还在等双方答复" in words]
    with published_house.store.transaction() as session:
        declined = session.scalars(
            sa.select(DeliveryLifeRow).where(DeliveryLifeRow.venue_answer == Answer.DECLINED.value)
        ).one()
        declined.provider_answer = Answer.ASKED.value
    assert [words for _, words in steps(client) if "还在等双方答复" in words] == waits != []


def test_what_nobody_has_taken_on_is_urgent_the_day_before_and_past_the_day_no_more(
    published_house: House, client: TestClient
) -> None:
    [(path, words)] = [each for each in steps(client) if each[0].startswith("/deliveries")]
    month, day = (int(each) for each in re.findall(r"(\d+)月(\d+)日", words)[0])
    held = datetime(2026, month, day, 10, tzinfo=SHANGHAI)
    move_clock(published_house, held - timedelta(days=1))
    [(again, urgent)] = [each for each in steps(client) if each[0].startswith("/deliveries")]
    assert (again, urgent.split("（")[0], urgent.split("还没有")[1].split("：")[0]) == (
        path,
        "明天",
        "场地承接",
    )
    move_clock(published_house, held + timedelta(days=1))
    assert [each for each in steps(client) if each[0].startswith("/deliveries")] == []


def test_due_reminders_stand_on_the_list(house: House, client: TestClient) -> None:
    sweep_register(house)
    assert ("/reminders", "2 条许可证到期提醒等待发送") in steps(client)


def test_films_of_today_and_tomorrow_show_the_way_for_rain(house: House, client: TestClient) -> None:
    publish_june(house)
    move_clock(house, datetime(2026, 6, 4, 15, tzinfo=SHANGHAI))
    assert ("/rain/2026-06-05", "6月5日 周五有 3 场露天电影；若下雨，在这里安排去向") in steps(client)


def test_the_coming_days_list_what_is_published(house: House, client: TestClient) -> None:
    assert "没有已发布的配送" in client.get("/").text
    publish_june(house)
    move_clock(house, datetime(2026, 6, 1, 9, tzinfo=SHANGHAI))
    coming = client.get("/").text.split('id="coming"')[1].split("</section>")[0]
    assert re.findall(r'datetime="2026-06-(\d\d)T', coming) == [
        "01",
        "01",
        "02",
        "02",
        "03",
        "03",
        "03",
        "03",
    ]
    assert "全部 22 场次" in coming


def test_the_year_counts_what_was_held_and_what_is_planned(house: House, client: TestClient) -> None:
    publish_june(house)
    assert "演出 1 + 9 / 50 露天电影 1 + 9 / 42 培训 1 + 72 / 900" in text_of(client.get("/").text)


def test_what_failed_is_tried_again_from_the_log(house: House, client: TestClient) -> None:
    publish_june(house)
    with house.store.transaction() as session:
        row = session.scalars(sa.select(EventRow)).one()
        row.failure, row.tries, row.handled_at = "Traceback …\nOSError: disk is full", 3, None
        event = row.id
    assert ("/events?kind=events&amp;state=failed", "1 个事件没有处理成功") in steps(client)
    log = text_of(client.get("/events?state=failed").text)
    assert "测试员 发布了2026年6月计划第 1 版：新增 108 场次，改动 0，取消 0" in log
    assert "已试 3 次，没有做成。可以再试；仍不成时请找系统管理员。" in log
    assert post(client, "/events/again", row=event, kind="events").status_code == 303
    assert client.get("/events?state=failed").text.count("<header>") == 0
    late = post(client, "/events/again", row=event, kind="events")
    assert (late.status_code, "没有失败" in late.text) == (409, True)


def test_a_trace_is_shown_to_administrators_only(house: House, browser: Browser) -> None:
    publish_june(house)
    with house.store.transaction() as session:
        session.scalars(sa.select(EventRow)).one().failure = "Traceback of the depths\nOSError: disk is full"
    assert "Traceback of the depths" not in browser(Role.VIEWER).get("/events").text
    assert "Traceback of the depths" in browser(Role.ADMINISTRATOR).get("/events").text


def test_a_missed_clock_slot_is_told(house: House, client: TestClient) -> None:
    now = house.clock.now()
    with house.store.transaction() as session:
        session.add(
            ClockSlotRow(district_id=DISTRICT, job="remind_of_day", last_slot=now, missed=2, missed_at=now)
        )
    assert ("/events?kind=jobs", "定时任务“前一日提醒”错过了 2 次") in steps(client)


def test_a_failure_is_told_by_number_without_its_trace(
    house: House, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with house.store.transaction() as session:
        session.execute(sa.text("DROP TABLE unplaced"))
    page = client.get("/months/2026-06")
    number = re.search(r"<code>([0-9a-f]{6})</code>", page.text)
    assert (page.status_code, "Traceback" in page.text, "sqlite" in page.text) == (500, False, False)
    assert number
    assert f"failure {number[1]} at GET /months/2026-06" in caplog.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/months/2026-06/plan", 405)])
def test_what_is_not_there_is_told_in_the_readers_language(
    client: TestClient, path: str, status: int
) -> None:
    page = client.get(path)
    assert (page.status_code, "到待办页" in page.text) == (status, True)
    assert "to the start page" in client.get(f"{path}?lang=en").text.lower()


def test_machines_are_told_of_refusals_as_data(client: TestClient) -> None:
    answer = client.get("/api/v1/months/2026-13/findings")
    assert (answer.status_code, answer.json()["faults"][0]["place"]) == (422, "month")
