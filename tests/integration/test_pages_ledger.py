"""The ledger on its page: verified, also against heads kept elsewhere, and its proofs handed out as files."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
import reportlab
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from pypdf import PdfReader

from api.access.roles import Role
from api.access.tables import NumberReadingRow
from api.bootstrap import House
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import Happening
from notifications.ledger.application.recording import HandedOver, record_step, record_submitted
from tests.pages_fixtures import Browser, form_token, post, text_of

WHOLE = re.compile(r"\+86154\d{8}")


def sent_to(house: House) -> str:
    """The number that the first text went to."""
    with house.store.reading() as session:
        return session.scalars(
            sa.select(TelephoneRow.number)
            .join(MessageRow, MessageRow.telephone_id == TelephoneRow.id)
            .order_by(MessageRow.id)
        ).all()[0]


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    """An office in whose ledger two texts of June stand."""
    house = published_house
    with house.store.transaction() as session:
        rows = session.scalars(
            sa.select(MessageRow).where(MessageRow.telephone_id.is_not(None)).order_by(MessageRow.id).limit(2)
        ).all()
        for row in rows:
            telephone = session.get_one(TelephoneRow, (house.district_id, row.telephone_id))
            handed = HandedOver(row, telephone.number, ["venue:v"], 1)
            record_submitted(session, house.district_id, house.clock.now(), [handed])
            record_step(session, row, Happening.ACCEPTED, house.clock.now(), "")
    return browser(Role.COORDINATOR)


def readings(house: House) -> int:
    with house.store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(NumberReadingRow)) or 0


def verified(client: TestClient, *heads: bytes) -> Response:
    files = [("heads", (f"{number}.jsonl", head)) for number, head in enumerate(heads)]
    token = {"form_token": form_token(client)}
    answer: Response = client.post("/ledger/verify", data=token, files=files or None)
    return answer


def test_the_page_verifies_and_says_what_is_not_sealed_yet(client: TestClient) -> None:
    said = text_of(verified(client).text)
    assert (
        "已封存 0 条，其中 0 条内容已清除；未封存 4 条。 未封存的条目在封存之前若被改动，这里查不出来" in said
    )
    head = post(client, "/ledger/head").content
    said = text_of(verified(client, head).text)
    assert "未封存 0 条。 台账完整，与 1 个链头相符。" in said
    assert "未封存的条目" not in said


def test_a_head_kept_elsewhere_tells_of_a_tail_that_was_cut_off(
    client: TestClient, published_house: House
) -> None:
    head = post(client, "/ledger/head").content
    with published_house.store.transaction() as session:
        session.execute(sa.text("DELETE FROM ledger_entries WHERE position > 2"))
        before = "UPDATE ledger_seals SET position = 2, head = (SELECT head FROM ledger_entries WHERE position = 2)"
        session.execute(sa.text(before))
    assert "台账从第 3 条起被截掉了" in text_of(verified(client, head).text)
    refused = verified(client, b"no head at all")
    assert (refused.status_code, "这不是台账的链头" in text_of(refused.text)) == (422, True)


def test_a_month_is_proved_as_a_workbook_with_masked_numbers_unless_asked_otherwise(
    client: TestClient, published_house: House
) -> None:
    answer = post(client, "/ledger/proof", month="2026-06", form="xlsx")
    assert answer.status_code == 200
    shown = str([list(sheet.values) for sheet in openpyxl.load_workbook(BytesIO(answer.content))])
    assert "已提交" in shown or "服务商已接受" in shown
    assert not WHOLE.search(shown)
    assert readings(published_house) == 0
    answer = post(client, "/ledger/proof", month="2026-06", form="xlsx", numbers="true")
    shown = str([list(sheet.values) for sheet in openpyxl.load_workbook(BytesIO(answer.content))])
    assert WHOLE.search(shown)
    assert readings(published_house) == 2


def test_an_administrator_sees_who_got_numbers_whole(client: TestClient, browser: Browser) -> None:
    administrator = browser(Role.ADMINISTRATOR)
    assert "还没有人看过完整的号码" in text_of(administrator.get("/readings").text)
    post(client, "/ledger/proof", month="2026-06", form="xlsx", numbers="true")
    page = administrator.get("/readings").text
    assert text_of(page).count("测试员") == 2
    assert not WHOLE.search(page)


def test_one_recipient_is_proved_as_a_pdf_and_one_thing_has_to_be_named(client: TestClient) -> None:
    page = client.get("/messages?month=2026-06").text
    assert 'href="/ledger"' in page
    refused = post(client, "/ledger/proof", form="pdf")
    assert (refused.status_code, "只能一个" in text_of(refused.text)) == (422, True)
    answer = post(client, "/ledger/proof", month="2026-06", version="1", form="pdf")
    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert unquote(answer.headers["content-disposition"]).endswith(
        "收发证明 2026-06 计划第 1 版 2026-05-20.pdf"
    )


def test_a_pdf_says_of_itself_what_it_is_by_whom_and_of_which_day(
    client: TestClient,
) -> None:
    answer = post(client, "/ledger/proof", month="2026-06", version="1", form="pdf")
    reader = PdfReader(BytesIO(answer.content))
    kept = reader.metadata
    assert kept is not None
    assert (kept.author, kept.subject, kept.creator) == (
        "示范区文化配送中心",
        "2026-06 计划第 1 版",
        "文化配送",
    )
    assert kept.title is not None
    assert kept.title.endswith("收发证明")
    assert kept.creation_date == datetime(2026, 5, 20, 9, tzinfo=timezone(timedelta(hours=8)))


def read_back(pdf: bytes) -> str:
    """The words of a PDF, without what lines and columns put between them."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def told_to(house: House, number: str) -> str:
    """The first text that went to the number."""
    with house.store.reading() as session:
        query = sa.select(MessageRow.text).join(TelephoneRow, MessageRow.telephone_id == TelephoneRow.id)
        text = session.scalars(query.where(TelephoneRow.number == number).order_by(MessageRow.id)).first()
    assert text is not None
    return re.sub(r"\s+", "", text)


