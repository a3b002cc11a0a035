"""Tencent's adapter with its real SDK, over real HTTP, against a server that keeps to the published interface."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.sms.v20210111 import models

from notifications.providers import InboundReply, Outgoing, Receipt, Sight, UnsignedPush, Verdict
from notifications.providers.push_keys import push_key
from notifications.providers.registered_templates import RegisteredTemplate
from notifications.providers.tencent.client import TencentProvider, TencentSettings
from tests.integration.providers.tencent_server import (
    APP_ID,
    BARRED,
    SECRET,
    SECRET_ID,
    SIGNATURE,
    TEMPLATES,
    TencentAccount,
    tencent_server,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SETTINGS = TencentSettings(
    SECRET_ID,
    APP_ID,
    SIGNATURE,
    tuple(RegisteredTemplate(code, content) for code, content in TEMPLATES.items()),
    timeout=0.5,
)
TEXT = Outgoing("m-0001", "+8615400000001", f"【{SIGNATURE}】6月12日(周五)19:30放映，地点示范广场。")
CANCELLED = Outgoing("m-0002", "+8615400000002", f"【{SIGNATURE}】6月12日的安排取消。")
SECONDS = int(NOW.timestamp())
# Sources: https://www.tencentcloud.com/document/product/382/43547 and …/43548 (as of 19 December 2024), names, types and
# examples read on 2026-12-01 in stored copies; https://cloud.tencent.com/document/product/382/5807 has the same receipt.
PUSHED_RECEIPT: dict[str, Any] = {
    "user_receive_time": "2026-11-23 16:00:00",
    "nationcode": "86",
    "mobile": "15400000001",
    "report_status": "SUCCESS",
    "errmsg": "DELIVRD",
    "description": "用户短信送达成功",
    "sid": "2028:1",
}
PUSHED_REPLY: dict[str, Any] = {
    "extend": "",
    "mobile": "15400000001",
    "nationcode": "86",
    "sign": SIGNATURE,
    "text": "271",
    "time": SECONDS,
}
# Sources: https://cloud.tencent.com/document/product/382/55977, names and types read on 2026-12-01 in a stored copy; the
# reply's names are those of the official SDK's `PullSmsReplyStatus`, version 2021-01-11, as a test holds.
PULLED_RECEIPT: dict[str, Any] = {
    "Description": "DELIVRD",
    "CountryCode": "86",
    "SubscriberNumber": "15400000001",
    "ReportStatus": "SUCCESS",
    "PhoneNumber": "+8615400000001",
    "SerialNo": "2028:1",
    "UserReceiveTime": SECONDS,
    "SessionContext": "",
}
PULLED_REPLY: dict[str, Any] = {
    "ReplyContent": "271",
    "ReplyTime": SECONDS,
    "ExtendCode": "",
    "SignName": SIGNATURE,
    "PhoneNumber": "+8615400000001",
    "CountryCode": "86",
    "SubscriberNumber": "15400000001",
}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, TencentAccount]]:
    with tencent_server() as server:
        yield server


@pytest.fixture
def account(running: tuple[str, TencentAccount]) -> TencentAccount:
    fresh, account = TencentAccount(), running[1]
    account.taken, account.requests, account.faults = fresh.taken, fresh.requests, fresh.faults
    account.receipts, account.replies, account.pulls_left = fresh.receipts, fresh.replies, None
    return account


@pytest.fixture
def tencent(running: tuple[str, TencentAccount], account: TencentAccount) -> TencentProvider:
    del account  # emptied before it is used
    return provider_at(running[0], settings=replace(SETTINGS, pull=True))


def provider_at(endpoint: str, secret: str = SECRET, settings: TencentSettings = SETTINGS) -> TencentProvider:
    return TencentProvider(settings, secret, lambda: NOW, endpoint=endpoint, protocol="http")


def verdicts(provider: TencentProvider, *batch: Outgoing) -> list[Verdict]:
    return [each.verdict for each in provider.send(batch)]


def pushed(provider: TencentProvider, body: object, query: str | None = None) -> Any:
    query = f"key={push_key('tencent', SECRET)}" if query is None else query
    return provider.open_push({}, json.dumps(body).encode(), query)


def test_a_text_goes_as_its_registered_template(tencent: TencentProvider, account: TencentAccount) -> None:
    (submission,) = tencent.send([TEXT])
    assert (submission.verdict, submission.provider_id) == (Verdict.ACCEPTED, f"2028:{1:032}")
    assert account.requests == [
        (
            "SendSms",
            {
                "SmsSdkAppId": APP_ID,
                "SignName": SIGNATURE,
                "TemplateId": "101",
                "TemplateParamSet": ["6", "月12日(周五)19:30", "示范广场"],
                "PhoneNumberSet": ["+8615400000001"],
                "SessionContext": "m-0001",
            },
        )
    ]
    assert account.taken == [(TEXT.telephone, TEXT.text)]


def test_the_same_words_go_to_two_hundred_numbers_in_one_call(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    batch = [replace(TEXT, reference=f"m-1{n:03}", telephone=f"+861540001{n:04}") for n in range(200)]
    submissions = tencent.send([*batch, CANCELLED])
    assert [each.reference for each in submissions] == [each.reference for each in (*batch, CANCELLED)]
    assert {each.verdict for each in submissions} == {Verdict.ACCEPTED}
    assert len({each.provider_id for each in submissions}) == 201
    assert [len(given["PhoneNumberSet"]) for _, given in account.requests] == [200, 1]


def test_each_number_of_a_call_has_a_verdict_of_its_own(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    bad = replace(TEXT, reference="m-0009", telephone=BARRED)
    submissions = tencent.send([bad, TEXT])
    assert [(each.verdict, each.reason) for each in submissions] == [
        (Verdict.REFUSED, "FailedOperation.PhoneNumberInBlacklist the number is barred or has unsubscribed"),
        (Verdict.ACCEPTED, ""),
    ]
    assert len(account.requests) == 1


def test_what_fits_no_registered_template_is_refused_before_the_wire(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    submission = tencent.send([replace(TEXT, text=f"【{SIGNATURE}】别的话")])[0]
    assert (submission.verdict, submission.reason) == (Verdict.REFUSED, "fits no registered template")
    assert account.requests == []


@pytest.mark.parametrize(
    ("code", "verdict", "meaning"),
    [
        ("LimitExceeded.PhoneNumberDailyLimit", Verdict.REFUSED, "the number's limit for the day is reached"),
        ("FailedOperation.SomethingNew", Verdict.REFUSED, "as the test asked"),
        (
            "FailedOperation.InsufficientBalanceInSmsPackage",
            Verdict.NOT_ACCEPTED,
            "the account's texts are used up",
        ),
        ("RequestLimitExceeded", Verdict.NOT_ACCEPTED, "too many requests"),
        ("AuthFailure.SecretIdNotFound", Verdict.NOT_ACCEPTED, "as the test asked"),
        ("InternalError.Timeout", Verdict.UNCERTAIN, "as the test asked"),
    ],
)
@pytest.mark.parametrize("status", [0, 200], ids=["of a number", "of the call"])
def test_each_error_has_one_meaning_and_an_unknown_code_is_kept(
    tencent: TencentProvider, account: TencentAccount, status: int, code: str, verdict: Verdict, meaning: str
) -> None:
    account.faults.status, account.faults.code, account.faults.times = status, code, 1
    (submission,) = tencent.send([TEXT])
    assert (submission.verdict, submission.reason) == (verdict, f"{code} {meaning}")
    assert len(account.requests) == 1, "the SDK tries once"
    assert account.taken == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_answer_that_is_not_tencents_word_is_uncertain(
    tencent: TencentProvider, account: TencentAccount, status: int
) -> None:
    account.faults.status, account.faults.times = status, 1
    assert verdicts(tencent, TEXT) == [Verdict.UNCERTAIN]
    assert len(account.requests) == 1


@pytest.mark.parametrize("secret", ["another", SECRET])
def test_a_wrong_secret_or_application_lets_the_text_wait_for_a_person(
    running: tuple[str, TencentAccount], secret: str
) -> None:
    settings = replace(SETTINGS, app_id="1499999999")
    assert verdicts(provider_at(running[0], secret, settings), TEXT) == [Verdict.NOT_ACCEPTED]


@pytest.mark.parametrize("fault", ["drop", "late", "garbled"])
def test_what_was_taken_without_an_answer_stays_uncertain(
    tencent: TencentProvider, account: TencentAccount, fault: str
) -> None:
    account.faults.drop_next = int(fault == "drop")
    account.faults.delay_after = 0.8 if fault == "late" else 0
    account.faults.garble_next = int(fault == "garbled")
    assert verdicts(tencent, TEXT) == [Verdict.UNCERTAIN]
    assert len(account.taken) == 1
    assert tencent.capabilities.look_up == "none"
    assert tencent.look_up(TEXT, NOW).sight is Sight.NO_ANSWER


def test_where_nobody_listens_nothing_was_accepted() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = provider_at(f"127.0.0.1:{free.getsockname()[1]}")
        assert verdicts(nobody, TEXT) == [Verdict.NOT_ACCEPTED]


def test_receipts_and_replies_are_the_same_by_push_and_by_pull(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    account.receipts, account.replies = [PULLED_RECEIPT], [PULLED_REPLY]
    pulled = tencent.fetch_updates("")
    assert pulled.receipts == (Receipt("2028:1-SUCCESS", "", True, "", NOW, "2028:1"),)
    assert [(each.telephone, each.text, each.at) for each in pulled.replies] == [
        ("+8615400000001", "271", NOW)
    ]
    assert pushed(tencent, [PUSHED_RECEIPT]).receipts == pulled.receipts
    assert pushed(tencent, PUSHED_REPLY).replies == pulled.replies
    assert isinstance(pulled.replies[0], InboundReply)


def test_a_failure_keeps_its_code_and_a_receipt_our_reference(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    failed = {"ReportStatus": "FAIL", "Description": "MK:0001", "SessionContext": "m-0001"}
    account.receipts = [{**PULLED_RECEIPT, **failed}]
    assert tencent.fetch_updates("").receipts == (
        Receipt("2028:1-FAIL", "m-0001", False, "MK:0001", NOW, "2028:1"),
    )


def test_an_outage_is_caught_up_over_all_pages_and_an_empty_pull_keeps_the_cursor(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    account.receipts = [{**PULLED_RECEIPT, "SerialNo": f"2028:{n}"} for n in range(250)]
    first = tencent.fetch_updates("")
    assert [each.provider_id for each in first.receipts] == [f"2028:{n}" for n in range(250)]
    assert first.cursor != ""
    assert tencent.fetch_updates(first.cursor) == replace(first, receipts=())


def test_what_was_pulled_is_kept_when_the_next_page_fails(
    tencent: TencentProvider, account: TencentAccount
) -> None:
    account.receipts = [{**PULLED_RECEIPT, "SerialNo": f"2028:{n}"} for n in range(100)]
    account.pulls_left = 1
    assert len(tencent.fetch_updates("").receipts) == 100
    with pytest.raises(TencentCloudSDKException):
        tencent.fetch_updates("")


def test_without_the_service_of_pulling_nothing_is_asked(running: tuple[str, TencentAccount]) -> None:
    asked = len(running[1].requests)
    updates = provider_at(running[0]).fetch_updates("x")
    assert (updates.receipts, updates.replies, updates.cursor) == ((), (), "x")
    assert len(running[1].requests) == asked


@pytest.mark.parametrize("query", ["", "key=0000", f"key={push_key('aliyun', SECRET)}"])
def test_a_push_without_the_key_is_not_read(tencent: TencentProvider, query: str) -> None:
    with pytest.raises(UnsignedPush):
        pushed(tencent, [PUSHED_RECEIPT], query)


@pytest.mark.parametrize("body", ["文", 7, [7], [{}], {}, None])
def test_a_push_that_is_nothing_of_tencents_is_not_read(tencent: TencentProvider, body: object) -> None:
    with pytest.raises(UnsignedPush):
        pushed(tencent, body)


def test_templates_number_their_variables_from_one() -> None:
    with pytest.raises(ValueError, match=r"variables are \{1\}, \{2\}"):
        replace(SETTINGS, templates=(RegisteredTemplate("101", "{2}的安排取消。"),))


@pytest.mark.parametrize(
    ("recorded", "described"),
    [(PULLED_RECEIPT, models.PullSmsSendStatus), (PULLED_REPLY, models.PullSmsReplyStatus)],
    ids=["receipt", "reply"],
)
def test_what_is_pulled_has_the_names_of_the_official_sdk(
    recorded: dict[str, Any], described: type[Any]
) -> None:
    assert set(recorded) == {name.removeprefix("_") for name in vars(described())}
