"""Whatever the provider does to a call, nobody is told twice and nothing is lost: counted at its own record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from notifications.application import announcing, claiming, hearing, receipts
from notifications.application.receipts import take_updates
from notifications.domain.message import Happening
from notifications.providers import UnsignedPush, Verdict
from notifications.providers.simulator.wire import SIGNATURE_HEADER, signature
from tests.faults.crowd import BATCH, TIMEOUT_SECONDS, VENUES, Crowd, books, crowd_at, guard_off
from tests.integration.sending_office import civil
from tests.integration.test_notifications_dispatching import waited
from tests.simulator import SECRET, SimulatorProcess, running_simulator

pytestmark = pytest.mark.fault

BREAKS: dict[str, dict[str, float]] = {
    "answers after the time-out": {"delay_after": TIMEOUT_SECONDS * 1.5},
    "accepts and drops the connection": {"drop_next": 3},
    "accepts and answers 500": {"error_after_next": 3},
}
STORM = 4
"""Calls in a row; a fifth that comes to nothing would cut the lane off for a minute of the wire."""


class AsTheyWere(dict[str, int]):
    """Versions that equal whatever was told by them."""

    def __missing__(self, subject: str) -> Any:
        del subject
        return EqualToAll()


class EqualToAll:
    """A version that differs from none."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        del other
        return True


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as found:
        yield found


@pytest.fixture
def crowd(outbox: Outbox, clock: FixedClock, running: SimulatorProcess) -> Iterator[Crowd]:
    running.faults()
    found = crowd_at(outbox, clock, running)
    yield found
    running.faults()
    found.office.provider.close()


@pytest.mark.parametrize("broken", BREAKS)
def test_a_provider_that_took_it_and_did_not_say_so_is_asked(
    crowd: Crowd, running: SimulatorProcess, broken: str
) -> None:
    crowd.publish()
    running.faults(**BREAKS[broken])
    crowd.drain()
    assert crowd.told() == crowd.once_each()
    assert crowd.states() == {"sent": VENUES}


@pytest.mark.parametrize("broken", BREAKS)
def test_without_asking_it_everybody_is_told_again(
    crowd: Crowd, running: SimulatorProcess, broken: str
) -> None:
    crowd.publish()
    running.faults(**BREAKS[broken])
    crowd.office.send(guard_off)
    running.faults()
    crowd.drain(guard_off)
    assert max(crowd.told().values()) > 1


@pytest.mark.parametrize("storm", ["busy_next", "error_next"])
def test_a_storm_of_refusals_delays_and_doubles_nothing(
    crowd: Crowd, running: SimulatorProcess, storm: str
) -> None:
    crowd.publish()
    running.faults(**{storm: STORM})
    crowd.drain()
    assert crowd.told() == crowd.once_each()
    assert crowd.states() == {"sent": VENUES}


def test_without_patience_a_storm_of_refusals_loses_texts(
    crowd: Crowd, running: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is off: what is not taken now is taken for refused for good."""
    monkeypatch.setitem(hearing.HAPPENING_OF, Verdict.NOT_ACCEPTED, Happening.REFUSED)
    crowd.publish()
    running.faults(busy_next=2)
    crowd.drain()
    assert crowd.states() == {"failed": BATCH * 2, "sent": VENUES - BATCH * 2}
    assert crowd.told() != crowd.once_each()


def test_a_storm_that_outlasts_the_patience_leaves_every_text_in_sight(
    crowd: Crowd, running: SimulatorProcess
) -> None:
    crowd.publish()
    running.faults(busy_next=10_000)
    for _ in range(30):
        crowd.office.send()
    assert crowd.told() == Counter()
    assert sum(crowd.states()[state] for state in ("queued", "held")) == VENUES


@pytest.mark.parametrize("guarded", [True, False])
def test_receipts_that_come_doubled_and_backwards_are_each_taken_once(
    crowd: Crowd, running: SimulatorProcess, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(receipts, "insert_new", lambda *given: [True] * len(given[-1]))
    crowd.publish()
    crowd.drain()
    mine = {row.reference for row in crowd.office.messages()}
    waited(lambda: sum(line["reference"] in mine for line in running.lines("receipt")) == VENUES)
    everything = crowd.office.provider.fetch_updates("")
    mixed = tuple(each for each in everything.receipts[::-1] if each.reference in mine) * 2
    with crowd.office.outbox.transaction() as session:
        taken = take_updates(session, crowd.office.desk, replace(everything, receipts=mixed, replies=()))
    assert (taken.receipts == VENUES) is guarded
    assert crowd.states() == {"delivered": VENUES}
    crowd.drain()
    assert crowd.told() == crowd.once_each()


@pytest.mark.parametrize("signed", ["", "0" * 64, signature(SECRET, b"another body")])
def test_a_forged_receipt_changes_nothing(crowd: Crowd, signed: str) -> None:
    crowd.publish()
    crowd.drain()
    sent = [row.reference for row in crowd.office.messages() if row.channel == "sms"]
    claim = {"id": f"forged-{sent[0]}", "reference": sent[0], "code": "UNDELIV"}
    body = json.dumps({"receipts": [claim | {"at": "2026-05-20T09:00:00+08:00"}], "replies": []}).encode()
    with crowd.office.outbox.transaction() as session, pytest.raises(UnsignedPush):
        take_updates(
            session, crowd.office.desk, crowd.office.provider.open_push({SIGNATURE_HEADER: signed}, body)
        )
    assert crowd.states() == {"sent": VENUES}
    with crowd.office.outbox.transaction() as session:
        headers = {SIGNATURE_HEADER: signature(SECRET, body)}
        take_updates(session, crowd.office.desk, crowd.office.provider.open_push(headers, body))
    assert crowd.states() == {"sent": VENUES - 1, "failed": 1}


@pytest.mark.parametrize("guarded", [True, False])
def test_after_a_day_without_the_provider_each_is_told_once_and_how_it_stands_now(
    crowd: Crowd, running: SimulatorProcess, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:  # what is overtaken is neither taken back nor noticed at the wire
        monkeypatch.setattr(announcing, "take_back", lambda *_: None)
        monkeypatch.setattr(claiming, "locked_versions", lambda *_: AsTheyWere())
    crowd.office.clock.instant = civil(6, 1, 9).astimezone(UTC)
    crowd.publish()
    running.stop()
    for hour in range(24):
        moved = books(hour, f"2026-06-{16 + hour % 3}")
        crowd.office.publish((books(hour), moved))
        crowd.office.clock.instant += timedelta(hours=1)
        crowd.office.send()
    running.start()
    crowd.drain()
    assert (crowd.told() == crowd.once_each()) is guarded
    stale = [
        place
        for place in range(24)
        if f"6月{16 + place % 3}日" not in crowd.office.shown(crowd.office.numbers[f"venue:v{place}"])[0]
    ]
    assert (stale == []) is guarded