def test_the_pdf_of_a_recipient_and_of_a_month_says_what_was_told_when_and_under_which_head(
    client: TestClient, published_house: House
) -> None:
    number = sent_to(published_house)
    whose = {"recipient": number}, {"month": "2026-06"}
    for wanted in whose:
        words = read_back(post(client, "/ledger/proof", form="pdf", **wanted).content)
        head = json.loads(post(client, "/ledger/head").content)["head"]
        for needed in (told_to(published_house, number), "服务商已接受", "2026-05-20", head, number[-4:]):
            assert needed in words, needed
        assert number not in words
    others = told_to(published_house, number_after(published_house, number))
    assert others not in read_back(post(client, "/ledger/proof", form="pdf", recipient=number).content)


def number_after(house: House, number: str) -> str:
    """The number that the second text went to."""
    with house.store.reading() as session:
        query = sa.select(TelephoneRow.number).join(MessageRow, MessageRow.telephone_id == TelephoneRow.id)
        return next(one for one in session.scalars(query.order_by(MessageRow.id)) if one != number)


def test_the_workbook_of_a_recipient_holds_its_texts_and_no_other_s(
    client: TestClient, published_house: House
) -> None:
    number = sent_to(published_house)
    answer = post(client, "/ledger/proof", form="xlsx", recipient=number)
    shown = re.sub(
        r"\\n|\s+", "", str([list(sheet.values) for sheet in openpyxl.load_workbook(BytesIO(answer.content))])
    )
    assert told_to(published_house, number) in shown
    assert told_to(published_house, number_after(published_house, number)) not in shown


def test_a_proof_of_a_telephone_is_a_file_whose_name_every_system_takes(
    client: TestClient, published_house: House
) -> None:
    number = sent_to(published_house)
    answer = post(client, "/ledger/proof", recipient=number, form="pdf")
    name = unquote(answer.headers["content-disposition"]).split("UTF-8''")[1]
    assert f"尾号{number[-4:]} 2026-05-20.pdf" in name
    assert not set('\\/:*?"<>|') & set(name)


def test_a_typeface_that_the_office_names_is_embedded_and_one_that_cannot_be_is_refused(
    client: TestClient, published_house: House
) -> None:
    assert b"/FontFile2" not in post(client, "/ledger/proof", month="2026-06", form="pdf").content
    sections = published_house.settings.sections
    for named, status in (
        (Path(reportlab.__file__).with_name("fonts") / "Vera.ttf", 200),
        (Path(__file__), 422),
    ):
        ledger = {**sections["ledger"], "typeface": str(named)}
        published_house.settings = published_house.settings.model_copy(
            update={"sections": {**sections, "ledger": ledger}}
        )
        answer = post(client, "/ledger/proof", month="2026-06", form="pdf")
        assert (answer.status_code, b"/FontFile2" in answer.content) == (status, status == 200)
    assert "不能嵌入：要能读取的 TrueType 字体" in text_of(answer.text)


def test_who_only_reads_gets_no_proof(client: TestClient, browser: Browser) -> None:  # noqa: ARG001
    viewer = browser(Role.VIEWER)
    assert "出具证明" not in viewer.get("/ledger").text
    assert post(viewer, "/ledger/proof", month="2026-06").status_code == 403
