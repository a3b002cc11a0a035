"""What the sealer finds broken when it looks back stands until the ledger holds, and where a person sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from api.access.roles import Role
from api.bootstrap import House
from api.operations.examining import examine_house
from api.wiring import keep_sealed
from config.clock import FixedClock
from config.database import Store
from notifications.ledger.application import watching
from notifications.ledger.application.erasing import erase_before
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import verify
from notifications.ledger.application.watching import Alarm, lift_alarm, standing_alarm
from notifications.ledger.domain.examining import Finding, Flaw
from notifications.ledger.domain.keeping import LedgerRules
from tests.integration.test_ledger_sealing import D, positions, write, write_many
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, text_of

HEAD_OF_2 = "(SELECT head FROM ledger_entries WHERE position = 2)"
TAMPERING = {
    "an entry": ("UPDATE ledger_entries SET deed = 'call' WHERE position = 3", Flaw.ALTERED, 3),
    "a content": ("UPDATE ledger_entries SET content = '{}' WHERE position = 2", Flaw.CONTENT_ALTERED, 2),
    "an entry gone": ("DELETE FROM ledger_entries WHERE position = 2", Flaw.MISSING, 2),
    "the last entry gone": ("DELETE FROM ledger_entries WHERE position = 3", Flaw.CUT_OFF, 3),
    "the head it chains from": ("UPDATE ledger_seals SET head = 'x'", Flaw.SEAL_ALTERED, 3),
}
PLACES_TAKEN = {
    "seal gone": ("DELETE FROM ledger_seals", 1),
    "seal set back": (f"UPDATE ledger_seals SET position = 2, head = {HEAD_OF_2}", 3),  # noqa: S608 - ours
}


def alarm(store: Store, clock: FixedClock) -> Alarm | None:
    with store.reading() as session:
        return standing_alarm(session, D, clock.now())


def tamper(store: Store, statement: str) -> None:
    with store.transaction() as session:
        session.execute(sa.text(statement))


@pytest.mark.parametrize(("statement", "flaw", "position"), TAMPERING.values(), ids=TAMPERING)
def test_sealing_finds_what_was_tampered_with_names_it_and_seals_all_the_same(
    store: Store, clock: FixedClock, statement: str, flaw: Flaw, position: int
) -> None:
    write_many(store, clock, 1, 2, 3)
    seal(store, clock, D)
    tamper(store, statement)
    write_many(store, clock, 4)
    assert alarm(store, clock) is None
    assert seal(store, clock, D) == 1
    found = alarm(store, clock)
    assert found is not None
    assert found.finding is not None
    assert (found.finding.flaw, found.finding.position, found.since) == (flaw, position, clock.now())


@pytest.mark.parametrize(("statement", "position"), PLACES_TAKEN.values(), ids=PLACES_TAKEN)
def test_a_seal_behind_its_entries_raises_the_alarm_and_gives_no_place_twice(
    store: Store, clock: FixedClock, statement: str, position: int
) -> None:
    write_many(store, clock, 1, 2, 3)
    seal(store, clock, D)
    tamper(store, statement)
    write_many(store, clock, 4)
    assert seal(store, clock, D) == 0
    assert dict(positions(store))["message:4"] is None
    found = alarm(store, clock)
    assert found is not None
    assert found.finding == Finding(Flaw.SEAL_ALTERED, position)


def test_only_the_last_stretch_is_looked_at_and_the_rest_is_left_to_verify(
    store: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_BACK", 2)
    write_many(store, clock, 1, 2, 3, 4, 5)
    seal(store, clock, D)
    tamper(store, "UPDATE ledger_entries SET deed = 'call' WHERE position = 1")
    write_many(store, clock, 6)
    seal(store, clock, D)
    assert alarm(store, clock) is None
    assert verify(store, D).broken is not None
    tamper(store, "UPDATE ledger_entries SET deed = 'call' WHERE position = 5")
    write_many(store, clock, 7, 8, 9, 10)
    seal(store, clock, D)
    write_many(store, clock, 11)
    seal(store, clock, D)
    found = alarm(store, clock)
    assert found is not None
    assert found.finding is not None
    assert (found.finding.flaw, found.finding.position) == (Flaw.ALTERED, 5)


def test_what_is_whole_or_properly_erased_raises_no_alarm(store: Store, clock: FixedClock) -> None:
    write_many(store, clock, 1, 2)
    seal(store, clock, D)
    clock.instant += timedelta(days=3)
    with store.transaction() as session:
        assert (
            erase_before(
                session, clock, D, clock.now() - timedelta(days=2), LedgerRules(keep_days=1), by="甲"
            )
            == 2
        )
    write_many(store, clock, 3)
    seal(store, clock, D)
    assert alarm(store, clock) is None


def test_the_alarm_stands_until_the_whole_ledger_holds(store: Store, clock: FixedClock) -> None:
    write_many(store, clock, 1, 2)
    seal(store, clock, D)
    tamper(store, "UPDATE ledger_entries SET deed = 'call' WHERE position = 2")
    write_many(store, clock, 3)
    seal(store, clock, D)
    lift_alarm(store, D, verify(store, D))
    assert alarm(store, clock) is not None
    tamper(store, "UPDATE ledger_entries SET deed = 'submitted' WHERE position = 2")
    lift_alarm(store, D, verify(store, D))
    assert alarm(store, clock) is None


def test_what_waits_too_long_for_the_sealer_is_an_alarm_too(store: Store, clock: FixedClock) -> None:
    written = clock.now()
    write_many(store, clock, 1)
    clock.instant += watching.SEALED_WITHIN
    assert alarm(store, clock) is None
    clock.instant += timedelta(seconds=1)
    assert alarm(store, clock) == Alarm(None, written)
    seal(store, clock, D)
    assert alarm(store, clock) is None


def entry_tampered_with(house: House, clock: FixedClock) -> None:
    for number in (1, 2):
        with house.store.transaction() as session:
            write(session, clock, number, DISTRICT)
        keep_sealed(house)
    tamper(house.store, "UPDATE ledger_entries SET deed = 'call' WHERE position = 2")
    with house.store.transaction() as session:
        write(session, clock, 3, DISTRICT)
    keep_sealed(house)


def test_the_doctor_and_the_administrators_start_page_tell_of_a_tampered_entry(
    house: House, clock: FixedClock, browser: Browser
) -> None:
    before = {one.what: one.verdict for one in examine_house(house)}
    assert before["ledger"] == "good"
    entry_tampered_with(house, clock)
    [told] = [one for one in examine_house(house) if one.what == "ledger"]
    assert told.verdict == "fault"
    assert "entry 2" in told.sentence.en
    assert "第 2 条" in told.sentence.zh
    seen = browser(Role.ADMINISTRATOR).get("/")
    assert "收发台账被改动过：第 2 条" in text_of(seen.text)
    assert 'href="/ledger"' in seen.text
    assert "收发台账被改动过" not in text_of(browser(Role.COORDINATOR).get("/").text)
