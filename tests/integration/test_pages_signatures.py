"""The registry on its page: what the settings hold of each provider, reviewed by its rules and by the real texts."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from tests.pages_fixtures import Browser, text_of

SIGNATURE = "示范区文化配送"
ALIYUN = {
    "access_key_id": "id",
    "signature": SIGNATURE,
    "templates": [
        {"code": "SMS_1", "content": "${day}的安排取消。", "most": 35},
        {"code": "SMS_2", "content": "${day}见 www.example.cn，详情${text}", "most": 60},
    ],
}


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    """An office that registered two templates with one provider and sends by the simulator so far."""
    sections = published_house.settings.sections
    providers = {**sections.get("providers", {}), "aliyun": ALIYUN}
    published_house.settings = published_house.settings.model_copy(
        update={"sections": {**sections, "providers": providers}}
    )
    return browser(Role.VIEWER)


def test_each_template_is_listed_reviewed_and_held_against_the_real_texts(client: TestClient) -> None:
    said = text_of(client.get("/signatures").text)
    assert f"签名 【{SIGNATURE}】" in said
    assert "SMS_1 变量最长 35 个字 ${day}的安排取消。" in said
    assert "SMS_2 通知短信不能含链接" in said
    assert "SMS_2 变量最长 35 个字，而设置写了 60" in said
    assert "SMS_1 通知" not in said
    assert "套不上的一例" in said
    assert "还没有登记模板的短信" in said
    assert "催复 nudge 尚未收到您对以下安排的答复，请回复：" in said
    assert "help.aliyun.com" in said


def test_a_draft_is_reviewed_by_the_rules_of_the_provider_chosen(client: TestClient) -> None:
    draft = {"content": "${day}${time}取消，退订回T"}
    said = text_of(client.get("/signatures", params={"provider": "aliyun", **draft}).text)
    assert "含有通知短信不收的字词：退订、回T" in said
    said = text_of(client.get("/signatures", params={"provider": "tencent", **draft}).text)
    assert "变量的写法不对：${day}、${time}" in said
    assert "设置里还没有 腾讯云 的签名和模板" in said
    said = text_of(
        client.get("/signatures", params={"provider": "tencent", "content": "{1}的安排取消。"}).text
    )
    assert "没有发现会被拒的地方" in said
    twice = {"provider": "aliyun", "content": "${day}取消，${day}见"}
    assert "同一个变量写了两次" in text_of(client.get("/signatures", params=twice).text)
