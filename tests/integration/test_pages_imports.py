"""Importing on pages: look first, then take all or the good rows; nothing is written unseen."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.district_tables import AreaRow
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, form_token, post, text_of

HEADER = "街道编号,街道名称,人口,纬度,经度"


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def upload(client: TestClient, *rows: str) -> Response:
    content = "\n".join((HEADER, *rows)).encode("utf-8-sig")
    answer: Response = client.post(
        "/import",
        data={"form_token": form_token(client)},
        files={"files": ("areas.csv", content, "text/csv")},
    )
    return answer


def take(client: TestClient, preview: str, **fields: str) -> Response:
    digest = re.search(r'name="digest" value="([^"]+)"', client.get(preview).text)
    assert digest
    return post(client, f"{preview}/take", digest=digest[1], **fields)


def population(house: House, area_id: str) -> int:
    with house.store.reading() as session:
        return session.get_one(AreaRow, (DISTRICT, area_id)).population


def test_looking_shows_old_and_new_and_writes_nothing(house: House, client: TestClient) -> None:
    preview = upload(client, "bz,北站街道,70000,31.27,121.45").headers["location"]
    page = text_of(client.get(preview).text)
    assert "人口 68000 → 70000" in page.replace(",", "")
    assert population(house, "bz") == 68000


def test_taking_it_writes_and_is_logged(house: House, client: TestClient) -> None:
    preview = upload(client, "bz,北站街道,70000,31.27,121.45").headers["location"]
    taken = take(client, preview, accept="all")
    assert taken.status_code == 303
    assert population(house, "bz") == 70000
    page = text_of(client.get(taken.headers["location"]).text)
    assert "导入完成" in page
    assert "areas.csv 测试员" in page
    assert client.get(preview).status_code == 422


def test_a_faulty_row_is_named_marked_and_left_out_by_choice(house: House, client: TestClient) -> None:
    preview = upload(client, "bz,北站街道,70000,31.27,121.45", "ppz,彭浦镇,很多,31.27,121.45").headers[
        "location"
    ]
    page = client.get(preview).text
    assert "areas.csv 第3行 人口 很多 不是整数" in text_of(page)
    assert "没有可导入的行" not in text_of(page)
    marked = client.get(f"{preview}/marked/0")
    assert marked.headers["content-type"].endswith("spreadsheetml.sheet")
    refused = take(client, preview, accept="all")
    assert (refused.status_code, population(house, "bz")) == (422, 68000)
    assert take(client, preview, accept="good_rows").status_code == 303
    assert (population(house, "bz"), population(house, "ppz")) == (70000, 153000)


def test_a_file_of_nothing_but_faults_does_not_claim_that_all_is_well(client: TestClient) -> None:
    preview = upload(client, "ppz,彭浦镇,很多,31.27,121.45").headers["location"]
    said = text_of(client.get(preview).text)
    assert "改好上面的错误再上传，现在没有可导入的行。" in said
    assert "与系统内容一致" not in said


def test_what_changed_since_the_preview_is_not_taken_blindly(house: House, client: TestClient) -> None:
    preview = upload(client, "bz,北站街道,70000,31.27,121.45").headers["location"]
    refused = post(client, f"{preview}/take", digest="another", accept="all")
    assert (refused.status_code, "请重新预览" in refused.text) == (422, True)
    assert population(house, "bz") == 68000


def test_a_file_that_cannot_be_read_is_refused_by_name(client: TestClient) -> None:
    answer = client.post(
        "/import",
        data={"form_token": form_token(client)},
        files={"files": ("notes.pdf", b"%PDF", "application/pdf")},
    )
    assert (answer.status_code, "notes.pdf" in answer.text) == (422, True)


def test_turning_away_forgets_the_files(client: TestClient) -> None:
    preview = upload(client, "bz,北站街道,70000,31.27,121.45").headers["location"]
    assert post(client, f"{preview}/drop").status_code == 303
    assert client.get(preview).status_code == 422


def test_the_template_is_a_workbook(client: TestClient) -> None:
    answer = client.get("/import/template.xlsx")
    assert answer.content.startswith(b"PK")
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]


def test_each_role_imports_the_sheets_it_keeps(house: House, browser: Browser) -> None:
    areas = f"{HEADER}\nbz,北站街道,70000,31.27,121.45"
    register = "单位编号,单位名称,经营类别,状态,地址,街道编号,联系岗位\nGW9,北站第9网吧,互联网上网服务营业场所,营业,示范路9号,bz,负责人"
    taken = {
        (role, name): client.post(
            "/import",
            data={"form_token": form_token(client)},
            files={"files": (f"{name}.csv", content.encode("utf-8-sig"), "text/csv")},
        )
        for role in (Role.COORDINATOR, Role.MARKET_OFFICER, Role.ADMINISTRATOR)
        for client in [browser(role)]
        for name, content in (("areas", areas), ("businesses", register))
    }
    assert {way: answer.status_code for way, answer in taken.items() if answer.status_code != 303} == {
        (Role.COORDINATOR, "businesses"): 422,
        (Role.MARKET_OFFICER, "areas"): 422,
    }
    refused = text_of(taken[Role.MARKET_OFFICER, "areas"].text)
    assert "您的角色不能导入这张表：登记册由文化市场管理导入，其余由配送统筹导入。" in refused
    assert population(house, "bz") == 68000
