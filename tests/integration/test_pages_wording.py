"""The templates on their pages: listed with versions, a draft tried on real rows, its faults named, nothing kept."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from api.wordings import wordings
from notifications.adapters.message_tables import MessageRow, TemplateSourceRow
from notifications.adapters.templates import shipped_wording
from tests.pages_fixtures import Browser, post, text_of


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    """An office that has written the texts of June."""
    assert published_house.provider.capabilities.name == "simulator"
    return browser(Role.COORDINATOR)


def test_every_template_is_listed_by_name_with_the_number_and_date_of_its_version(client: TestClient) -> None:
    page = client.get("/wording").text
    assert {"digest", "echo", "answer_noted", "licence_reminder"} < set(wordings())
    for name, wording in wordings().items():
        assert f'href="/wording/{name}"' in page
        assert wording.version(name, "zh") not in page, "a mark is a detail"
    assert re.search(r"月度安排 第 1 版 2026年5月20日起使用 · \d+ 条短信", text_of(page))
    assert "前一日提醒 第 1 版 还没有写过短信" in text_of(page)
    assert "许可证到期提醒 第 1 版 还没有写过短信" in text_of(page)


def test_each_version_that_wrote_texts_is_told_with_its_words(
    client: TestClient, published_house: House
) -> None:
    with published_house.store.transaction() as session:
        first = session.scalars(sa.select(MessageRow).where(MessageRow.template == "digest")).first()
        assert first is not None
        first.template_version, first.text = "0ld", "从前的话"
        first.created_at -= timedelta(days=40)
    said = text_of(client.get("/wording/digest").text)
    assert re.search(
        r"第 2 版 现用 2026年5月20日起使用 \d+ 条短信 随产品提供 写成的短信 【示范区文化配送】", said
    )
    assert "第 1 版 2026年4月10日起使用 1 条短信 随产品提供 写成的短信 从前的话 版本标识 0ld" in said


def test_the_words_of_the_version_that_wrote_a_text_stay_when_the_template_changes(
    client: TestClient, published_house: House
) -> None:
    with published_house.store.transaction() as session:
        wrote = session.execute(
            sa.select(MessageRow.template, MessageRow.language, MessageRow.template_version).distinct()
        )
        kept = {
            (row.name, row.language, row.mark): row.source
            for row in session.scalars(sa.select(TemplateSourceRow))
        }
        assert kept == {
            (name, language, mark): wordings()[name].source(name, language) for name, language, mark in wrote
        }
        session.execute(
            sa.update(MessageRow).where(MessageRow.template == "digest").values(template_version="0ld")
        )
        session.execute(
            sa.update(TemplateSourceRow)
            .where(TemplateSourceRow.name == "digest")
            .values(mark="0ld", source="从前的模板")
        )
        session.execute(
            sa.update(MessageRow).where(MessageRow.template == "area_digest").values(template_version="0lder")
        )
    assert 'href="/wording/digest/versions/0ld"' in client.get("/messages").text
    assert 'href="/wording/digest/versions/0ld"' in client.get("/wording/digest").text
    said = text_of(client.get("/wording/digest/versions/0ld").text)
    assert "月度安排 · 第 1 版 中文 2026年5月20日起使用" in said
    assert "从前的模板 各模板共用的部分 {% macro what(facts) %}" in said
    assert "这一版的原文没有留存" in text_of(client.get("/wording/area_digest/versions/0lder").text)
    assert client.get("/wording/digest/versions/nothing").status_code == 404


def test_the_version_in_use_shows_its_words_before_it_wrote_a_text(client: TestClient) -> None:
    mark = wordings()["licence_reminder"].version("licence_reminder", "en")
    page = client.get(f"/wording/licence_reminder/versions/{mark}?language=en")
    assert "Ignore this if you have applied." in text_of(page.text)


def test_a_template_is_shown_with_real_rows_and_all_that_may_be_completed(client: TestClient) -> None:
    page = client.get("/wording/digest").text
    assert "用最近 3 条短信的数据填出" in text_of(page)
    found = re.search(r'data-names="([^"]+)"', page)
    assert found is not None
    names = json.loads(unescape(found[1]))
    assert {*shipped_wording().variables("digest"), "|month", "|named"} <= {*names}
    assert "say.contact(" in names


def test_a_draft_is_filled_and_its_cost_stands_beside_the_old(client: TestClient) -> None:
    said = text_of(
        post(client, "/wording/digest", draft="{{ month|month }}共{{ digest.numbers|length }}项").text
    )
    assert "【示范区文化配送】6月共" in said
    assert re.search(r"原 \d+ 段，草稿 1 段", said)
    assert "草稿与现用的版本不同" in said
    assert "草稿与现用的版本不同" not in text_of(client.get("/wording/digest").text), "nothing is kept"


def test_a_character_that_costs_a_part_more_is_named(client: TestClient) -> None:
    signature = len("【示范区文化配送】")
    draft = "文" * (70 - signature - 1) + "😀"
    assert "“😀”（U+1F600）使短信多占 1 条" in text_of(post(client, "/wording/digest", draft=draft).text)


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ("{{ mnth }}", "没有变量“mnth”（month?）"),
        ("{{ digest.nothing }}", "试填时缺少变量"),
        ("{{", "模板写法有误"),
    ],
)
def test_a_faulty_draft_is_refused_in_a_sentence_and_kept_in_its_place(
    client: TestClient, draft: str, why: str
) -> None:
    answer = post(client, "/wording/digest", draft=draft)
    assert (answer.status_code, why in text_of(answer.text)) == (422, True)
    assert f">{draft}</textarea>" in answer.text


def test_who_only_reads_looks_and_an_unknown_template_is_not_found(
    client: TestClient, browser: Browser
) -> None:
    viewer = browser(Role.VIEWER)
    assert "用真实数据试填" not in viewer.get("/wording/change").text
    assert post(viewer, "/wording/change", draft="x").status_code == 403
    assert client.get("/wording/nothing").status_code == 404
