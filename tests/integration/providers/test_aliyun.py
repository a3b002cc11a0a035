"""Aliyun's adapter with its real SDK, over real HTTP, against a server that keeps to the published interface."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notifications.providers import InboundReply, Outgoing, Receipt, Sight, UnsignedPush, Verdict
from notifications.providers.aliyun.client import AliyunProvider, AliyunSettings
from notifications.providers.push_keys import push_key
from notifications.providers.registered_templates import RegisteredTemplate
from tests.integration.providers.aliyun_server import (
    BARRED,
    KEY_ID,
    SECRET,
    SIGNATURE,
    TEMPLATES,
    AliyunAccount,
    aliyun_server,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SETTINGS = AliyunSettings(
    KEY_ID,
    SIGNATURE,
    tuple(RegisteredTemplate(code, content) for code, content in TEMPLATES.items()),
    timeout=0.5,
)
TEXT = Outgoing("m-0001", "+8615400000001", f"【{SIGNATURE}】6月12日(周五)19:30放映，地点示范广场。")
CANCELLED = Outgoing("m-0002", "+8615400000002", f"【{SIGNATURE}】6月12日的安排取消。")
# Source of both lists: https://help.aliyun.com/zh/sms/developer-reference/smsreport-2 and …/smsup-http, names, types and
# examples read on 2026-12-01 in stored copies. The older https://help.aliyun.com/knowledge_detail/60127.html has a
# `sign_name` in a reply besides, and its `sequence_id` as a number.
REPORT: dict[str, Any] = {
    "phone_number": "15400000001",
    "send_time": "2026-11-23 16:00:00",
    "report_time": "2026-11-23 16:00:05",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "12345^0",
    "out_id": "m-0001",
}
REPLY: dict[str, Any] = {
    "phone_number": "15400000001",
    "content": "271",
    "send_time": "2026-11-23 16:01:00",
    "dest_code": "1234",
    "sequence_id": "1234567890",
}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, AliyunAccount]]:
    with aliyun_server() as server:
        yield server


@pytest.fixture
def account(running: tuple[str, AliyunAccount]) -> AliyunAccount:
    fresh, account = AliyunAccount(), running[1]
    account.taken, account.requests, account.faults = fresh.taken, fresh.requests, fresh.faults
    account.hides_details = False
    account.now = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    return account


@pytest.fixture
def aliyun(running: tuple[str, AliyunAccount], account: AliyunAccount) -> AliyunProvider:
    del account  # emptied before it is used
    return provider_at(running[0])


def provider_at(endpoint: str, secret: str = SECRET, settings: AliyunSettings = SETTINGS) -> AliyunProvider:
    return AliyunProvider(settings, secret, lambda: NOW, endpoint=endpoint, protocol="HTTP")


def verdicts(provider: AliyunProvider, *batch: Outgoing) -> list[Verdict]:
    return [each.verdict for each in provider.send(batch)]


def many(count: int) -> list[Outgoing]:
    return [Outgoing(f"m-1{n:03}", f"+861540001{n:04}", TEXT.text) for n in range(count)]


def test_a_text_goes_as_its_registered_template_with_our_reference(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    (submission,) = aliyun.send([TEXT])
    assert (submission.verdict, submission.provider_id) == (Verdict.ACCEPTED, "m-0001/+8615400000001")
    ((action, given),) = account.requests
    assert (action, given) == (
        "SendSms",
        {
            "PhoneNumbers": "15400000001",
            "SignName": SIGNATURE,
            "TemplateCode": "SMS_1",
            "TemplateParam": '{"day": "6", "time": "月12日(周五)19:30", "place": "示范广场"}',
            "OutId": "m-0001",
        },
    )
    assert account.taken[0]["Content"] == TEXT.text


def test_a_hundred_texts_of_one_template_go_in_one_call(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    batch = many(100)
    submissions = aliyun.send(batch)
    assert [each.reference for each in submissions] == [each.reference for each in batch]
    assert {each.verdict for each in submissions} == {Verdict.ACCEPTED}
    assert len({each.provider_id for each in submissions}) == 100
    assert [action for action, _ in account.requests] == ["SendBatchSms"]
    assert [f"+86{each['PhoneNum']}" for each in account.taken] == [each.telephone for each in batch]


def test_two_templates_or_one_number_twice_take_two_calls(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    again = replace(TEXT, reference="m-0003", text=TEXT.text.replace("19:30", "20:00"))
    assert verdicts(aliyun, TEXT, CANCELLED, again) == [Verdict.ACCEPTED] * 3
    assert [action for action, _ in account.requests] == ["SendSms"] * 3
    assert [each["OutId"] for each in account.taken] == ["m-0001", "m-0003", "m-0002"]


@pytest.mark.parametrize(
    "text",
    [
        f"【{SIGNATURE}】别的话",
        "【别的签名】6月12日的安排取消。",
        "6月12日的安排取消。",
        f"【{SIGNATURE}】{'长' * 36}的安排取消。",
        f"【{SIGNATURE}】https://x.example/的安排取消。",
    ],
)
def test_what_fits_no_registered_template_is_refused_before_the_wire(
    aliyun: AliyunProvider, account: AliyunAccount, text: str
) -> None:
    submission, other = aliyun.send([replace(TEXT, text=text), CANCELLED])
    assert (submission.verdict, submission.reason) == (Verdict.REFUSED, "fits no registered template")
    assert other.verdict is Verdict.ACCEPTED
    assert len(account.taken) == 1


def test_one_bad_number_does_not_refuse_the_others_of_its_call(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    bad = replace(TEXT, reference="m-0009", telephone=f"+86{BARRED}")
    batch = [*many(2), bad]
    back = aliyun.send(batch)
    assert {(each.verdict, each.retry_after) for each in back} == {(Verdict.NOT_ACCEPTED, 0)}
    assert ([action for action, _ in account.requests], account.taken) == (
        ["SendBatchSms"],
        [],
    )  # no more in one turn than the lane lets out
    submissions = aliyun.send(batch)
    assert [each.verdict for each in submissions] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REFUSED]
    assert submissions[2].reason == "isv.MOBILE_NUMBER_ILLEGAL not a mobile number"
    assert len(account.taken) == 2


@pytest.mark.parametrize(
    ("status", "code", "verdict", "reason"),
    [
        (
            200,
            "isv.BUSINESS_LIMIT_CONTROL",
            Verdict.REFUSED,
            "the number's limit for the minute, hour or day is reached",
        ),
        (200, "isv.AMOUNT_NOT_ENOUGH", Verdict.NOT_ACCEPTED, "the account's balance is used up"),
        (200, "isv.SOMETHING_NEW", Verdict.REFUSED, "as the test asked"),
        (200, "isp.SYSTEM_ERROR", Verdict.UNCERTAIN, "as the test asked"),
        (400, "Throttling.User", Verdict.NOT_ACCEPTED, "too many requests"),
        (429, "Something", Verdict.NOT_ACCEPTED, ""),
        (403, "Forbidden", Verdict.NOT_ACCEPTED, ""),
        (500, "InternalError", Verdict.UNCERTAIN, ""),
        (503, "ServiceUnavailable", Verdict.UNCERTAIN, ""),
    ],
)
def test_each_error_has_one_meaning_and_an_unknown_code_is_kept(
    aliyun: AliyunProvider, account: AliyunAccount, status: int, code: str, verdict: Verdict, reason: str
) -> None:
    account.faults.status, account.faults.code, account.faults.times = status, code, 1
    (submission,) = aliyun.send([TEXT])
    assert submission.verdict is verdict
    assert submission.reason.startswith(f"{code} {reason}".strip())
    assert len(account.requests) == 1, "the SDK tries once"
    assert account.taken == []


def test_a_wrong_secret_lets_the_text_wait_for_a_person(running: tuple[str, AliyunAccount]) -> None:
    assert verdicts(provider_at(running[0], "another"), TEXT) == [Verdict.NOT_ACCEPTED]


@pytest.mark.parametrize("fault", ["drop", "late", "garbled"])
def test_what_was_taken_without_an_answer_is_uncertain_until_it_is_found(
    aliyun: AliyunProvider, account: AliyunAccount, fault: str
) -> None:
    account.faults.drop_next = int(fault == "drop")
    account.faults.delay_after = 0.8 if fault == "late" else 0
    account.faults.garble_next = int(fault == "garbled")
    assert verdicts(aliyun, TEXT) == [Verdict.UNCERTAIN]
    sighting = aliyun.look_up(TEXT, NOW)
    assert (sighting.sight, sighting.provider_id) == (Sight.FOUND, "m-0001/+8615400000001")
    assert len(account.taken) == 1


def test_each_text_of_a_call_whose_answer_was_lost_is_found_by_its_words(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    account.faults.drop_next = 1
    batch = many(3)
    assert verdicts(aliyun, *batch) == [Verdict.UNCERTAIN] * 3
    sightings = [aliyun.look_up(each, NOW) for each in batch]
    assert {each.sight for each in sightings} == {Sight.FOUND}
    report = {**REPORT, "out_id": account.taken[2]["OutId"], "phone_number": account.taken[2]["PhoneNum"]}
    (receipt,) = pushed(aliyun, [report]).receipts
    assert receipt.provider_id == sightings[2].provider_id


def test_where_nobody_listens_nothing_was_accepted_and_nothing_can_be_looked_up() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = provider_at(f"127.0.0.1:{free.getsockname()[1]}")
        assert verdicts(nobody, TEXT) == [Verdict.NOT_ACCEPTED]
        assert nobody.look_up(TEXT, NOW).sight is Sight.NO_ANSWER


def test_the_listing_decides_by_reference_else_by_words_and_time(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    assert aliyun.look_up(TEXT, NOW).sight is Sight.NOT_FOUND
    values = {"day": "6", "time": "月12日(周五)19:30", "place": "示范广场"}
    for _ in range(60):
        account.take("15400000001", SIGNATURE, "SMS_2", {"day": "5日"}, "another")
    assert aliyun.look_up(TEXT, NOW).sight is Sight.NOT_FOUND
    account.take("15400000001", SIGNATURE, "SMS_1", values, "of several")
    assert aliyun.look_up(TEXT, NOW).sight is Sight.FOUND
    assert aliyun.look_up(TEXT, NOW + timedelta(minutes=2)).sight is Sight.NOT_FOUND
    account.take("15400000001", SIGNATURE, "SMS_1", values, "of others")
    assert aliyun.look_up(TEXT, NOW).sight is Sight.AMBIGUOUS


def test_a_listing_that_shows_less_than_it_counts_decides_nothing(
    aliyun: AliyunProvider, account: AliyunAccount
) -> None:
    account.faults.drop_next = 1
    assert verdicts(aliyun, TEXT) == [Verdict.UNCERTAIN]
    account.hides_details = True
    assert aliyun.look_up(TEXT, NOW).sight is Sight.NO_ANSWER
    account.hides_details = False
    assert aliyun.look_up(TEXT, NOW).sight is Sight.FOUND


def test_a_text_handed_over_around_midnight_is_looked_for_on_both_days(
    account: AliyunAccount, running: Any
) -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)
    provider = AliyunProvider(SETTINGS, SECRET, lambda: midnight, endpoint=running[0], protocol="HTTP")
    provider.look_up(TEXT, midnight - timedelta(seconds=1))
    assert [given["SendDate"] for _, given in account.requests] == ["20261123", "20261124"]


def pushed(provider: AliyunProvider, body: object, query: str | None = None) -> Any:
    query = f"key={push_key('aliyun', SECRET)}" if query is None else query
    return provider.open_push({}, json.dumps(body).encode(), query)


def test_receipts_and_replies_come_in_lists(aliyun: AliyunProvider) -> None:
    failed = {**REPORT, "success": False, "err_code": "MOBILE_NOT_ON_SERVICE", "out_id": "m-0002"}
    at = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)
    assert pushed(aliyun, [REPORT, failed]).receipts == (
        Receipt("12345^0/+8615400000001-DELIVERED", "", True, "", at, "m-0001/+8615400000001"),
        Receipt(
            "12345^0/+8615400000001-MOBILE_NOT_ON_SERVICE",
            "",
            False,
            "MOBILE_NOT_ON_SERVICE the telephone is switched off or out of service",
            at,
            "m-0002/+8615400000001",
        ),
    )
    assert pushed(aliyun, [REPLY]).replies == (
        InboundReply(
            "+8615400000001-1234567890", "+8615400000001", "271", datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
        ),
    )


def test_a_reply_as_the_older_page_has_it_is_the_same_reply(aliyun: AliyunProvider) -> None:
    older = {**REPLY, "sign_name": SIGNATURE, "sequence_id": int(REPLY["sequence_id"])}
    assert pushed(aliyun, [older]).replies == pushed(aliyun, [REPLY]).replies


@pytest.mark.parametrize("query", ["", "key=", "key=0000", f"key={push_key('aliyun', 'another')}"])
def test_a_push_without_the_key_is_not_read(aliyun: AliyunProvider, query: str) -> None:
    with pytest.raises(UnsignedPush):
        pushed(aliyun, [REPORT], query)


@pytest.mark.parametrize("body", ["文", 7, [7], [{"success": True}], None])
def test_a_push_that_is_no_list_of_aliyuns_is_not_read(aliyun: AliyunProvider, body: object) -> None:
    with pytest.raises(UnsignedPush):
        pushed(aliyun, body)


def test_a_push_is_answered_as_aliyun_wants_it(aliyun: AliyunProvider) -> None:
    media_type, answer = aliyun.capabilities.push_answer
    assert (media_type, json.loads(answer)["code"]) == ("application/json", 0)
