"""What an SMPP gateway hands in: receipts and replies are taken once and acknowledged only after they were stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notifications.providers import InboundReply, Outgoing, Receipt, Updates
from notifications.providers.smpp.client import SmppProvider
from notifications.providers.smpp.inbox import AGAIN_WITHIN, PARTS_WITHIN
from tests.integration.providers.smpp_server import PASSWORD, Gateway, deliver_sm, receipt, smpp_server, tag
from tests.integration.providers.test_smpp import SETTINGS, TEXT

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TELEPHONE = "+8615400000001"
JOINED = "不行，场地那天有别的活动😀改到周六可以"
LETTER = "271".encode("utf-16-be")


class Office:
    """The office's end: its clock, its provider, and the cursor as the store keeps it."""

    def __init__(self, port: int, gateway: Gateway) -> None:
        self.port, self.gateway, self.now, self.cursor = port, gateway, NOW, ""
        self.provider = self.begin()

    def begin(self, **other: object) -> SmppProvider:
        settings = replace(SETTINGS, port=self.port, **other)  # type: ignore[arg-type]
        self.provider = SmppProvider(settings, PASSWORD, lambda: self.now)
        self.provider.fetch_updates(self.cursor)
        return self.provider

    def fetch(self, *, stored: bool = True) -> Updates:
        updates = self.provider.fetch_updates(self.cursor)
        if stored:
            self.cursor = updates.cursor
        return updates

    def await_news(self, *, stored: bool = True) -> Updates:
        found: list[Updates] = []

        def something() -> bool:
            before = self.cursor
            found.append(self.fetch(stored=stored))
            return found[-1].cursor != before

        self.gateway.await_that(something)
        return found[-1]


@pytest.fixture
def office() -> Iterator[Office]:
    with smpp_server() as (port, gateway):
        office = Office(port, gateway)
        yield office
        office.provider.close()


def replies(updates: Updates) -> list[tuple[str, str]]:
    return [(each.telephone, each.text) for each in updates.replies]


def test_a_receipt_names_the_message_by_the_id_of_its_answer(office: Office) -> None:
    (submission,) = office.provider.send([TEXT])
    office.gateway.deliver(receipt(submission.provider_id or "", "DELIVRD"))
    assert office.await_news().receipts == (Receipt("A001-DELIVRD", "", True, "", NOW, "A001"),)


@pytest.mark.parametrize(
    ("word", "error", "reason"),
    [
        ("UNDELIV", "017", "UNDELIV it cannot be delivered err 017"),
        ("EXPIRED", "000", "EXPIRED the time to deliver it ran out"),
        ("UNKNOWN", "000", "UNKNOWN the gateway does not know what became of it"),
        ("NOCRED", "000", "NOCRED"),
    ],
)
def test_a_failure_keeps_its_word_and_an_unknown_word_is_kept(
    office: Office, word: str, error: str, reason: str
) -> None:
    office.gateway.deliver(receipt("A001", word, error))
    (taken,) = office.await_news().receipts
    assert (taken.delivered, taken.reason) == (False, reason)


def test_word_from_the_way_is_acknowledged_and_tells_nothing(office: Office) -> None:
    office.gateway.deliver(receipt("A001", "ENROUTE"))
    office.gateway.await_that(lambda: office.gateway.acknowledged == [1])
    assert office.fetch() == Updates((), (), "")


def test_a_receipt_in_fields_alone_is_read_too(office: Office) -> None:
    body = deliver_sm(b"", esm_class=0x04) + tag(0x001E, b"A001\0") + tag(0x0427, bytes((2,)))
    office.gateway.deliver(body)
    assert office.await_news().receipts == (Receipt("A001-DELIVRD", "", True, "", NOW, "A001"),)


def test_receipts_in_decimals_meet_hexadecimal_ids(office: Office) -> None:
    office.provider.close()
    office.begin(receipt_ids="decimal")
    (submission,) = office.provider.send([TEXT])
    office.gateway.deliver(receipt(str(0xA001), "DELIVRD"))
    assert office.await_news().receipts[0].provider_id == submission.provider_id == "a001"


