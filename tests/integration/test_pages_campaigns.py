"""Regulatory notices on their pages: written, previewed, sent once, followed, corrected, proved; by role."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from api.access.roles import Role
from api.bootstrap import House
from notifications.application.dispatching import send_due
from tests.pages_fixtures import Browser, form_token, post, text_of

INSPECTION = {
    "kind": "inspection",
    "title": "节前消防安全检查",
    "day": "2026-06-12",
    "start": "09:00",
    "end": "11:00",
    "checks": "安全出口和消防器材",
    "answer_by": "2026-06-10",
}


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.MARKET_OFFICER)


def written(client: TestClient, **fields: str) -> str:
    """The address of a campaign to every business, or to whom `fields` say."""
    whom = fields or {"everybody": "true"}
    answer = post(client, "/campaigns", **INSPECTION, **whom)
    assert answer.status_code == 303, text_of(answer.text)
    return str(answer.headers["location"])


def previewed(client: TestClient, campaign: str) -> str:
    return str(post(client, f"{campaign}/preview").headers["location"])


def test_a_campaign_is_written_previewed_and_sent_once(client: TestClient) -> None:
    campaign = written(client)
    assert campaign == "/campaigns/2026-001"
    page = text_of(client.get(campaign).text)
    assert "北站第4歌舞厅 GW004 歌舞娱乐场所 未列入 经营单位状态为“注销”" in page
    preview = previewed(client, campaign)
    assert f'href="{preview}"' in client.get(campaign).text
    page = text_of(client.get(preview).text)
    assert "北站第1歌舞厅：节前消防安全检查。定于6月12日（周五）09:00至11:00上门，查看" in page
    assert "没有可发短信的号码，需致电 1" in page
    assert re.findall(r"154\*{4}\d{4}", page)
    assert post(client, f"{preview}/send").status_code == 303
    again = post(client, f"{preview}/send")
    assert (again.status_code, "不会重复发送" in again.text) == (409, True)
    page = text_of(client.get(campaign).text)
    assert "待发送 3" in page
    assert "请致电 1" in page


def test_the_forms_of_all_kinds_hold_the_fields_of_their_kind(client: TestClient) -> None:
    held = {
        kind: set(re.findall(r'name="(\w+)"', client.get(f"/campaigns/new?kind={kind}").text))
        for kind in ("inspection", "policy", "other")
    }
    assert {"day", "start", "end", "checks", "ready"} <= held["inspection"]
    assert {"document", "number", "effective", "todo"} <= held["policy"]
    assert held["other"] & {"day", "document"} == set()


def test_ids_are_typed_or_come_in_a_table(client: TestClient) -> None:
    typed = written(client, businesses="GW001，GW003")
    assert re.findall(r'href="/register/(GW\d+)"', client.get(typed).text) == ["GW001", "GW003"]
    table = {"table": ("名单.csv", "单位编号,备注\nGW002,甲\nGW005,乙\n".encode())}
    brought = client.post("/campaigns", data={**INSPECTION, "form_token": form_token(client)}, files=table)
    page = client.get(brought.headers["location"]).text
    assert re.findall(r'href="/register/(GW\d+)"', page) == ["GW002", "GW005"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"checks": "", "everybody": "true"}, "检查通知缺少“检查内容”，请补上。"),
        ({"checks": "见 www.example.cn", "everybody": "true"}, "“检查内容”：通知短信不能含链接。请改写。"),
        ({"businesses": "GW01"}, "登记册里没有单位编号“GW01”，是否指“GW001”"),
        ({}, "还没有选择经营单位"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(
    client: TestClient, fields: dict[str, str], said: str
) -> None:
    refused = post(client, "/campaigns", **{**INSPECTION, **fields})
    assert (refused.status_code, said in text_of(refused.text)) == (422, True)
    assert "还没有监管通知" in client.get("/campaigns").text


def test_what_is_refused_comes_back_as_typed_with_each_fault_at_its_field(client: TestClient) -> None:
    typed = {
        **INSPECTION,
        "checks": "",
        "answer_by": "2026-06-13",
        "ready": "值班记录",
        "category": "歌舞娱乐场所",
    }
    refused = post(client, "/campaigns", **typed, businesses="gw001")
    assert refused.status_code == 422
    page = refused.text
    assert 'value="节前消防安全检查"' in page
    assert ">值班记录</textarea>" in page
    assert ">gw001</textarea>" in page
    assert 'value="歌舞娱乐场所" checked' in page
    assert re.search(r'name="checks"[^>]* aria-invalid="true" aria-describedby="wrong-checks"', page)
    assert (
        "答复期限 2026-06-13 晚于检查日期 2026-06-12" in re.findall(r'id="wrong-answer_by">([^<]+)', page)[0]
    )
    assert re.findall(r"<li>(登记册里没有单位编号“gw001”，是否指“GW001”，请核对。)</li>", page)


def test_a_refused_correction_keeps_what_was_typed(client: TestClient) -> None:
    campaign = written(client, businesses="GW001")
    typed = {**INSPECTION, "checks": "见 www.example.cn", "ready": "值班记录"}
    refused = post(client, f"{campaign}/correct", seen="1", **typed)
    assert (refused.status_code, ">值班记录</textarea>" in refused.text) == (422, True)
    assert "通知短信不能含链接" in re.findall(r'id="wrong-checks">([^<]+)', refused.text)[0]
    assert "第 1 版" in text_of(client.get(campaign).text)


def test_a_correction_empties_what_is_optional(client: TestClient) -> None:
    campaign = written(client, businesses="GW001", ready="值班记录")
    shown = re.findall(r'name="shown" value="(\w+)"', client.get(campaign).text)
    assert {"checks", "ready", "words", "answer_by"} <= set(shown)
    assert post(client, f"{campaign}/correct", seen="1", shown=shown, **INSPECTION).status_code == 303
    assert "值班记录" not in client.get(campaign).text


def test_an_id_in_a_table_is_named_by_its_row(client: TestClient) -> None:
    table = {"table": ("名单.csv", "单位编号\nGW001\nGW999\n".encode())}
    refused = client.post("/campaigns", data={**INSPECTION, "form_token": form_token(client)}, files=table)
    assert "名单.csv 第3行 登记册里没有单位编号“GW999”" in text_of(refused.text)


@pytest.mark.parametrize("kind", ["policy", "other"])
def test_where_one_of_two_days_is_needed_the_form_says_so(client: TestClient, kind: str) -> None:
    page = text_of(client.get(f"/campaigns/new?kind={kind}").text)
    assert page.count("答复期限、最迟发送日至少填一项") == 2
    assert "至少填一项" not in text_of(client.get("/campaigns/new").text)


def test_the_officers_page_head_leads_to_the_notices(browser: Browser, client: TestClient) -> None:
    assert '<a href="/campaigns">监管通知</a>' in client.get("/register").text
    assert '<a href="/campaigns">监管通知</a>' not in browser(Role.COORDINATOR).get("/register").text


def test_a_correction_takes_back_what_is_unsent_and_names_its_version(client: TestClient) -> None:
    campaign = written(client, businesses="GW001")
    stale = previewed(client, campaign)
    corrected = {**INSPECTION, "day": "2026-06-13", "not_after": "2026-06-12", "ready": "", "words": ""}
    assert post(client, f"{campaign}/correct", seen="1", **corrected).status_code == 303
    page = text_of(client.get(campaign).text)
    assert "第 2 版，测试员" in page
    assert "检查日期 2026年6月13日" in page
    assert stale not in client.get(campaign).text
    refused = post(client, f"{stale}/send")
    assert (refused.status_code, "北站第1歌舞厅" in refused.text) == (409, True)
    late = post(client, f"{campaign}/correct", seen="1", **corrected)
    assert (late.status_code, "已改为第 2 版" in late.text) == (409, True)


def test_withdrawing_stands_on_the_page_and_ends_it(client: TestClient) -> None:
    campaign = written(client, businesses="GW001")
    post(client, f"{previewed(client, campaign)}/send")
    assert post(client, f"{campaign}/withdraw", seen="1").status_code == 303
    page = text_of(client.get(campaign).text)
    assert "测试员 已于" in page
    assert "已撤销 1" in page
    assert post(client, f"{campaign}/withdraw", seen="1").status_code == 409


def test_a_call_is_recorded_with_its_answer(client: TestClient) -> None:
    campaign = written(client, businesses="GW005")
    post(client, f"{previewed(client, campaign)}/send")
    called = post(client, f"{campaign}/called", business="GW005", became="declined", said="当天不营业")
    assert called.status_code == 303
    page = text_of(client.get(campaign).text)
    assert "表示有困难" in page
    assert "当天不营业" in page
    assert "测试员 已告知并答复" in page
    assert f'action="{campaign}/called"' in client.get(campaign).text
    assert "有困难 1" in text_of(client.get("/campaigns").text)
    unknown = post(client, f"{campaign}/called", business="GW001")
    assert (unknown.status_code, "不涉及这家单位" in unknown.text) == (422, True)


def test_the_start_page_says_what_of_campaigns_is_to_be_done(client: TestClient) -> None:
    campaign = written(client)
    start = client.get("/").text
    assert "监管通知“节前消防安全检查”还有 4 家待告知" in start
    assert f'href="{campaign}"' in start
    post(client, f"{previewed(client, campaign)}/send")
    assert "监管通知“节前消防安全检查”有 1 家请致电" in client.get("/").text
    page = client.get(f"{campaign}?only=unanswered").text
    assert "未答复 4" in text_of(page)
    assert len(re.findall(r'href="/register/(GW\d+)"', page)) == 4


def test_a_campaign_is_held_as_a_batch_from_its_page(client: TestClient) -> None:
    campaign = written(client)
    post(client, f"{previewed(client, campaign)}/send")
    batch = client.get("/sending?campaign=2026-001&decision=hold").text
    (seen,) = re.findall(r'name="seen" value="(\w+)"', batch)
    held = post(client, "/sending/batch", campaign="2026-001", decision="hold", seen=seen)
    assert held.headers["location"] == campaign
    assert "已扣下 3" in text_of(client.get(campaign).text)


def test_the_proof_of_a_campaign_is_read_back_from_both_files(house: House, client: TestClient) -> None:
    campaign = written(client, businesses="GW004，GW005")
    post(client, f"{previewed(client, campaign)}/send")
    post(client, f"{campaign}/called", business="GW005", became="agreed", said="会准备好")
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    assert send_due(house.store, desk, house.provider).sent == 0
    book = post(client, "/ledger/proof", campaign="2026-001", form="xlsx").content
    sheet = post(client, "/ledger/proof", campaign="2026-001", form="pdf").content
    for words in (
        str([list(each.values) for each in openpyxl.load_workbook(BytesIO(book))]),
        "".join(page.extract_text() for page in PdfReader(BytesIO(sheet)).pages),
    ):
        bare = re.sub(r"\s+", "", words)
        assert "监管通知2026-001节前消防安全检查" in bare
        assert "会准备好" in bare
        assert "安全出口和消防器材" in bare
        assert "确认收到：会准备好" in bare
        assert "同意第" not in bare
        assert bare.index("GW005") < bare.index("安全出口和消防器材")
        assert "未列入：经营单位状态为“注销”" in bare
        assert "测试员已接通" in bare


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VIEWER])
def test_who_does_not_keep_the_register_reads_and_changes_nothing(
    browser: Browser, client: TestClient, role: Role
) -> None:
    campaign = written(client)
    reader = browser(role)
    page = reader.get(campaign).text
    assert "北站第1歌舞厅" in page
    assert f"{campaign}/correct" not in page
    assert reader.get("/campaigns/new").status_code == 403
    for deed in ("preview", "correct", "withdraw", "called"):
        assert post(reader, f"{campaign}/{deed}").status_code == 403


def test_the_page_is_in_english_too(client: TestClient) -> None:
    campaign = written(client, businesses="GW001")
    page = text_of(client.get(f"{campaign}?lang=en").text)
    assert "what is checked 安全出口和消防器材" in page
    assert "not sent 1" in page
