"""An office with a platform of its own, on the page: texts out as a workbook, results and replies back, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response

from api.access.roles import Role
from api.access.tables import NumberReadingRow
from api.bootstrap import House
from notifications.adapters.message_tables import MessageRow
from notifications.providers.sheet.client import SheetProvider, SheetSettings
from tests.pages_district import publish_june
from tests.pages_fixtures import Browser, form_token, post, text_of


@pytest.fixture
def client(house: House, browser: Browser) -> TestClient:
    """The office's June is published and nothing of it fetched yet."""
    house.provider.close()
    house.provider = SheetProvider(house.settings.home / "sheets", SheetSettings(), house.clock.now)
    publish_june(house)
    return browser(Role.COORDINATOR)


def states(house: House) -> set[str]:
    with house.store.reading() as session:
        return set(session.scalars(sa.select(MessageRow.state).where(MessageRow.channel == "sms")))


def readings(house: House) -> int:
    with house.store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(NumberReadingRow)) or 0


def bring(client: TestClient, name: str, lines: Sequence[str]) -> Response:
    table = ("files", (name, "\n".join(lines).encode()))
    answer: Response = client.post("/sheet/back", data={"form_token": form_token(client)}, files=[table])
    return answer


def test_texts_go_out_as_a_workbook_and_their_results_come_back(house: House, client: TestClient) -> None:
    waiting = re.search(r"(\d+) 条在等导出", text_of(client.get("/sheet").text))
    assert waiting is not None
    assert states(house) == {"queued"}
    assert post(client, "/sheet/out").status_code == 303
    page = client.get("/sheet").text
    assert "0 条在等导出" in text_of(page)
    (name,) = re.findall(r'action="/sheet/files/([^"]+)"', page)
    content = post(client, f"/sheet/files/{name}").content
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)[1:]  # type: ignore[union-attr]
    assert len(rows) == int(waiting[1])
    assert readings(house) == len(rows), "who got the numbers is on record"
    results = ["短信编号,状态", *(f"{row[0]},已送达" for row in rows), "x-9,失败"]
    told = text_of(bring(client, "结果.csv", results).text)
    assert f"新结果 {len(rows)} 条" in told
    assert "x-9 这一行不是本系统导出的短信" in told
    assert states(house) == {"delivered"}
    assert "新结果 0 条" in text_of(bring(client, "结果.csv", results).text)
    reply = ["手机号码,上行内容,上行时间", f"{rows[0][1]},改期,2026-05-20 10:00"]
    assert "新回复 1 条" in text_of(bring(client, "上行.csv", reply).text)
    assert "改期" in client.get("/inbox?tab=all").text


def test_a_row_that_cannot_be_read_refuses_the_table_by_its_place(client: TestClient) -> None:
    answer = bring(client, "结果.csv", ["短信编号,状态", "x-9,也许"])
    assert (answer.status_code, "结果.csv 第2行 结果" in text_of(answer.text)) == (422, True)


def test_who_only_reads_fetches_nothing_and_no_other_file_is_handed_out(
    house: House, client: TestClient, browser: Browser
) -> None:
    assert post(browser(Role.VIEWER), "/sheet/out").status_code == 403
    assert states(house) == {"queued"}
    assert post(client, "/sheet/files/..%2Fculture.sqlite").status_code == 404
    assert post(client, "/sheet/files/texts-none.xlsx").status_code == 404


def test_where_texts_go_another_way_the_page_says_what_to_set(
    published_house: House, browser: Browser
) -> None:
    assert published_house.provider.capabilities.name == "simulator"
    client = browser(Role.COORDINATOR)
    assert "短信现在经 模拟器 发送，不走表格" in text_of(client.get("/sheet").text)
    assert post(client, "/sheet/out").status_code == 422