def test_nothing_is_acknowledged_before_it_was_stored(office: Office) -> None:
    office.gateway.deliver(receipt("A001", "DELIVRD"))
    offered = office.await_news(stored=False)
    assert office.fetch(stored=False) == offered, "what was not stored is offered again"
    assert office.gateway.acknowledged == []
    office.cursor = offered.cursor
    assert office.fetch() == Updates((), (), offered.cursor)
    office.gateway.await_that(lambda: office.gateway.acknowledged == [1])


def test_what_was_handed_in_to_a_process_that_died_comes_to_the_next(office: Office) -> None:
    office.gateway.deliver(deliver_sm(LETTER))
    office.await_news(stored=False)
    office.provider.close()
    office.begin()
    assert replies(office.await_news()) == [(TELEPHONE, "271")]
    office.fetch()
    office.gateway.await_that(lambda: office.gateway.undelivered == {})


def test_what_was_stored_when_the_line_broke_is_not_taken_again(office: Office) -> None:
    office.gateway.deliver(deliver_sm(LETTER))
    office.await_news()
    office.gateway.drop_next = 1
    office.provider.send([TEXT])
    assert office.fetch().replies == ()
    office.gateway.await_that(lambda: office.gateway.undelivered == {})
    assert office.fetch().replies == ()


@pytest.mark.parametrize("bound_before_it_reads_the_cursor", [False, True])
def test_what_was_stored_when_the_process_ended_is_not_read_again_by_the_next(
    office: Office, *, bound_before_it_reads_the_cursor: bool
) -> None:
    office.gateway.deliver(deliver_sm(LETTER))
    for part in parts_of(JOINED):
        office.gateway.deliver(part)
    office.gateway.await_that(lambda: len(office.fetch(stored=False).replies) == 2)
    office.fetch()
    office.provider.close()
    assert office.gateway.acknowledged == [2], (
        "but a first part, without which the gateway may give no second"
    )
    office.provider = SmppProvider(replace(SETTINGS, port=office.port), PASSWORD, lambda: office.now)
    if bound_before_it_reads_the_cursor:
        office.provider.send([TEXT])
        office.gateway.await_that(lambda: len(office.gateway.binds) == 2)
    office.fetch()
    office.gateway.await_that(lambda: office.fetch().replies == () and office.gateway.undelivered == {})
    office.gateway.deliver(deliver_sm(LETTER))
    office.gateway.await_that(lambda: replies(office.fetch()) == [(TELEPHONE, "271")])


def test_the_same_words_long_after_a_process_ended_are_another_reply(office: Office) -> None:
    office.gateway.deliver(deliver_sm(LETTER))
    office.await_news()
    office.provider.close()
    office.gateway.undelivered.clear()  # the acknowledgement had reached it, and could not be noted any more
    office.begin()
    office.now += AGAIN_WITHIN
    office.fetch()
    office.gateway.deliver(deliver_sm(LETTER))
    office.gateway.await_that(lambda: replies(office.fetch()) == [(TELEPHONE, "271")])


def test_a_cursor_forgets_what_was_acknowledged(office: Office) -> None:
    office.gateway.deliver(deliver_sm(LETTER))
    assert "=" in office.await_news().cursor
    assert "=" not in office.fetch().cursor


def test_a_resend_before_the_acknowledgement_is_one_reply_and_the_same_words_later_are_another(
    office: Office,
) -> None:
    office.gateway.deliver(deliver_sm(LETTER))
    office.gateway.deliver(deliver_sm(LETTER))
    office.gateway.deliver(receipt("A001", "DELIVRD"))
    office.gateway.await_that(lambda: office.fetch(stored=False).receipts)
    first = office.await_news()
    assert replies(first) == [(TELEPHONE, "271")]
    office.fetch()
    office.gateway.await_that(lambda: sorted(office.gateway.acknowledged) == [1, 2, 3])
    office.gateway.deliver(deliver_sm(LETTER))
    again = office.await_news()
    assert replies(again) == [(TELEPHONE, "271")]
    assert again.replies[0].id != first.replies[0].id


