"""Twilio behind the guard: nobody is told twice, and a receipt that comes before its message is known is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from notifications.application.asking_after import SendReport
from notifications.application.desk import Desk
from notifications.application.dispatching import send_due
from notifications.application.lanes import let_go_on
from notifications.application.receipts import fetch_updates
from notifications.domain.live_sending import LegalBasis, LiveRules
from notifications.providers.twilio.client import TwilioProvider, TwilioSettings
from tests.integration.providers.twilio_server import ACCOUNT, SENDER, TOKEN, TwilioAccount, twilio_server
from tests.integration.sending_office import SendingOffice
from tests.unit.notifications.arrangements import FILM
from tests.unit.notifications.test_live_sending import example_mobile

NUMBERS = count(30_000_000, 1000)
BASIS = LegalBasis("张", date(2026, 5, 1), "第 38 条")


@pytest.fixture
def running() -> Iterator[tuple[str, TwilioAccount]]:
    with twilio_server() as server:
        yield server
        assert server[1].deviations == []


@pytest.fixture
def account(running: tuple[str, TwilioAccount], clock: FixedClock) -> TwilioAccount:
    running[1].begin = clock.now()
    return running[1]


@pytest.fixture
def office(
    outbox: Outbox,
    clock: FixedClock,
    running: tuple[str, TwilioAccount],
    account: TwilioAccount,  # noqa: ARG001 - its clock is the office's before anything is asked
) -> Iterator[SendingOffice]:
    """An office that sends by Twilio; its lane counts as not live, as no number of the tests can exist."""
    settings = TwilioSettings(ACCOUNT, sender=SENDER, timeout=5)
    provider = TwilioProvider(settings, TOKEN, clock.now, address=running[0])
    provider.capabilities = replace(provider.capabilities, live=False)
    office = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))  # type: ignore[arg-type]
    yield office
    provider.close()


def announce_film(office: SendingOffice, first_number: int | None = None) -> None:
    """Tell four parties of a film, at new numbers or from `first_number` on."""
    for place, party in enumerate(("venue:square", "provider:cinema", "venue:centre", "area:west")):
        office.contact(party, f"+{first_number + place}" if first_number else "")
    office.publish((None, FILM))


def desk_with(office: SendingOffice, **rules: object) -> Desk:
    return replace(office.desk, live=LiveRules(legal_basis=BASIS, **rules))  # type: ignore[arg-type]


def send(office: SendingOffice, desk: Desk) -> SendReport:
    return send_due(office.outbox.store, desk, office.provider)


def states(office: SendingOffice) -> Counter[str]:
    return Counter(row.state for row in office.messages())


def test_a_dropped_connection_is_found_in_the_listing_and_nobody_is_told_twice(
    office: SendingOffice, account: TwilioAccount
) -> None:
    announce_film(office)
    account.faults.drop_next = 1
    assert send(office, desk_with(office)) == SendReport(sent=4)
    assert {row.provider_id for row in office.messages()} == {each["sid"] for each in account.messages}
    assert Counter(each["to"] for each in account.messages) == Counter(office.numbers.values())


def test_where_no_reply_comes_back_no_text_asks_for_one(
    office: SendingOffice, account: TwilioAccount
) -> None:
    announce_film(office)
    send(office, desk_with(office))
    assert len(account.messages) == 4
    assert [each["body"] for each in account.messages if "回复" in each["body"]] == []
    assert all("021-0000-0100" in each["body"] for each in account.messages)


def test_a_receipt_pulled_before_its_message_is_known_by_its_id_is_taken_later(
    office: SendingOffice, account: TwilioAccount
) -> None:
    desk = desk_with(office)
    announce_film(office)
    account.faults.drop_next = 1
    send_due(office.outbox.store, desk, office.provider, settle=lambda *_: None)
    for message in account.messages:
        account.becomes(message["sid"], "delivered")
    assert fetch_updates(office.outbox, desk, office.provider).receipts == 4
    assert states(office) == {"delivered": 3, "submitting": 1}
    assert send(office, desk) == SendReport(sent=1)
    assert states(office) == {"delivered": 4}


def test_without_a_legal_basis_nothing_goes_overseas(office: SendingOffice, account: TwilioAccount) -> None:
    announce_film(office)
    assert send(office, office.desk).held == 4
    assert account.messages == []
    assert {row.reason for row in office.messages()} == {"an overseas provider needs a legal basis"}


def test_a_live_lane_holds_numbers_that_cannot_exist(office: SendingOffice, account: TwilioAccount) -> None:
    office.provider.capabilities = replace(office.provider.capabilities, live=True)
    announce_film(office)
    assert send(office, desk_with(office, on=True, allow_list_lifted=True)).held == 4
    assert account.messages == []


def test_the_cap_of_an_hour_stops_the_lane_until_a_person_lets_it_go_on(
    office: SendingOffice, account: TwilioAccount
) -> None:
    office.provider.capabilities = replace(office.provider.capabilities, live=True)
    announce_film(office, int(example_mobile("CN")))
    desk = desk_with(office, on=True, allow_list_lifted=True, most_an_hour=3)
    assert (send(office, desk), len(account.messages)) == (SendReport(sent=3, waiting=1), 3)
    assert states(office) == {"sent": 3, "queued": 1}
    office.clock.instant += timedelta(hours=2)
    assert send(office, desk) == SendReport(waiting=1)
    with office.outbox.transaction() as session:
        let_go_on(session, desk, by="协调员")
    assert send(office, desk) == SendReport(sent=1)
