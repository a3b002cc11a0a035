"""Pushes through the product's own door: read if signed, taken once, answered as the provider wants it."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from api.bootstrap import House
from notifications.adapters.answer_tables import ReceiptRow, ReplyRow
from notifications.providers import Provider
from notifications.providers.aliyun.client import AliyunProvider, AliyunSettings
from notifications.providers.push_keys import push_key
from notifications.providers.registered_templates import RegisteredTemplate
from notifications.providers.twilio.client import TwilioProvider, TwilioSettings
from tests.integration.providers.test_aliyun import REPORT
from tests.integration.providers.twilio_pushes import RECEIPT, REPLY, TELEPHONE, signed
from tests.integration.providers.twilio_server import ACCOUNT, SENDER, TOKEN
from tests.pages_fixtures import Browser

PUBLIC = "https://office.example/hooks/twilio"
FORM = "application/x-www-form-urlencoded"


def lives_by(house: House, provider: Provider) -> None:
    house.provider.close()
    house.provider = provider


@pytest.fixture
def twilio(house: House) -> House:
    settings = TwilioSettings(ACCOUNT, sender=SENDER, public_url=PUBLIC)
    lives_by(house, TwilioProvider(settings, TOKEN, house.clock.now))
    return house


def stored(house: House, rows: type[ReceiptRow | ReplyRow]) -> int:
    with house.store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def test_a_signed_receipt_is_taken_once_however_often_it_comes(twilio: House, browser: Browser) -> None:
    before = stored(twilio, ReceiptRow)
    headers, body = signed(f"{PUBLIC}?reference=m-0001", RECEIPT)
    for _ in range(3):
        answer = browser(None).post(
            "/hooks/twilio?reference=m-0001", content=body, headers={**headers, "content-type": FORM}
        )
        assert (answer.status_code, answer.text) == (200, "<Response/>")
        assert answer.headers["content-type"].startswith("text/xml")
    assert stored(twilio, ReceiptRow) == before + 1


def test_a_signed_reply_reaches_the_inbox(twilio: House, browser: Browser) -> None:
    headers, body = signed(PUBLIC, {**REPLY, "Body": "改期"})
    assert browser(None).post("/hooks/twilio", content=body, headers=headers).status_code == 200
    with twilio.store.reading() as session:
        replies = session.scalars(sa.select(ReplyRow).where(ReplyRow.lane == "twilio")).all()
        assert [(reply.number, reply.text) for reply in replies] == [(TELEPHONE, "改期")]


def test_a_receipt_for_another_reference_than_was_signed_is_turned_away(
    twilio: House, browser: Browser
) -> None:
    before = stored(twilio, ReceiptRow)
    headers, body = signed(f"{PUBLIC}?reference=m-0001", RECEIPT)
    answer = browser(None).post("/hooks/twilio?reference=m-0002", content=body, headers=headers)
    assert answer.status_code == 403
    assert stored(twilio, ReceiptRow) == before


def test_an_address_with_its_key_opens_and_one_without_does_not(house: House, browser: Browser) -> None:
    settings = AliyunSettings("id", "示范区文化配送", (RegisteredTemplate("SMS_1", "${day}的安排取消。"),))
    lives_by(house, AliyunProvider(settings, "a secret of the tests", house.clock.now))
    before, body = stored(house, ReceiptRow), json.dumps([REPORT]).encode()
    assert browser(None).post("/hooks/aliyun?key=0000", content=body).status_code == 403
    assert stored(house, ReceiptRow) == before
    key = push_key("aliyun", "a secret of the tests")
    answer = browser(None).post(f"/hooks/aliyun?key={key}", content=body)
    assert (answer.status_code, answer.json()) == (200, {"code": 0, "msg": "OK"})
    assert stored(house, ReceiptRow) == before + 1