def test_two_processes_of_one_lane_acknowledge_each_what_was_theirs(office: Office) -> None:
    with smpp_server() as (port, gateway):
        other = Office(port, gateway)
        office.gateway.deliver(receipt("A001", "DELIVRD"))
        gateway.deliver(receipt("B001", "DELIVRD"))
        office.await_news()
        other.cursor = office.cursor
        other.await_news()
        office.cursor = other.cursor
        office.fetch()
        other.fetch()
        office.gateway.await_that(lambda: office.gateway.undelivered == {})
        gateway.await_that(lambda: gateway.undelivered == {})
        assert (office.gateway.undelivered, gateway.undelivered) == ({}, {})
        other.provider.close()


@pytest.mark.parametrize(
    ("content", "coding", "words"),
    [
        ("改期，周五不行".encode("utf-16-be"), 8, "改期，周五不行"),
        (b"271 \x1b\x65", 0, "271 €"),
        ("同意".encode("gb18030"), 15, "同意"),
        (b"271", 1, "271"),
    ],
)
def test_a_reply_is_read_in_its_own_coding(office: Office, content: bytes, coding: int, words: str) -> None:
    office.gateway.deliver(deliver_sm(content, coding=coding))
    (reply,) = office.await_news().replies
    assert (reply.telephone, reply.text, reply.at) == (TELEPHONE, words, NOW)
    assert isinstance(reply, InboundReply)


def test_numbers_come_with_and_without_their_country(office: Office) -> None:
    office.gateway.deliver(deliver_sm(LETTER, number="15400000001", ton=2))
    office.gateway.deliver(deliver_sm(b"\0a", number="8615400000002", ton=1))
    office.gateway.await_that(lambda: len(office.fetch(stored=False).replies) == 2)
    assert [telephone for telephone, _ in replies(office.fetch())] == [TELEPHONE, "+8615400000002"]


def parts_of(text: str) -> list[bytes]:
    """A reply in two parts, cut through the middle of a character of two units."""
    whole = text.encode("utf-16-be")
    cut = text.index("😀") * 2 + 2
    return [
        deliver_sm(bytes((5, 0, 3, 9, 2, place)) + piece, esm_class=0x40)
        for place, piece in enumerate((whole[:cut], whole[cut:]), 1)
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_long_reply_is_joined_whatever_the_order_of_its_parts(
    office: Office, order: tuple[int, int]
) -> None:
    text = JOINED
    for place in order:
        office.gateway.deliver(parts_of(text)[place])
    assert replies(office.await_news()) == [(TELEPHONE, text)]
    office.fetch()
    office.gateway.await_that(lambda: office.gateway.undelivered == {})


def test_a_long_reply_whose_end_never_comes_is_taken_as_far_as_it_came(office: Office) -> None:
    office.gateway.deliver(deliver_sm(bytes((5, 0, 3, 9, 2, 1)) + LETTER, esm_class=0x40))
    office.gateway.await_that(lambda: office.gateway.undelivered == {})
    assert office.fetch().replies == ()
    office.now += PARTS_WITHIN + timedelta(seconds=1)
    assert replies(office.fetch()) == [(TELEPHONE, "271…")]


def test_what_is_not_understood_is_refused_and_the_line_stays(office: Office) -> None:
    office.gateway.write(0x0109, 77)
    office.gateway.await_that(lambda: office.gateway.nacks == [0x03])
    assert office.provider.send([Outgoing("m-9", TELEPHONE, "271")])[0].provider_id == "A001"


def test_the_gateway_may_take_leave_and_is_bound_to_again(office: Office) -> None:
    office.gateway.write(0x06, 78)
    office.gateway.await_that(lambda: office.fetch() and len(office.gateway.binds) == 2)
    office.gateway.deliver(deliver_sm(LETTER))
    assert replies(office.await_news()) == [(TELEPHONE, "271")]
