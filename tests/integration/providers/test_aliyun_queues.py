"""Aliyun's receipts and replies pulled from its queues, for an office that no push can reach."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from mns.mns_exception import MNSServerException

from notifications.providers import Updates
from notifications.providers.aliyun.client import AliyunProvider
from tests.integration.providers.aliyun_server import SECRET
from tests.integration.providers.mns_server import Queues, mns_server
from tests.integration.providers.test_aliyun import REPLY, REPORT, SETTINGS

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
REPORTS, UP = "Alicom-Queue-1-SmsReport", "Alicom-Queue-1-SmsUp"
NAMED = replace(SETTINGS, receipts_queue=REPORTS, replies_queue=UP)


class Office:
    """The office's end: its clock, its provider, and the cursor as the store keeps it."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self.now, self.cursor = endpoint, NOW, ""
        self.begin()

    def begin(self, settings: object = NAMED) -> None:
        self.provider = AliyunProvider(
            settings,  # type: ignore[arg-type]
            SECRET,
            lambda: self.now,
            protocol="HTTP",
            token_endpoint=self.endpoint,
            queue_address=f"http://{self.endpoint}",
        )

    def fetch(self, *, stored: bool = True) -> Updates:
        updates = self.provider.fetch_updates(self.cursor)
        if stored:
            self.cursor = updates.cursor
        return updates


@pytest.fixture
def running() -> Iterator[tuple[str, Queues]]:
    with mns_server() as server:
        yield server


@pytest.fixture
def queues(running: tuple[str, Queues]) -> Queues:
    return running[1]


@pytest.fixture
def office(running: tuple[str, Queues]) -> Office:
    return Office(running[0])


def test_receipts_and_replies_are_the_same_as_by_push(office: Office, queues: Queues) -> None:
    queues.put(REPORTS, REPORT)
    queues.put(UP, REPLY)
    updates = office.fetch()
    assert [(each.id, each.delivered, each.provider_id) for each in updates.receipts] == [
        ("12345^0/+8615400000001-DELIVERED", True, "m-0001/+8615400000001")
    ]
    assert [(each.id, each.telephone, each.text) for each in updates.replies] == [
        ("+8615400000001-1234567890", "+8615400000001", "271")
    ]


def test_a_gap_is_caught_up_over_many_pages(office: Office, queues: Queues) -> None:
    for number in range(40):
        queues.put(REPORTS, {**REPORT, "biz_id": f"{number}^0"})
    assert len(office.fetch().receipts) == 40


def test_what_was_stored_is_deleted_and_nothing_before(office: Office, queues: Queues) -> None:
    queues.put(REPORTS, REPORT)
    offered = office.fetch(stored=False)
    assert len(queues.hidden[REPORTS]) == 1
    office.cursor = offered.cursor
    assert office.fetch() == Updates((), (), offered.cursor)
    assert queues.hidden[REPORTS] == {}


def test_what_a_process_took_and_did_not_store_comes_to_the_next(office: Office, queues: Queues) -> None:
    queues.put(REPORTS, REPORT)
    first = office.fetch(stored=False)
    office.begin()
    assert office.fetch().receipts == ()
    queues.show_again()
    assert office.fetch().receipts == first.receipts


def test_what_is_no_receipt_is_noted_and_does_not_come_again(
    office: Office, queues: Queues, caplog: pytest.LogCaptureFixture
) -> None:
    queues.put(REPORTS, "a note")
    queues.put(REPORTS, REPORT)
    with caplog.at_level(logging.WARNING):
        assert len(office.fetch().receipts) == 1
    assert len(caplog.records) == 1
    office.fetch()
    assert queues.hidden[REPORTS] == {}


def test_a_token_is_asked_for_once_until_it_is_about_to_end(office: Office, queues: Queues) -> None:
    office.fetch()
    office.fetch()
    assert queues.tokens == [
        {"MessageType": "SmsReport", "QueueName": REPORTS},
        {"MessageType": "SmsUp", "QueueName": UP},
    ]
    office.now += timedelta(minutes=59)
    office.fetch()
    assert len(queues.tokens) == 4


def test_an_error_of_a_queue_is_told_after_one_try(office: Office, queues: Queues) -> None:
    queues.failing = 1
    with pytest.raises(MNSServerException, match="InternalError"):
        office.fetch()
    assert len(queues.requests) == 1


def test_without_named_queues_nothing_is_asked(office: Office, queues: Queues) -> None:
    office.begin(SETTINGS)
    assert office.fetch() == Updates((), (), "")
    assert (queues.tokens, queues.requests) == ([], [])
