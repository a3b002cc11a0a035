"""The inbox page: what was understood of a reply and by which rule, put right, answered and called back about."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from notifications.adapters.answer_tables import QuestionRow, ReplyRow
from notifications.adapters.message_tables import MessageRow
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of


@pytest.fixture
def question(published_house: House) -> str:
    """The question that a telephone answered so that no rule can read it."""
    with published_house.store.transaction() as session:
        session.execute(sa.update(MessageRow).where(MessageRow.state == "queued").values(state="sent"))
        asked = sa.and_(
            QuestionRow.district_id == MessageRow.district_id, QuestionRow.message_id == MessageRow.id
        )
        found = sa.select(QuestionRow.id, QuestionRow.telephone_id).join(MessageRow, asked)
        row = session.execute(found.where(QuestionRow.code == "27").order_by(QuestionRow.id)).first()
        assert row is not None
        session.add(
            ReplyRow(
                district_id=DISTRICT,
                id="reply-1",
                lane="simulator",
                provider_reply_id="reply-1",
                telephone_id=row[1],
                number="+8615400000001",
                text="老地方见",
                received_at=published_house.clock.now(),
                verdict="inbox",
                rule="nothing-known",
            )
        )
        return str(row[0])


@pytest.fixture
def client(question: str, browser: Browser) -> TestClient:
    assert question
    return browser(Role.COORDINATOR)


def test_the_inbox_says_by_which_rule_a_reply_was_read(client: TestClient) -> None:
    assert "依据：没有可识别的答复" in text_of(client.get("/inbox").text)


def test_a_reading_put_right_says_by_whom_and_when(
    published_house: House, client: TestClient, question: str
) -> None:
    fields = {"question": question, "meaning": "agreed", "declined": ""}
    assert post(client, "/inbox/reply-1/correct", **fields).status_code == 303
    page = text_of(client.get("/inbox?tab=all").text)
    assert "依据：由工作人员改正（测试员 5月20日 09:00 改正）" in page
    with published_house.store.reading() as session:
        row = session.get_one(ReplyRow, (DISTRICT, "reply-1"))
        assert (row.verdict, row.question_id, row.read_by) == ("answered", question, "测试员")
    assert "测试员 改正了对一条回复的理解：全部同意" in text_of(client.get("/events").text)


def test_a_correction_of_some_items_names_them(client: TestClient, question: str) -> None:
    fields = {"question": question, "meaning": "some declined", "declined": "第一项"}
    refused = post(client, "/inbox/reply-1/correct", **fields)
    assert (refused.status_code, "请写明不能承接的序号" in refused.text) == (422, True)


def test_in_english_only_the_texts_to_people_are_chinese(client: TestClient) -> None:
    page = client.get("/inbox?lang=en").text
    log = page.split('<ol class="log">')[1].split("</ol>")[0]
    told = re.sub(
        r'<p class="body( said)?">.*?</p>|<span lang="zh-CN">.*?</span>|<b>.*?</b>', "", log, flags=re.DOTALL
    )
    assert re.findall("[\u3001-\u3011\u4e00-\u9fff\uff00-\uff60]+", re.sub(r"<[^>]+>", " ", told)) == []
    assert '<span lang="zh-CN">【示范区文化配送】您的回复' in log


def test_the_words_of_an_answer_and_their_cost_are_read_before_it_is_sent(client: TestClient) -> None:
    desk = "【示范区文化配送】您的回复工作人员已阅，将据此处理，无需再回复。"
    shown = re.search(rf"已阅，无需再回复 · (\d) 段：\s*{desk}", text_of(client.get("/inbox").text))
    assert shown is not None
    assert int(shown[1]) == 1


def test_a_reply_is_answered_by_a_template(published_house: House, client: TestClient) -> None:
    assert post(client, "/inbox/reply-1/answer", rejoinder="answer_calling").status_code == 303
    assert "老地方见" not in client.get("/inbox").text
    with published_house.store.reading() as session:
        [note] = session.scalars(sa.select(MessageRow).where(MessageRow.kind == "answer")).all()
        assert (note.template, note.state, note.handled_by) == ("answer_calling", "queued", "测试员")


def test_a_call_back_is_kept_with_what_was_said(client: TestClient) -> None:
    post(client, "/inbox/reply-1/called", outcome="unreached")
    assert "老地方见" in client.get("/inbox").text
    post(client, "/inbox/reply-1/called", outcome="reached", said="周五前答复")
    page = text_of(client.get("/inbox?tab=all").text)
    assert "5月20日 09:00 测试员 致电：未接通" in page
    assert "5月20日 09:00 测试员 致电：已告知 “周五前答复”" in page
    assert "老地方见" not in client.get("/inbox").text


def test_who_only_looks_is_offered_no_deed(question: str, browser: Browser) -> None:
    page = browser(Role.VIEWER).get("/inbox").text
    assert ("老地方见" in page, "/inbox/reply-1/" in page, question in page) == (True, False, False)
