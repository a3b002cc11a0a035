"""The page on sending: the lane and its stop, a batch seen first, and what the start page says of a stopped lane."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from api.operations.examining_provider import what_wants_heed
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import MessageState
from tests.pages_fixtures import Browser, post, text_of


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    """An office whose 67 texts of June wait to leave."""
    assert queued(published_house) == 67
    return browser(Role.COORDINATOR)


def queued(house: House) -> int:
    with house.store.reading() as session:
        return (
            session.scalar(sa.select(sa.func.count()).where(MessageRow.state == MessageState.QUEUED.value))
            or 0
        )


def test_a_person_stops_the_lane_and_lets_it_go_on(published_house: House, client: TestClient) -> None:
    assert "短信通道 模拟器 畅通，67 条在等" in text_of(client.get("/sending").text)
    assert post(client, "/sending/stop").status_code == 303
    stopped = "测试员 停发了短信通道 模拟器，67 条在等人放行"
    assert stopped in text_of(client.get("/sending").text)
    assert stopped in text_of(client.get("/").text)
    assert [sentence.zh for sentence in what_wants_heed(published_house)] == [stopped]
    assert post(client, "/sending/go-on").status_code == 303
    assert stopped not in text_of(client.get("/").text)
    assert "测试员 停发了通道 模拟器 的短信" in text_of(client.get("/events").text)


def test_a_batch_is_looked_at_before_it_is_held(published_house: House, client: TestClient) -> None:
    page = client.get("/sending?month=2026-06&kind=&decision=hold").text
    assert "将扣下 67 条短信，例如：" in text_of(page)
    assert queued(published_house) == 67
    stamp = re.search(r'name="seen" value="([^"]+)"', page)
    assert stamp is not None
    form = {"month": "2026-06", "decision": "hold", "seen": stamp[1]}
    assert post(client, "/sending/batch", **form).status_code == 303
    assert queued(published_house) == 0
    again = post(client, "/sending/batch", **form)
    assert "没有符合条件的短信" in text_of(again.text)
    assert "测试员 扣下了 67 条短信" in text_of(client.get("/events").text)


def decided(client: TestClient, decision: str) -> int:
    """Look at a batch of June and decide on it; returns the status."""
    page = client.get(f"/sending?month=2026-06&kind=&decision={decision}").text
    stamp = re.search(r'name="seen" value="([^"]+)"', page)
    assert stamp is not None
    return post(client, "/sending/batch", month="2026-06", decision=decision, seen=stamp[1]).status_code


def test_a_batch_that_was_held_is_released_on_the_page(published_house: House, client: TestClient) -> None:
    assert (decided(client, "hold"), queued(published_house)) == (303, 0)
    assert (decided(client, "release"), queued(published_house)) == (303, 67)
    assert "测试员 放行了 67 条短信" in text_of(client.get("/events").text)


def test_a_batch_that_is_cancelled_on_the_page_never_leaves(
    published_house: House, client: TestClient
) -> None:
    assert (decided(client, "cancel"), queued(published_house)) == (303, 0)
    with published_house.store.reading() as session:
        told = session.execute(
            sa.select(MessageRow.state, MessageRow.reason).where(MessageRow.channel == "sms").distinct()
        ).all()
    assert told == [("failed", "cancelled by 测试员")]
    assert "测试员 取消了 67 条短信" in text_of(client.get("/events").text)
    assert "没有符合条件的短信" in text_of(client.get("/sending?month=2026-06&kind=&decision=release").text)


def test_who_only_reads_sees_the_lane_and_changes_nothing(published_house: House, browser: Browser) -> None:
    viewer = browser(Role.VIEWER)
    assert published_house.provider.capabilities.name == "simulator"
    assert "确定停发" not in viewer.get("/sending").text
    assert post(viewer, "/sending/stop").status_code == 403
