"""Twilio's adapter with its real SDK, over real HTTP, against a server that keeps to the published description."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioException

from notifications.providers import InboundReply, Outgoing, Receipt, Sight, UnsignedPush, Verdict
from notifications.providers.twilio.client import TwilioProvider, TwilioSettings
from notifications.providers.twilio.error_codes import reason_of
from tests.integration.providers.twilio_description import request_deviations, response_deviations
from tests.integration.providers.twilio_pushes import (
    EXAMPLE,
    FAILED_RECEIPT,
    RECEIPT,
    REPLY,
    REPLY_TABLE,
    TELEPHONE,
    signed,
)
from tests.integration.providers.twilio_server import ACCOUNT, SENDER, TOKEN, TwilioAccount, twilio_server

PUBLIC = "https://office.example/hooks/twilio"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SETTINGS = TwilioSettings(ACCOUNT, sender=SENDER, public_url=PUBLIC, timeout=0.5)
TEXT = Outgoing("m-0001", TELEPHONE, "【示范区文化配送】6月12日(周五)19:30 放映。办公室 021-0000-0100")


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, TwilioAccount]]:
    with twilio_server() as server:
        yield server


@pytest.fixture
def account(running: tuple[str, TwilioAccount]) -> Iterator[TwilioAccount]:
    account = running[1]
    fresh = TwilioAccount()
    account.messages, account.requests, account.faults = fresh.messages, fresh.requests, fresh.faults
    account.callbacks, account.begin = fresh.callbacks, fresh.begin
    account.deviations = fresh.deviations
    yield account
    assert account.deviations == []


@pytest.fixture
def twilio(running: tuple[str, TwilioAccount], account: TwilioAccount) -> Iterator[TwilioProvider]:
    provider = TwilioProvider(SETTINGS, TOKEN, lambda: account.begin, address=running[0])
    yield provider
    provider.close()


def test_a_text_is_handed_over_once_with_the_address_of_its_receipt(
    twilio: TwilioProvider, account: TwilioAccount
) -> None:
    (submission,) = twilio.send([TEXT])
    assert (submission.verdict, submission.provider_id) == (Verdict.ACCEPTED, account.messages[0]["sid"])
    assert [(method, form) for method, _, form in account.requests] == [
        (
            "POST",
            {
                "To": [TELEPHONE],
                "From": [SENDER],
                "Body": [TEXT.text],
                "StatusCallback": [f"{PUBLIC}?reference=m-0001"],
            },
        )
    ]


@pytest.mark.parametrize(
    ("form", "deviation"),
    [
        ({"To": [TELEPHONE], "Body": ["x"]}, "POST gives none of From, MessagingServiceSid"),
        ({"To": [TELEPHONE], "From": [SENDER], "Body": ["x" * 1601]}, f"POST has Body = {'x' * 1601!r}"),
        (
            {"To": [TELEPHONE], "From": [SENDER], "Body": ["x"], "Reference": ["m-1"]},
            "POST has Reference, which is not described",
        ),
    ],
)
def test_what_is_not_as_described_is_noticed(form: dict[str, list[str]], deviation: str) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert list(request_deviations("POST", path, form)) == [deviation]


def test_an_answer_that_is_not_as_described_is_noticed() -> None:
    message = {**TwilioAccount().add("outbound-api", {}), "status": "gone", "error_code": "30003"}
    del message["uri"]
    assert list(response_deviations(message)) == [
        "a message has error_code = '30003'",
        "a message has status = 'gone'",
        "a message lacks uri",
    ]


def test_a_messaging_service_takes_the_place_of_a_sender(
    running: tuple[str, TwilioAccount], account: TwilioAccount
) -> None:
    settings = TwilioSettings(ACCOUNT, messaging_service="MG" + "1" * 32, timeout=0.5)
    TwilioProvider(settings, TOKEN, lambda: NOW, address=running[0]).send([TEXT])
    assert account.requests[0][2] == {
        "To": [TELEPHONE],
        "MessagingServiceSid": ["MG" + "1" * 32],
        "Body": [TEXT.text],
    }


def test_the_settings_alone_say_where_it_goes(
    running: tuple[str, TwilioAccount], account: TwilioAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "elsewhere")
    monkeypatch.setenv("TWILIO_REGION", "elsewhere")
    assert TwilioProvider(SETTINGS, TOKEN, lambda: NOW, address=running[0]).send([TEXT])[0].provider_id
    assert len(account.messages) == 1


def test_neither_a_sender_nor_a_service_is_refused() -> None:
    with pytest.raises(ValueError, match="either sender or messaging_service"):
        TwilioSettings(ACCOUNT)


@pytest.mark.parametrize(
    ("status", "code", "verdict", "reason"),
    [
        (400, 21211, Verdict.REFUSED, "21211 not a number that can be called"),
        (400, 21408, Verdict.REFUSED, "21408 texts to this country are not switched on for the account"),
        (400, 21610, Verdict.REFUSED, "21610 the recipient has unsubscribed"),
        (400, 29999, Verdict.REFUSED, "29999 as the test asked"),
        (400, 21611, Verdict.NOT_ACCEPTED, "21611 the sender's queue is full"),
        (401, 20003, Verdict.NOT_ACCEPTED, "20003 the account or its token is not accepted"),
        (404, 20404, Verdict.NOT_ACCEPTED, "20404 the account was not found"),
        (429, 20429, Verdict.NOT_ACCEPTED, "20429 too many requests"),
        (429, 29998, Verdict.NOT_ACCEPTED, "29998 as the test asked"),
        (500, 20500, Verdict.UNCERTAIN, "20500 as the test asked"),
        (503, 20503, Verdict.UNCERTAIN, "20503 as the test asked"),
    ],
)
def test_each_error_has_one_meaning_and_an_unknown_code_is_kept(
    twilio: TwilioProvider, account: TwilioAccount, status: int, code: int, verdict: Verdict, reason: str
) -> None:
    account.faults.status, account.faults.code, account.faults.times = status, code, 1
    (submission,) = twilio.send([TEXT])
    assert (submission.verdict, submission.reason) == (verdict, reason)
    assert len(account.requests) == 1, "the SDK tries once"
    assert account.messages == []


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("90", 90.0),
        ("Mon, 23 Nov 2026 08:02:00 GMT", 120.0),
        ("Mon, 23 Nov 2026 07:00:00 GMT", None),
        ("0", None),
        ("soon", None),
        ("", None),
    ],
)
def test_twilio_says_when_to_come_back(
    running: tuple[str, TwilioAccount], account: TwilioAccount, said: str, wait: float | None
) -> None:
    account.faults.status, account.faults.code, account.faults.times = 429, 20429, 1
    account.faults.retry_after = said
    provider = TwilioProvider(SETTINGS, TOKEN, lambda: NOW, address=running[0])
    (submission,) = provider.send([TEXT])
    assert (submission.verdict, submission.retry_after) == (Verdict.NOT_ACCEPTED, wait)
    (submission,) = provider.send([TEXT])
    assert (submission.verdict, submission.retry_after) == (Verdict.ACCEPTED, None)
    provider.close()


def test_a_number_in_what_twilio_says_is_masked() -> None:
    said = f"The 'To' number {TELEPHONE} is not there, nor is 154 0000 0001."
    assert reason_of(29999, said) == "29999 The 'To' number **** is not there, nor is ****."
    assert reason_of(None, TELEPHONE) == "****"


def test_a_wrong_token_lets_the_text_wait_for_a_person(
    running: tuple[str, TwilioAccount], account: TwilioAccount
) -> None:
    (submission,) = TwilioProvider(SETTINGS, "another", lambda: NOW, address=running[0]).send([TEXT])
    assert submission.verdict is Verdict.NOT_ACCEPTED
    assert account.messages == []


def test_a_connection_dropped_after_it_was_taken_is_uncertain_until_the_listing_shows_it(
    twilio: TwilioProvider, account: TwilioAccount
) -> None:
    account.faults.drop_next = 1
    assert twilio.send([TEXT])[0].verdict is Verdict.UNCERTAIN
    sighting = twilio.look_up(TEXT, account.begin)
    assert (sighting.sight, sighting.provider_id) == (Sight.FOUND, account.messages[0]["sid"])
    assert len(account.messages) == 1


def test_an_answer_after_the_time_out_is_uncertain_until_the_listing_shows_it(
    twilio: TwilioProvider, account: TwilioAccount
) -> None:
    account.faults.delay_after = 0.8
    assert twilio.send([TEXT])[0].verdict is Verdict.UNCERTAIN
    assert twilio.look_up(TEXT, account.begin).sight is Sight.FOUND


def test_an_answer_that_cannot_be_read_is_uncertain(twilio: TwilioProvider, account: TwilioAccount) -> None:
    account.faults.garble_next = 1
    assert twilio.send([TEXT])[0].verdict is Verdict.UNCERTAIN


def test_where_nobody_listens_nothing_was_accepted_and_nothing_can_be_looked_up() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = TwilioProvider(
            SETTINGS, TOKEN, lambda: NOW, address=f"http://127.0.0.1:{free.getsockname()[1]}"
        )
        assert nobody.send([TEXT])[0].verdict is Verdict.NOT_ACCEPTED
        assert nobody.look_up(TEXT, NOW).sight is Sight.NO_ANSWER


def test_the_listing_decides_by_recipient_time_and_text(
    twilio: TwilioProvider, account: TwilioAccount
) -> None:
    assert twilio.look_up(TEXT, account.begin).sight is Sight.NOT_FOUND
    account.add("outbound-api", {"to": TELEPHONE, "body": "另一条"})
    account.add("outbound-api", {"to": "+8615400000002", "body": TEXT.text})
    account.add("inbound", {"to": TELEPHONE, "body": TEXT.text})
    assert twilio.look_up(TEXT, account.begin).sight is Sight.NOT_FOUND
    account.add("outbound-api", {"to": TELEPHONE, "body": TEXT.text})
    assert twilio.look_up(TEXT, account.begin).sight is Sight.FOUND
    assert twilio.look_up(TEXT, account.begin + timedelta(minutes=2)).sight is Sight.NOT_FOUND
    account.add("outbound-api", {"to": TELEPHONE, "body": TEXT.text})
    assert twilio.look_up(TEXT, account.begin).sight is Sight.AMBIGUOUS


def test_the_listing_is_read_over_all_its_pages(twilio: TwilioProvider, account: TwilioAccount) -> None:
    account.add("outbound-api", {"to": TELEPHONE, "body": TEXT.text})
    for number in range(230):
        account.add("outbound-api", {"to": TELEPHONE, "body": f"第{number}条"})
    assert twilio.look_up(TEXT, account.begin).sight is Sight.FOUND
    assert [query["Page"] for _, _, query in account.requests if "Page" in query] == [["1"], ["2"]]


def test_an_outage_is_caught_up_by_pull_and_each_change_of_a_status_changes_the_cursor(
    twilio: TwilioProvider, account: TwilioAccount
) -> None:
    sids = [submission.provider_id for submission in twilio.send([TEXT, replace(TEXT, reference="m-0002")])]
    account.add("inbound", {"from": TELEPHONE, "to": SENDER, "body": "271", "status": "received"})
    first = twilio.fetch_updates("")
    assert (first.receipts, [(each.telephone, each.text) for each in first.replies]) == (
        (),
        [(TELEPHONE, "271")],
    )
    account.becomes(str(sids[0]), "delivered")
    second = twilio.fetch_updates(first.cursor)
    assert [(each.id, each.provider_id, each.delivered) for each in second.receipts] == [
        (f"{sids[0]}-delivered", sids[0], True)
    ]
    assert second.cursor != first.cursor
    assert twilio.fetch_updates(second.cursor).cursor == second.cursor
    account.becomes(str(sids[1]), "undelivered", 30003)
    third = twilio.fetch_updates(second.cursor)
    assert [(each.provider_id, each.delivered, each.reason) for each in third.receipts] == [
        (sids[0], True, ""),
        (sids[1], False, "30003 the telephone is switched off or out of reach"),
    ]
    assert third.cursor != second.cursor


def test_what_came_in_nine_days_without_the_office_is_caught_up(
    running: tuple[str, TwilioAccount], account: TwilioAccount
) -> None:
    """A holiday of a week, with weekends on both sides; a text whose receipt never came holds nothing back."""
    now = [account.begin]
    provider = TwilioProvider(SETTINGS, TOKEN, lambda: now[0], address=running[0])
    provider.send([TEXT])
    cursor = provider.fetch_updates("").cursor
    begin = account.begin
    for day in range(1, 10):
        account.begin = begin + timedelta(days=day)
        account.add("inbound", {"from": TELEPHONE, "to": SENDER, "body": f"{day}", "status": "received"})
    now[0] = begin + timedelta(days=9, hours=1)
    caught_up = provider.fetch_updates(cursor)
    assert [each.text for each in caught_up.replies] == [f"{day}" for day in range(1, 10)]
    assert [each.text for each in provider.fetch_updates(caught_up.cursor).replies] == ["9"]
    provider.close()


def test_a_listing_that_is_refused_moves_no_cursor(running: tuple[str, TwilioAccount]) -> None:
    stranger = TwilioProvider(SETTINGS, "another", lambda: NOW, address=running[0])
    with pytest.raises(TwilioException):
        stranger.fetch_updates("")


def test_a_signed_receipt_names_our_reference(twilio: TwilioProvider, account: TwilioAccount) -> None:
    headers, body = signed(f"{PUBLIC}?reference=m-0001", RECEIPT)
    sid = RECEIPT["MessageSid"]
    assert twilio.open_push(headers, body, "reference=m-0001").receipts == (
        Receipt(f"{sid}-delivered", "m-0001", True, "", account.begin, sid),
    )


def test_a_failed_receipt_says_by_its_code_why(twilio: TwilioProvider, account: TwilioAccount) -> None:
    headers, body = signed(f"{PUBLIC}?reference=m-0001", FAILED_RECEIPT)
    sid, why = FAILED_RECEIPT["MessageSid"], "30003 the telephone is switched off or out of reach"
    assert twilio.open_push(headers, body, "reference=m-0001").receipts == (
        Receipt(f"{sid}-undelivered", "m-0001", False, why, account.begin, sid),
    )


@pytest.mark.parametrize("receipt", [RECEIPT, FAILED_RECEIPT], ids=["delivered", "undelivered"])
def test_the_names_of_the_published_example_are_all_that_a_receipt_needs(
    twilio: TwilioProvider, receipt: dict[str, str]
) -> None:
    names = EXAMPLE | ({"ErrorCode"} & receipt.keys())
    assert names <= receipt.keys()
    whole, bare = (
        twilio.open_push(*signed(f"{PUBLIC}?reference=m-0001", form), "reference=m-0001").receipts
        for form in (receipt, {name: receipt[name] for name in names})
    )
    assert whole == bare


def test_a_stage_in_between_is_no_receipt_and_an_unknown_code_is_kept(twilio: TwilioProvider) -> None:
    for status in ("queued", "sending", "sent"):
        headers, body = signed(PUBLIC, {**RECEIPT, "MessageStatus": status, "SmsStatus": status})
        assert twilio.open_push(headers, body).receipts == ()
    failed = {**RECEIPT, "MessageStatus": "undelivered", "SmsStatus": "undelivered", "ErrorCode": "39999"}
    headers, body = signed(PUBLIC, failed)
    assert [(each.delivered, each.reason) for each in twilio.open_push(headers, body).receipts] == [
        (False, "39999")
    ]


def test_a_signed_reply_is_a_reply(twilio: TwilioProvider, account: TwilioAccount) -> None:
    headers, body = signed(PUBLIC, REPLY)
    assert twilio.open_push(headers, body).replies == (
        InboundReply(REPLY["MessageSid"], TELEPHONE, "271", account.begin),
    )


def test_the_names_of_the_published_table_are_all_that_a_reply_needs(twilio: TwilioProvider) -> None:
    assert REPLY.keys() >= REPLY_TABLE
    bare = {name: REPLY[name] for name in REPLY_TABLE}
    assert twilio.open_push(*signed(PUBLIC, bare)).replies == twilio.open_push(*signed(PUBLIC, REPLY)).replies


def test_parameters_that_twilio_adds_later_do_not_break_the_signature(twilio: TwilioProvider) -> None:
    headers, body = signed(PUBLIC, {**REPLY, "SomethingNew": "改期"})
    assert [each.text for each in twilio.open_push(headers, body).replies] == ["271"]


@pytest.mark.parametrize(
    "what", ["body", "token", "address", "reference", "account", "no signature", "no form"]
)
def test_a_forged_push_is_not_read(twilio: TwilioProvider, what: str) -> None:
    form = {**RECEIPT, "AccountSid": "AC" + "9" * 32} if what == "account" else RECEIPT
    address = "https://elsewhere.example/hooks/twilio" if what == "address" else PUBLIC
    query = "reference=m-0002" if what == "reference" else ""
    headers, body = signed(address, form, "another" if what == "token" else TOKEN)
    body = body.replace(b"delivered", b"undelivered", 1) if what == "body" else body
    body = b"\xff\xfe" if what == "no form" else body
    with pytest.raises(UnsignedPush):
        twilio.open_push({} if what == "no signature" else headers, body, query)


def test_a_plain_text_is_never_answered_to_a_push_for_it_would_reach_the_telephone(
    twilio: TwilioProvider,
) -> None:
    assert twilio.capabilities.push_answer == ("text/xml", "<Response/>")


def test_numbers_of_magic_work_with_test_credentials_alone(
    running: tuple[str, TwilioAccount], account: TwilioAccount, twilio: TwilioProvider
) -> None:
    barred = replace(TEXT, telephone="+15005550004")
    assert twilio.send([barred])[0].reason == "a test number, without test credentials"
    assert account.requests == []
    trying = TwilioProvider(replace(SETTINGS, test_credentials=True), TOKEN, lambda: NOW, address=running[0])
    assert trying.send([barred])[0].reason == "21610 the recipient has unsubscribed"
    assert (trying.capabilities.look_up, trying.capabilities.live) == ("none", False)


def test_an_overseas_provider_hears_nothing_from_the_mainland(twilio: TwilioProvider) -> None:
    assert not twilio.capabilities.domestic
    assert (twilio.capabilities.hears("+15005550010"), twilio.capabilities.hears(TELEPHONE)) == (True, False)
