"""The SMPP adapter over a real socket, against a gateway written from the specification: what goes out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.refusal import Refusal
from notifications.domain.segments import _BASIC, _EXTENDED
from notifications.providers import Outgoing, Sight, UnsignedPush, Verdict
from notifications.providers.smpp.client import SmppProvider, SmppSettings
from notifications.providers.smpp.encoding import ALPHABET, EXTENSION, octets, words
from tests.integration.providers.own_certificate import certificate_in
from tests.integration.providers.smpp_server import (
    BARRED,
    NOT_A_NUMBER,
    PASSWORD,
    PAYLOAD,
    SENDER,
    SYSTEM_ID,
    Gateway,
    deliver_sm,
    smpp_server,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SIGNED = "【示范区文化配送】"
TEXT = Outgoing("m-0001", "+8615400000001", f"{SIGNED}6月12日(周五)19:30放映，地点示范广场。")
LONG = replace(TEXT, reference="m-0002", text=SIGNED + "第二天的放映照常，" * 12 + "😀" * 20)
SETTINGS = SmppSettings(
    "127.0.0.1", SYSTEM_ID, SENDER, tls=False, two_way=True, timeout=0.5, reconnect_seconds=0, window=4
)


@pytest.fixture
def running() -> Iterator[tuple[int, Gateway]]:
    with smpp_server() as server:
        yield server


@pytest.fixture
def gateway(running: tuple[int, Gateway]) -> Gateway:
    return running[1]


@pytest.fixture
def smpp(running: tuple[int, Gateway]) -> Iterator[SmppProvider]:
    provider = SmppProvider(replace(SETTINGS, port=running[0]), PASSWORD, lambda: NOW)
    yield provider
    provider.close()


def provider_at(port: int, password: str = PASSWORD, **other: object) -> SmppProvider:
    return SmppProvider(replace(SETTINGS, port=port, **other), password, lambda: NOW)  # type: ignore[arg-type]


def said(provider: SmppProvider, *batch: Outgoing) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.reason) for each in provider.send(batch)]


def test_a_chinese_text_goes_as_ucs_2_and_asks_for_its_receipt(smpp: SmppProvider, gateway: Gateway) -> None:
    (submission,) = smpp.send([TEXT])
    assert (submission.reference, submission.verdict, submission.provider_id) == (
        "m-0001",
        Verdict.ACCEPTED,
        "A001",
    )
    (taken,) = gateway.taken
    assert (taken.sender, taken.to, taken.coding, taken.receipt) == ((0, 1, SENDER), "8615400000001", 8, 1)
    assert taken.text == TEXT.text


def test_a_text_of_the_basic_alphabet_goes_as_gsm_7(smpp: SmppProvider, gateway: Gateway) -> None:
    smpp.send([replace(TEXT, text="Film at 19:30 [hall 2] 5€")])
    assert (gateway.taken[0].coding, gateway.taken[0].content) == (
        0,
        b"Film at 19:30 \x1b\x3chall 2\x1b\x3e 5\x1b\x65",
    )


def test_the_alphabet_is_the_one_that_segments_are_counted_by() -> None:
    assert (set(ALPHABET) - {"\x1b"}, set(EXTENSION)) == (set(_BASIC), set(_EXTENDED))
    every = "".join(sorted(_BASIC | _EXTENDED))
    assert words(octets(every, 0), 0) == every


def test_a_long_text_goes_whole_in_the_payload(smpp: SmppProvider, gateway: Gateway) -> None:
    assert said(smpp, LONG) == [(Verdict.ACCEPTED, "")]
    (taken,) = gateway.taken
    assert (taken.content, taken.tags[PAYLOAD].decode("utf-16-be"), taken.receipt) == (b"", LONG.text, 1)


def test_a_long_text_goes_in_parts_that_split_no_character_and_one_receipt_is_asked_for(
    running: tuple[int, Gateway],
) -> None:
    provider = provider_at(running[0], long_texts="parts")
    (submission,) = provider.send([LONG])
    taken = running[1].taken
    assert submission.provider_id == "A003", "the last part stands for the text"
    assert [part.content[4:6] for part in taken] == [bytes((3, 1)), bytes((3, 2)), bytes((3, 3))]
    assert {part.content[:4] for part in taken} == {taken[0].content[:3] + taken[0].content[3:4]}
    assert "".join(part.text for part in taken) == LONG.text
    assert [part.receipt for part in taken] == [0, 0, 1]
    provider.close()


def test_a_further_part_leaves_only_after_the_one_before_was_taken(running: tuple[int, Gateway]) -> None:
    provider, gateway = provider_at(running[0], long_texts="parts"), running[1]
    gateway.statuses = [0x58]
    assert said(provider, LONG) == [(Verdict.NOT_ACCEPTED, "0x00000058 too many texts at once")]
    assert gateway.taken == []
    gateway.statuses = [0, 0x58]
    assert said(provider, LONG) == [
        (Verdict.UNCERTAIN, "1 of 3 parts taken, then: 0x00000058 too many texts at once")
    ]
    provider.close()


def test_never_more_are_open_than_the_window_has_room_for(smpp: SmppProvider, gateway: Gateway) -> None:
    gateway.held = []
    batch = [replace(TEXT, reference=f"m-{n}", telephone=f"+86154000001{n:02}") for n in range(10)]
    verdicts: list[tuple[Verdict, str]] = []
    sending = threading.Thread(target=lambda: verdicts.extend(said(smpp, *batch)))
    sending.start()
    gateway.await_that(lambda: len(gateway.held or []) == SETTINGS.window)
    answered = 0
    while answered < len(batch):
        gateway.await_that(lambda: gateway.held)
        assert len(gateway.taken) - answered <= SETTINGS.window
        gateway.held.pop(0)()
        answered += 1
    sending.join()
    assert verdicts == [(Verdict.ACCEPTED, "")] * 10
    assert [each.to for each in gateway.taken] == [each.telephone.removeprefix("+") for each in batch]


def test_each_text_of_a_call_has_a_verdict_of_its_own(smpp: SmppProvider) -> None:
    wrong = replace(TEXT, reference="m-2", telephone=f"+{NOT_A_NUMBER}")
    assert said(smpp, TEXT, wrong, replace(TEXT, reference="m-3")) == [
        (Verdict.ACCEPTED, ""),
        (Verdict.REFUSED, "0x0000000B not a telephone number"),
        (Verdict.ACCEPTED, ""),
    ]


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [
        (0x01, Verdict.REFUSED, "0x00000001 the text's length is not allowed"),
        (0x08, Verdict.NOT_ACCEPTED, "0x00000008 the gateway has an error"),
        (0x0A, Verdict.NOT_ACCEPTED, "0x0000000A the sender is not allowed"),
        (0x14, Verdict.NOT_ACCEPTED, "0x00000014 the gateway's queue is full"),
        (0x45, Verdict.REFUSED, "0x00000045 submission failed"),
        (0x401, Verdict.REFUSED, "0x00000401"),
    ],
)
def test_each_status_has_one_meaning_and_an_unknown_one_is_kept(
    smpp: SmppProvider, gateway: Gateway, status: int, verdict: Verdict, reason: str
) -> None:
    gateway.statuses = [status]
    assert said(smpp, TEXT) == [(verdict, reason)]
    assert gateway.taken == []


def test_what_was_taken_before_the_connection_broke_stays_uncertain(
    smpp: SmppProvider, gateway: Gateway
) -> None:
    gateway.drop_next = 1
    assert said(smpp, TEXT) == [(Verdict.UNCERTAIN, "the gateway closed the connection")]
    assert len(gateway.taken) == 1
    assert (smpp.capabilities.look_up, smpp.look_up(TEXT, NOW).sight) == ("none", Sight.NO_ANSWER)


def test_a_lost_connection_is_made_anew_with_the_next_text(smpp: SmppProvider, gateway: Gateway) -> None:
    gateway.drop_next = 1
    smpp.send([TEXT])
    assert said(smpp, replace(TEXT, reference="m-2")) == [(Verdict.ACCEPTED, "")]
    assert gateway.binds == [SYSTEM_ID, SYSTEM_ID]


def test_a_text_without_an_answer_in_time_stays_uncertain_and_is_not_tried_again(
    smpp: SmppProvider, gateway: Gateway
) -> None:
    gateway.silent = True
    assert said(smpp, TEXT) == [(Verdict.UNCERTAIN, "no answer in time")]
    gateway.silent = False
    assert said(smpp, replace(TEXT, reference="m-2")) == [(Verdict.ACCEPTED, "")]
    assert len(gateway.taken) == 2


def test_where_nobody_listens_or_the_line_is_not_secure_nothing_was_accepted(
    running: tuple[int, Gateway],
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert said(provider_at(free.getsockname()[1]), TEXT) == [(Verdict.NOT_ACCEPTED, "not reached")]
    running[1].mute = True
    assert said(provider_at(running[0], tls=True), TEXT) == [(Verdict.NOT_ACCEPTED, "no secure connection")]


def test_a_wrong_password_lets_the_texts_wait_and_says_why(running: tuple[int, Gateway]) -> None:
    provider = provider_at(running[0], password="another", reconnect_seconds=60)
    for _ in range(2):
        assert said(provider, TEXT) == [
            (Verdict.NOT_ACCEPTED, "0x0000000E the password does not fit"),
        ]
    assert running[1].binds == [SYSTEM_ID], "the gateway is not knocked at again at once"
    provider.close()


def test_a_silent_line_is_asked_whether_it_lives_and_given_up_where_it_does_not(
    running: tuple[int, Gateway],
) -> None:
    provider, gateway = provider_at(running[0], enquire_seconds=0.05), running[1]
    provider.send([TEXT])
    gateway.await_that(lambda: gateway.enquiries > 1)
    gateway.mute = True
    gateway.await_that(lambda: provider._connection is not None and provider._connection.ended)
    assert provider._connection is not None
    assert provider._connection.ended == "the gateway does not answer"
    provider.close()


def test_national_numbers_and_a_sender_of_letters_are_written_as_the_settings_say() -> None:
    settings = replace(SETTINGS, sender="Culture", two_way=False)
    assert settings.sender_fields() == {
        "source_addr_ton": 5,
        "source_addr_npi": 0,
        "source_addr": "Culture",
    }
    provider = provider_at(1, national_numbers=True)
    assert provider._packets(TEXT)[0]["destination_addr"] == "15400000001"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"sender": "Culture"}, "nobody can reply to a sender that is no number"),
        ({"window": 0}, "window: at least 1"),
        ({"system_id": "a name that is too long"}, "system_id: at most 15 characters"),
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(SETTINGS, **wrong)  # type: ignore[arg-type]


def test_a_password_that_the_protocol_would_cut_is_refused() -> None:
    with pytest.raises(Refusal, match="at most 8 characters"):
        provider_at(1, password="secret-09")


def test_nothing_is_pushed_by_a_gateway() -> None:
    with pytest.raises(UnsignedPush):
        provider_at(1).open_push({}, b"{}")


def test_a_barred_number_is_refused_for_good(smpp: SmppProvider) -> None:
    barred = replace(TEXT, telephone=f"+{BARRED}")
    assert said(smpp, barred) == [(Verdict.REFUSED, "0x00000045 submission failed")]


def test_a_gateway_is_bound_over_tls_where_its_certificate_is_trusted_and_not_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, shown = certificate_in(tmp_path)
    with smpp_server(secure=shown) as (port, gateway):
        provider = provider_at(port, tls=True, timeout=5.0)
        assert said(provider, TEXT) == [(Verdict.NOT_ACCEPTED, "no secure connection")]
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        many = [replace(TEXT, reference=f"m-{number}") for number in range(50)]
        assert said(provider, *many) == [(Verdict.ACCEPTED, "")] * 50
        assert (len(gateway.taken), gateway.binds) == (50, [SYSTEM_ID])
        bodies = [deliver_sm(f"{number}".encode("utf-16-be")) for number in range(50)]
        for body in bodies:
            gateway.deliver(body)
        gateway.await_that(lambda: len(provider.fetch_updates("").replies) == 50)
        provider.close()
