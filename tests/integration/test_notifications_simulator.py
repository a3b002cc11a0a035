"""The simulator is a provider like any other, in a process of its own, with a record that outlives it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from notifications.providers import Outgoing, Sight, Sighting, Submission, UnsignedPush, Updates, Verdict
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.ledger import (
    BARRED,
    DISORDERED,
    DOUBLED,
    LATE,
    LATE_SECONDS,
    LOST,
    OPTED_OUT,
    SILENT,
    UNREACHABLE,
    Ledger,
)
from tests.simulator import SECRET, SimulatorProcess, free_port, running_simulator

NUMBER = "+8615400001001"
SINCE = datetime(2026, 5, 20, 1, tzinfo=UTC)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path / "simulator.jsonl") as running:
        yield running


@pytest.fixture(scope="module")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """One process for the tests that leave nothing behind in it."""
    with running_simulator(tmp_path_factory.mktemp("shared") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def provider(simulator: SimulatorProcess) -> Iterator[SimulatorProvider]:
    found = simulator.provider()
    yield found
    found.close()


def text(reference: str, telephone: str = NUMBER) -> Outgoing:
    return Outgoing(reference, telephone, "【示范区文化配送】安排")


def waited(look: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if look():
            return True
        time.sleep(0.02)
    return False


def test_a_batch_is_taken_and_written_down_whole(
    simulator: SimulatorProcess, provider: SimulatorProvider
) -> None:
    said = provider.send([text("a"), text("b", "+8615400001002")])
    assert said == [
        Submission("a", Verdict.ACCEPTED, "sim-000001"),
        Submission("b", Verdict.ACCEPTED, "sim-000002"),
    ]
    assert [(each["reference"], each["telephone"]) for each in simulator.taken()] == [
        ("a", NUMBER),
        ("b", "+8615400001002"),
    ]


def test_a_double_is_never_removed(simulator: SimulatorProcess, provider: SimulatorProvider) -> None:
    provider.send([text("a")])
    provider.send([text("a")])
    assert [each["reference"] for each in simulator.taken()] == ["a", "a"]


def test_what_was_handed_over_is_found_by_its_reference(provider: SimulatorProvider) -> None:
    provider.send([text("a")])
    assert provider.look_up(text("a"), SINCE) == Sighting(Sight.FOUND, "sim-000001")
    assert provider.look_up(text("never"), SINCE) == Sighting(Sight.NOT_FOUND)


def test_each_magic_number_has_its_outcome(simulator: SimulatorProcess, provider: SimulatorProvider) -> None:
    numbers = {"gone": UNREACHABLE, "still": SILENT, "barred": BARRED, "twice": DOUBLED, "late": DISORDERED}
    said = provider.send([text(name, number) for name, number in numbers.items()])
    assert {each.reference: each.verdict for each in said} == {
        name: Verdict.REFUSED if name == "barred" else Verdict.ACCEPTED for name in numbers
    }
    assert waited(lambda: len(simulator.lines("receipt")) == 5)
    receipts = provider.fetch_updates("").receipts
    assert [(each.reference, each.delivered) for each in receipts] == [
        ("gone", False),
        ("twice", True),
        ("twice", True),
        ("late", True),
        ("late", False),
    ]
    assert len({each.id for each in receipts}) == 5


def test_a_number_that_is_lost_is_taken_and_nobody_can_say_so(
    simulator: SimulatorProcess, provider: SimulatorProvider
) -> None:
    said = provider.send([text("a", LOST), text("b")])
    assert [each.verdict for each in said] == [Verdict.UNCERTAIN, Verdict.UNCERTAIN]
    assert [each["reference"] for each in simulator.taken()] == ["a", "b"]
    assert provider.look_up(text("a", LOST), SINCE).sight is Sight.AMBIGUOUS
    assert provider.look_up(text("b"), SINCE).sight is Sight.FOUND


def test_a_number_that_opted_out_is_refused_for_good(provider: SimulatorProvider) -> None:
    (said,) = provider.send([text("a", OPTED_OUT)])
    assert (said.verdict, said.reason) == (Verdict.REFUSED, "UNSUBSCRIBED")


def test_a_late_receipt_is_owed_until_its_time(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "log.jsonl")
    (taken,) = ledger.take([{"reference": "a", "telephone": LATE, "text": "安排"}])
    at = datetime.fromisoformat(ledger.by_reference("a")[0]["at"])
    assert ledger.owed_receipts(at + timedelta(seconds=LATE_SECONDS - 1)) == []
    assert ledger.owes
    assert ledger.owed_receipts(at + timedelta(seconds=LATE_SECONDS)) == [
        {"id": f"{taken['id']}-r1", "reference": "a", "code": "DELIVRD"}
    ]


def test_receipts_and_replies_are_fetched_from_a_cursor_on(
    simulator: SimulatorProcess, provider: SimulatorProvider
) -> None:
    provider.send([text("a")])
    assert waited(lambda: len(simulator.lines("receipt")) == 1)
    first = provider.fetch_updates("")
    assert [each.reference for each in first.receipts] == ["a"]
    assert first.replies == ()
    provider.type_reply(NUMBER, "271")
    second = provider.fetch_updates(first.cursor)
    assert second.receipts == ()
    assert [(each.telephone, each.text) for each in second.replies] == [(NUMBER, "271")]
    assert provider.fetch_updates(second.cursor) == Updates((), (), second.cursor)


def test_a_telephone_shows_what_it_got_and_what_was_typed(provider: SimulatorProvider) -> None:
    provider.send([text("a")])
    provider.type_reply(NUMBER, "271")
    assert [(each["from"], each["text"]) for each in provider.conversation(NUMBER)] == [
        ("office", "【示范区文化配送】安排"),
        ("telephone", "271"),
    ]
    assert [(each["telephone"], each["texts"]) for each in provider.telephones()] == [(NUMBER, 2)]


def test_a_crash_of_the_simulator_loses_nothing_that_it_answered(
    simulator: SimulatorProcess, provider: SimulatorProvider
) -> None:
    provider.send([text("a"), text("b")])
    provider.type_reply(NUMBER, "271")
    simulator.stop(kill=True)
    simulator.start()
    assert provider.look_up(text("b"), SINCE).sight is Sight.FOUND
    assert waited(lambda: len(simulator.lines("receipt")) == 2)
    assert [each.text for each in provider.fetch_updates("").replies] == ["271"]


def test_a_line_cut_short_by_a_crash_is_forgotten(
    simulator: SimulatorProcess, provider: SimulatorProvider
) -> None:
    provider.send([text("a")])
    simulator.stop(kill=True)
    with simulator.log.open("a", encoding="utf-8") as log:
        log.write('{"serial": 9, "kind": "mess')
    simulator.start()
    provider.send([text("b")])
    assert [each["reference"] for each in simulator.taken()] == ["a", "b"]


def test_too_many_requests_is_not_accepted(simulator: SimulatorProcess, provider: SimulatorProvider) -> None:
    simulator.faults(busy_next=1)
    assert provider.send([text("a")])[0].verdict is Verdict.NOT_ACCEPTED
    assert provider.send([text("a")])[0].verdict is Verdict.ACCEPTED


def test_a_server_error_is_uncertain(simulator: SimulatorProcess, provider: SimulatorProvider) -> None:
    simulator.faults(error_next=1)
    assert provider.send([text("a")])[0].verdict is Verdict.UNCERTAIN
    assert provider.look_up(text("a"), SINCE).sight is Sight.NOT_FOUND


def test_a_broken_connection_is_uncertain_though_the_text_is_on_its_way(
    simulator: SimulatorProcess, provider: SimulatorProvider
) -> None:
    simulator.faults(drop_next=1)
    assert provider.send([text("a")])[0].verdict is Verdict.UNCERTAIN
    assert provider.look_up(text("a"), SINCE).sight is Sight.FOUND


def test_an_answer_that_takes_too_long_is_uncertain_and_nothing_is_sent_again(
    simulator: SimulatorProcess,
) -> None:
    simulator.faults(delay_after=1)
    impatient = simulator.provider(timeout=0.2)
    assert impatient.send([text("a")])[0].verdict is Verdict.UNCERTAIN
    impatient.close()
    assert [each["reference"] for each in simulator.taken()] == ["a"]


def test_a_provider_that_is_down_has_not_accepted_and_cannot_be_asked() -> None:
    down = SimulatorProvider(f"http://127.0.0.1:{free_port()}", SECRET)
    assert down.send([text("a")])[0].verdict is Verdict.NOT_ACCEPTED
    assert down.look_up(text("a"), SINCE) == Sighting(Sight.NO_ANSWER)
    down.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/messages"),
        ("GET", "/messages?reference=a"),
        ("GET", "/updates"),
        ("GET", "/telephones"),
        ("GET", f"/telephones/{NUMBER}"),
        ("POST", f"/telephones/{NUMBER}/replies"),
        ("POST", "/faults"),
    ],
)
def test_no_door_opens_without_the_secret(shared_simulator: SimulatorProcess, method: str, path: str) -> None:
    assert httpx.request(method, shared_simulator.address + path, json={}).status_code == 401


def test_a_call_of_more_than_a_hundred_is_refused(shared_simulator: SimulatorProcess) -> None:
    provider = shared_simulator.provider()
    said = provider.send([text(f"m{n}") for n in range(101)])
    provider.close()
    assert {each.verdict for each in said} == {Verdict.REFUSED}


@pytest.fixture
def pushes() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A listener that takes pushes; the first is turned away."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((dict(self.headers.items()), body))
            self.send_response(503 if len(got) == 1 else 204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/push", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_pushed_is_signed_and_pushed_again_until_it_is_taken(
    tmp_path: Path, pushes: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    address, got = pushes
    with running_simulator(tmp_path / "simulator.jsonl", callback=address) as simulator:
        provider = simulator.provider()
        provider.type_reply(NUMBER, "271")
        assert waited(lambda: len(simulator.lines("push")) == 1)
        assert [body for _, body in got] == [got[0][1]] * 2
        headers, body = got[1]
        assert [each.text for each in provider.open_push(headers, body).replies] == ["271"]
        forged = json.dumps(json.loads(body) | {"receipts": []}).encode() + b" "
        with pytest.raises(UnsignedPush):
            provider.open_push(headers, forged)
        provider.close()
