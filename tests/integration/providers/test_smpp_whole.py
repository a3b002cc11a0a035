"""A published calendar told through a gateway: the guard, the window, receipts and replies, and a line that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from notifications.providers.smpp.client import SmppProvider
from tests.integration.providers.smpp_server import PASSWORD, Gateway, deliver_sm, receipt, smpp_server
from tests.integration.providers.test_smpp import SETTINGS
from tests.integration.sending_office import SendingOffice
from tests.unit.notifications.arrangements import FILM


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """The gateway is the same by either store; the guard's own tests run on both."""
    return sqlite_store


@pytest.fixture
def running() -> Iterator[tuple[int, Gateway]]:
    with smpp_server() as server:
        yield server


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, running: tuple[int, Gateway]) -> Iterator[SendingOffice]:
    provider = SmppProvider(replace(SETTINGS, port=running[0], window=1), PASSWORD, clock.now)
    # The numbers of the tests are nobody's, which a live lane would hold back.
    provider.capabilities = replace(provider.capabilities, live=False)
    made = SendingOffice(outbox, clock, provider, "gateway", 40_000_000)  # type: ignore[arg-type]
    for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
        made.contact(party)
    yield made
    provider.close()


def test_a_calendar_is_told_and_answered_through_a_gateway(
    office: SendingOffice, running: tuple[int, Gateway]
) -> None:
    gateway = running[1]
    office.publish((None, FILM))
    assert office.send().sent == 4
    for number in range(1, 5):
        gateway.deliver(receipt(f"A{number:03x}", "DELIVRD" if number > 1 else "UNDELIV"))
    venue = office.numbers["venue:square"].removeprefix("+")
    text = next(each.text for each in gateway.taken if each.to == venue)
    code = text.split("回复")[1][:3]
    gateway.deliver(deliver_sm(code.encode("utf-16-be"), number=venue, ton=1))
    gateway.await_that(lambda: office.fetch() and "delivered" in [state for _, state in office.states()])
    gateway.await_that(lambda: office.fetch() and not gateway.undelivered)
    assert sorted(state for kind, state in office.states() if kind != "echo") == [
        "delivered",
        "delivered",
        "delivered",
        "failed",
    ]
    assert [answer[1:3] for answer in office.answers()] == [("venue", "confirmed")]


def test_a_text_whose_answer_was_lost_with_the_line_stands_as_unknown_and_is_not_sent_again(
    office: SendingOffice, running: tuple[int, Gateway]
) -> None:
    gateway = running[1]
    gateway.drop_next = 1
    office.publish((None, FILM))
    report = office.send()
    assert (report.unknown, len(gateway.taken)) == (1, 1)
    assert office.send().sent == 3
    assert sorted(state for _, state in office.states()) == ["sent", "sent", "sent", "unknown"]
    assert len({each.to for each in gateway.taken}) == len(gateway.taken) == 4
