"""Messages, replies and telephones on pages: masked, dealt with, and read whole only on record."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from api.access.roles import Role
from api.access.tables import NumberReadingRow
from api.bootstrap import House
from config.telephones import masked, parse_telephones
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    assert published_house.district_id == DISTRICT
    return browser(Role.COORDINATOR)


def a_call(session: Session) -> tuple[MessageRow, TelephoneRow]:
    """A message that a person is to tell by a call, with its telephone."""
    row = session.scalars(
        sa.select(MessageRow).where(MessageRow.channel == "call").order_by(MessageRow.id)
    ).first()
    assert row is not None
    return row, session.get_one(TelephoneRow, (DISTRICT, row.telephone_id))


def numbers_of(house: House) -> list[str]:
    with house.store.reading() as session:
        return [row.number.removeprefix("+86") for row in session.scalars(sa.select(TelephoneRow))]


@pytest.mark.parametrize(
    "path", ["/messages", "/months/2026-06/publish", "/inbox?tab=all", "/deliveries/2606-001"]
)
def test_no_page_shows_a_number_whole(published_house: House, browser: Browser, path: str) -> None:
    page = re.sub(r"[\s-]", "", browser(Role.ADMINISTRATOR).get(path).text)
    assert [number for number in numbers_of(published_house) if number in page] == []


def test_reading_a_number_whole_is_put_on_record(published_house: House, client: TestClient) -> None:
    with published_house.store.reading() as session:
        message, telephone = a_call(session)
    page = post(client, f"/messages/{message.id}/number").text
    assert parse_telephones(telephone.number)[0].shown in page
    assert masked(telephone.number) not in page.split(f'id="m-{message.id}"')[1].split("</header>")[0]
    with published_house.store.reading() as session:
        readings = session.scalars(sa.select(NumberReadingRow)).all()
        assert [(row.telephone_id, row.message_id, row.by, row.at) for row in readings] == [
            (telephone.id, message.id, "测试员", published_house.clock.now())
        ]


def test_a_call_on_record_takes_the_message_off_the_list(published_house: House, client: TestClient) -> None:
    assert text_of(client.get("/messages").text).count("请打电话告知 最迟") == 9
    with published_house.store.reading() as session:
        message, _ = a_call(session)
    assert post(client, f"/messages/{message.id}/called", answer="told").status_code == 303
    assert text_of(client.get("/messages").text).count("请打电话告知 最迟") == 8


def test_a_call_that_reached_nobody_is_kept_and_leaves_the_message_on_the_list(
    published_house: House, client: TestClient
) -> None:
    with published_house.store.reading() as session:
        message, _ = a_call(session)
    post(client, f"/messages/{message.id}/called", answer="unreached", reason="无人接听")
    page = text_of(client.get("/messages").text)
    assert page.count("请打电话告知 最迟") == 9
    assert "5月20日 09:00 测试员 致电：未接通 “无人接听”" in page
    post(client, f"/messages/{message.id}/called", answer="told", reason="负责人已知")
    assert "5月20日 09:00 测试员 致电：已告知 “负责人已知”" in text_of(client.get("/messages").text)


def test_a_call_that_declines_names_the_numbers(published_house: House, client: TestClient) -> None:
    with published_house.store.reading() as session:
        message, _ = a_call(session)
    refused = post(client, f"/messages/{message.id}/called", answer="declined", declined="第一项")
    assert (refused.status_code, "请写明不能承接的序号" in refused.text) == (422, True)


def test_a_message_put_aside_leaves_the_list(published_house: House, client: TestClient) -> None:
    with published_house.store.reading() as session:
        message, _ = a_call(session)
    assert post(client, f"/messages/{message.id}/aside").status_code == 303
    assert f"m-{message.id}" not in client.get("/messages").text


def test_the_log_is_narrowed_by_state_month_and_kind(client: TestClient) -> None:
    def listed(query: str) -> int:
        log: str = client.get(f"/messages?{query}").text.split('id="log"')[1]
        return log.count("<header>")

    assert (listed("state=held"), listed("month=2026-07"), listed("kind=area_digest")) == (9, 0, 9)
    assert listed("month=&state=held&kind=") == 9  # as a browser sends what is left empty


def test_a_long_log_is_read_page_by_page(client: TestClient) -> None:
    first, second = client.get("/messages").text, client.get("/messages?page=2").text
    assert 'href="/messages?page=2" rel="next"' in first
    assert 'rel="next"' not in second
    assert first.split('id="log"')[1].count("<header>") == 50


def test_a_reply_is_read_in_the_inbox(published_house: House, client: TestClient) -> None:
    with published_house.store.transaction() as session:
        telephone = session.scalars(sa.select(TelephoneRow).order_by(TelephoneRow.number.desc())).first()
        assert telephone is not None
        session.add(
            ReplyRow(
                district_id=DISTRICT,
                id="reply-1",
                lane="simulator",
                provider_reply_id="sim-1",
                telephone_id=telephone.id,
                number=telephone.number,
                text="请问茶艺班还有名额吗",
                received_at=published_house.clock.now(),
                verdict="inbox",
            )
        )
    assert "1 条回复需要人阅读" in client.get("/").text
    assert "请问茶艺班还有名额吗" in client.get("/inbox").text
    assert post(client, "/inbox/reply-1/read").status_code == 303
    assert "请问茶艺班还有名额吗" not in client.get("/inbox").text
    assert "测试员 已阅" in text_of(client.get("/inbox?tab=all").text)


def test_the_delivery_shows_what_was_told_of_it(client: TestClient) -> None:
    page = client.get("/deliveries/2606-001").text
    assert "相关短信" in page
    assert page.count('<p class="body">【示范区文化配送】') == 3  # venue, provider, area


def test_without_the_simulator_its_page_says_how_to_start_it(client: TestClient) -> None:
    page = client.get("/telephones")
    assert (page.status_code, "短信模拟器没有运行" in page.text) == (404, True)


def test_a_push_without_its_signature_is_not_read(published_house: House, browser: Browser) -> None:
    answer = browser(None).post("/hooks/simulator", json={"receipts": [], "replies": []})
    assert answer.status_code == 403
    assert browser(None).post("/hooks/elsewhere", json={}).status_code == 404
    assert published_house.district_id == DISTRICT


def test_a_push_that_is_too_large_is_not_read(browser: Browser) -> None:
    assert browser(None).post("/hooks/simulator", content=b"x" * 1_000_001).status_code == 413
