"""The register and its reminders on pages."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from notifications.application.receipts import take_updates
from notifications.providers import InboundReply, Updates
from tests.pages_fixtures import Browser, post, text_of
from tests.pages_register import sweep_register


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.MARKET_OFFICER)


def businesses(page: str) -> list[str]:
    return re.findall(r'href="/register/(GW\d+)"', page)


def test_the_register_is_narrowed_by_every_filter(client: TestClient) -> None:
    def listed(query: str) -> list[str]:
        return businesses(client.get(f"/register?{query}").text)

    assert listed("") == ["GW001", "GW002", "GW003", "GW004", "GW005"]
    assert listed("status=closed") == ["GW004"]
    assert listed("standing=expired") == ["GW003"]
    assert listed("words=北站第2") == ["GW002"]
    assert listed("words=示文GW005&category=歌舞娱乐场所&area=bz") == ["GW005"]
    assert listed("area=ppz") == []


def test_the_rules_stand_with_their_citation(client: TestClient) -> None:
    page = text_of(client.get("/register/rules").text)
    assert (
        "歌舞娱乐场所 娱乐经营许可证 24 个月 30 天 2020-01-01 娱乐场所管理办法 见于公开资料，待区里核实"
        in page
    )


def test_closing_a_business_is_recorded(client: TestClient) -> None:
    assert post(client, "/register/GW001/status", status="closed", seen="open").status_code == 303
    page = text_of(client.get("/register/GW001").text)
    assert "测试员 · 手工 状态 营业 → 注销" in page


def test_of_two_who_change_a_status_the_second_is_told(browser: Browser) -> None:
    first, second = browser(Role.MARKET_OFFICER), browser(Role.ADMINISTRATOR)
    assert post(first, "/register/GW001/status", status="closed", seen="open").status_code == 303
    late = post(second, "/register/GW001/status", status="suspended", seen="open")
    assert (late.status_code, "状态已被他人修改" in late.text) == (409, True)


def test_a_filed_renewal_stops_its_reminder_and_can_be_taken_back(house: House, client: TestClient) -> None:
    sweep_register(house)
    renewal = "/register/GW001/licences/L-GW001/renewal"
    assert businesses(client.get("/reminders").text) == ["GW001", "GW005"]
    assert post(client, renewal, filed_on="2026-05-20").status_code == 303
    assert businesses(client.get("/reminders").text) == ["GW005"]
    assert "已提交延续申请" in client.get("/reminders?tab=withdrawn").text
    assert post(client, renewal, filed_on="").status_code == 303
    assert "撤回提交记录" not in client.get("/register/GW001").text


def test_a_renewal_filed_in_the_future_is_refused(client: TestClient) -> None:
    refused = post(client, "/register/GW001/licences/L-GW001/renewal", filed_on="2026-05-21")
    assert (refused.status_code, "还未到" in refused.text) == (422, True)


def test_what_is_chosen_is_frozen_read_and_sent_once(house: House, client: TestClient) -> None:
    sweep_register(house)
    reminder = re.findall(r'name="chosen" value="([^"]+)"', client.get("/reminders").text)[0]
    preview = post(client, "/reminders/preview", chosen=reminder).headers["location"]
    page = client.get(preview).text
    assert "北站第1歌舞厅" in page
    assert "北站第5歌舞厅" not in page
    assert re.findall(r"154\*{4}\d{4}", page) == ["154****0001"]
    assert post(client, f"{preview}/send").status_code == 303
    assert "不会重复发送" in client.get(preview).text
    again = post(client, f"{preview}/send")
    assert (again.status_code, "不会重复发送" in again.text) == (409, True)


def test_nothing_ticked_previews_nothing(house: House, client: TestClient) -> None:
    sweep_register(house)
    refused = post(client, "/reminders/preview")
    assert (refused.status_code, "至少勾选一家" in refused.text) == (422, True)


def test_a_preview_whose_business_changed_is_not_sent(house: House, client: TestClient) -> None:
    sweep_register(house)
    reminder = re.findall(r'name="chosen" value="([^"]+)"', client.get("/reminders").text)[0]
    preview = post(client, "/reminders/preview", chosen=reminder).headers["location"]
    post(client, "/register/GW001/status", status="closed", seen="open")
    refused = post(client, f"{preview}/send")
    assert (refused.status_code, "北站第1歌舞厅" in refused.text) == (409, True)
    assert "不会重复发送" not in client.get(preview).text


def test_who_cannot_be_texted_is_called_and_what_was_said_is_kept(house: House, client: TestClient) -> None:
    sweep_register(house)
    every = re.findall(r'name="chosen" value="([^"]+)"', client.get("/reminders").text)
    preview = post(client, "/reminders/preview", chosen=every).headers["location"]
    assert "没有可发短信的号码，需致电 1" in text_of(client.get(preview).text)
    post(client, f"{preview}/send")
    calls = client.get("/reminders?tab=call").text
    (reminder,) = re.findall(r'name="reminder" value="([^"]+)"', calls)
    assert post(client, "/reminders/called", reminder=reminder, said="下周去办").status_code == 303
    assert "下周去办" in client.get("/reminders?tab=call").text


def test_what_a_business_answers_stands_beside_its_texts_and_the_inbox_leads_there(
    house: House, client: TestClient
) -> None:
    sweep_register(house)
    reminder = re.findall(r'name="chosen" value="([^"]+)"', client.get("/reminders").text)[0]
    post(client, post(client, "/reminders/preview", chosen=reminder).headers["location"] + "/send")
    with house.outbox.transaction() as session:
        reply = InboundReply("r-1", "+8615400100001", "已提交申请", house.clock.now())
        take_updates(session, house.sending_desk(session), Updates((), (reply,), ""))
    assert "/register/GW001#talk" in client.get("/inbox").text
    page = text_of(client.get("/register/GW001").text)
    assert "答复 · 154****0001 · 待人工阅读 已提交申请 对方称已提交申请" in page
    assert "发出 · 154****0001 · 待发送 【" in page


def test_expired_licences_are_for_a_person(client: TestClient) -> None:
    assert businesses(client.get("/reminders?tab=person").text) == ["GW003"]


def test_an_unknown_business_is_told_with_the_way_out(client: TestClient) -> None:
    page = client.get("/register/GW999")
    assert (page.status_code, "请核对编号" in page.text) == (422, True)
