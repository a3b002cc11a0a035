"""Whatever breaks between the house and the wire, nobody is told twice and nothing is lost from sight."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from notifications.application.asking_after import SendReport, ask_after_open_intents
from notifications.application.by_hand import send_again
from notifications.application.dispatching import send_due
from notifications.application.due import lane_waits
from notifications.application.receipts import take_updates
from notifications.providers import Capabilities, Outgoing, Sight, Sighting, Submission, Verdict
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.ledger import BARRED, DISORDERED, DOUBLED, SILENT, UNREACHABLE
from tests.integration.sending_office import SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS, FILM, NEXT_DAY


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


class DyingProvider(SimulatorProvider):
    """A real client in a process that dies before or after the wire, once."""

    dies: str = ""

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        if self.dies == "before":
            self.dies = ""
            raise Killed
        said = super().send(batch)
        if self.dies == "after":
            self.dies = ""
            raise Killed
        return said


NUMBERS = count(50_000_000, 1000)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as found:
        yield found


@pytest.fixture
def simulator(running: SimulatorProcess) -> SimulatorProcess:
    """One process for the module, with nothing wrong with it at the start of a test."""
    running.faults()
    return running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    provider = DyingProvider(simulator.address, "a secret of the tests", timeout=1, settle_seconds=0.2)
    made = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
        made.contact(party)
    yield made
    provider.close()


def dying(office: SendingOffice, moment: str) -> None:
    assert isinstance(office.provider, DyingProvider)
    office.provider.dies = moment
    with pytest.raises(Killed):
        office.send()


def told(office: SendingOffice, simulator: SimulatorProcess) -> Counter[str]:
    """How often each number was told something by this office, counted in the simulator's own record."""
    mine = {row.reference for row in office.messages()}
    return Counter(each["telephone"] for each in simulator.taken() if each["reference"] in mine)


def receipts(office: SendingOffice, simulator: SimulatorProcess) -> int:
    mine = {row.reference for row in office.messages()}
    return sum(line["reference"] in mine for line in simulator.lines("receipt"))


def once_each(office: SendingOffice) -> Counter[str]:
    return Counter(office.numbers.values())


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_that_dies_at_the_wire_tells_each_once(
    office: SendingOffice, simulator: SimulatorProcess, moment: str
) -> None:
    office.publish((None, FILM))
    dying(office, moment)
    assert [state for _, state in office.states()] == ["submitting"] * 4
    assert office.send().sent == 4
    assert told(office, simulator) == once_each(office)
    assert [state for _, state in office.states()] == ["sent"] * 4


def test_a_blind_resend_would_tell_twice(office: SendingOffice, simulator: SimulatorProcess) -> None:
    """What the guard is for: with asking replaced by sending again, the same death doubles every text."""

    def resend_blindly(_store: object, _desk: object, provider: SimulatorProvider, _report: object) -> None:
        batch = [
            Outgoing(row.reference, number, row.text)
            for row, number in zip(office.messages(), office.numbers.values(), strict=True)
            if row.state == "submitting"
        ]
        if batch:
            provider.send(batch)

    office.publish((None, FILM))
    dying(office, "after")
    send_due(office.outbox.store, office.desk, office.provider, settle=resend_blindly)  # type: ignore[arg-type]
    assert told(office, simulator).total() > 4


def test_a_broken_connection_is_asked_after_in_the_same_run(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    simulator.faults(drop_next=1)
    office.publish((None, FILM))
    assert office.send() == SendReport(sent=4)
    assert told(office, simulator) == once_each(office)


def test_an_error_of_the_provider_that_took_nothing_is_found_out_and_sent_again(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    simulator.faults(error_next=1)
    office.publish((None, FILM))
    office.send()
    assert office.send().sent == 4
    assert told(office, simulator) == once_each(office)


def test_what_is_still_on_its_way_is_waited_for_and_not_sent_again(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    patient = office.provider.capabilities
    office.provider.capabilities = replace(patient, settle_seconds=1.5)
    simulator.faults(delay_before=1.8)
    office.publish((None, FILM))
    assert office.send().sent == 4
    assert told(office, simulator) == once_each(office)


def test_too_many_requests_leaves_the_rest_for_a_later_run(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    simulator.faults(busy_next=1)
    office.publish((None, FILM))
    assert office.send() == SendReport(waiting=4)
    assert office.send() == SendReport(sent=4)


def test_a_provider_that_is_down_leaves_everything_queued(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    office.publish((None, FILM))
    simulator.stop()
    report = office.send()
    assert (report.sent, report.waiting, report.unfinished) == (0, 4, True)
    assert not waits(office)  # the lane rests first
    office.wire.pause(1)
    assert waits(office)
    simulator.start()
    assert office.send().sent == 4
    assert not waits(office)
    assert told(office, simulator) == once_each(office)


def test_an_open_intent_stays_open_while_the_provider_cannot_be_asked(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    office.publish((None, FILM))
    dying(office, "after")
    simulator.stop()
    assert office.send().open == 4
    simulator.start()
    assert office.send().sent == 4
    assert told(office, simulator) == once_each(office)


class LedgerlessProvider:
    """A provider's answers as they can be, for what the simulator always knows."""

    def __init__(self, sight: Sight, *, look_up: str = "listing", settle_seconds: float = 120) -> None:
        self.sight = sight
        self.sent: list[Outgoing] = []
        self.capabilities = Capabilities("simulator", True, 100, False, look_up, settle_seconds, True, False)  # type: ignore[arg-type]

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        self.sent += batch
        return [Submission(each.reference, Verdict.UNCERTAIN) for each in batch]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        assert message in self.sent
        assert since.tzinfo is UTC
        return Sighting(self.sight)


def waits(office: SendingOffice) -> bool:
    with office.outbox.store.reading() as session:
        return lane_waits(session, office.desk, office.wire)


def run_with(office: SendingOffice, provider: LedgerlessProvider) -> SendReport:
    desk = replace(office.desk, lane=provider.capabilities)
    office.wire.pause(600)
    return send_due(office.outbox.store, desk, provider, wire=office.wire)  # type: ignore[arg-type]


def test_not_found_counts_only_after_the_settling_time(office: SendingOffice) -> None:
    office.publish((None, FILM))
    provider = LedgerlessProvider(Sight.NOT_FOUND)
    assert run_with(office, provider).open == 4
    office.clock.instant += timedelta(seconds=119)
    assert run_with(office, provider).open == 4
    assert len(provider.sent) == 4
    office.clock.instant += timedelta(seconds=1)
    run_with(office, provider)
    assert len(provider.sent) == 8


@pytest.mark.parametrize(("sight", "look_up"), [(Sight.AMBIGUOUS, "listing"), (Sight.NOT_FOUND, "none")])
def test_what_cannot_be_decided_stands_visible_as_unknown_until_a_person_decides(
    office: SendingOffice, simulator: SimulatorProcess, sight: Sight, look_up: str
) -> None:
    office.publish((None, FILM))
    provider = LedgerlessProvider(sight, look_up=look_up)
    assert run_with(office, provider).unknown == 4
    assert [state for _, state in office.states()] == ["unknown"] * 4
    assert set(office.notices().values()) == {"with a person"}
    assert run_with(office, provider) == SendReport()
    with office.outbox.transaction() as session:
        send_again(session, office.desk, office.messages()[0].id, by="协调员")
    assert office.send().sent == 1
    assert told(office, simulator).total() == 1


def test_an_overseas_provider_sends_nothing_to_numbers_of_the_mainland(office: SendingOffice) -> None:
    office.publish((None, FILM))
    provider = LedgerlessProvider(Sight.FOUND)
    provider.capabilities = replace(provider.capabilities, domestic=False)
    report = run_with(office, provider)
    assert (report.held, provider.sent) == (4, [])


def test_each_outcome_of_the_provider_becomes_a_state(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    numbers = {"gone": UNREACHABLE, "silent": SILENT, "barred": BARRED, "twice": DOUBLED, "late": DISORDERED}
    for name, number in numbers.items():
        office.contact(f"venue:{name}", number)
    office.publish(
        *((None, replace(BOOKS, id=f"2606-{name}", venue_party=f"venue:{name}")) for name in numbers)
    )
    report = office.send()
    assert (report.failed, report.sent) == (1, 5)  # the area hears of it too
    waited(lambda: receipts(office, simulator) == 6)
    assert office.fetch() == (6, 0)
    assert office.fetch() == (0, 0)
    states = {row.id: row.state for row in office.messages()}
    by_number = {
        each["telephone"]: each["reference"] for each in simulator.taken() if each["reference"] in states
    }
    assert {name: states[by_number[number]] for name, number in numbers.items()} == {
        "gone": "failed",
        "silent": "sent",
        "barred": "failed",
        "twice": "delivered",
        "late": "delivered",
    }


def test_a_receipt_that_comes_by_push_and_by_pull_counts_once(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    office.publish((None, FILM))
    office.send()
    waited(lambda: receipts(office, simulator) == 4)
    assert office.fetch() == (4, 0)
    with office.outbox.transaction() as session:
        everything = office.provider.fetch_updates("")
        again = take_updates(session, office.desk, replace(everything, receipts=everything.receipts[-4:]))
    assert (again.receipts, again.replies) == (0, 0)


def test_the_receipt_of_a_text_whose_sender_died_settles_it(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    office.publish((None, FILM))
    dying(office, "after")
    waited(lambda: receipts(office, simulator) == 4)
    office.fetch()
    assert [state for _, state in office.states()] == ["delivered"] * 4
    assert office.send() == SendReport()
    assert told(office, simulator) == once_each(office)


def test_a_publication_between_the_intent_and_the_wire_is_told_as_a_change(office: SendingOffice) -> None:
    office.publish((None, FILM))
    dying(office, "after")
    office.publish((FILM, NEXT_DAY))
    office.send()
    texts = office.shown(office.numbers["venue:square"])
    assert [text.splitlines()[0] for text in texts] == [
        "6月配送安排（第1版），请核对并答复：",
        "6月配送安排有变更，以本条为准（第2版）：",
    ]


def test_texts_go_out_in_batches_and_the_urgent_first(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    before = len(simulator.lines("messages"))
    office.clock.instant = civil(5, 20, 21).astimezone(UTC)
    for place in range(45):
        office.contact(f"venue:v{place}")
    office.publish(
        *((None, replace(BOOKS, id=f"2606-b{place}", venue_party=f"venue:v{place}")) for place in range(45))
    )
    tonight = replace(FILM, id="2605-900", day="2026-05-20", start="22:30", end="23:30")
    office.publish((None, tonight))
    office.clock.instant = civil(5, 20, 21, 1).astimezone(UTC)
    assert office.send().sent == 4
    office.clock.instant = civil(5, 21, 8).astimezone(UTC)
    office.send()
    sizes = [len(line["messages"]) for line in simulator.lines("messages")[before:]]
    assert sizes == [4, 45]
    assert told(office, simulator) == once_each(office)


def test_two_runs_at_once_do_not_send_one_text_twice(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    simulator.faults(delay_after=0.3)
    office.publish((None, FILM))

    def no_asking(*_arguments: object) -> None:
        """Leave intents of the other run alone."""

    runs = [
        threading.Thread(
            target=send_due,
            args=(office.outbox.store, office.desk, office.provider),
            kwargs={"settle": no_asking},
        )
        for _ in range(3)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert told(office, simulator) == once_each(office)


def test_asking_after_nothing_asks_nobody(office: SendingOffice) -> None:
    report = SendReport()
    ask_after_open_intents(office.outbox.store, office.desk, office.provider, report)
    assert report == SendReport()


def waited(look: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
