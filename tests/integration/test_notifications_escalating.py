"""Silence leads from a reminder to the second contact, and from there to a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.settings import Settings, load_settings
from notifications.application.attention_view import Need, attention
from notifications.application.reminding import nudge_silent
from notifications.domain.sending_rules import Escalation, SendingRules
from tests.integration.sending_office import SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS

NUMBERS = count(82_000_000, 1000)
FAR = replace(BOOKS, day="2026-06-29")
REMINDED, PASSED_ON, CALLED = civil(5, 22, 9), civil(5, 26, 9), civil(5, 28, 9)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    """The library, which has two telephones, was asked about its books."""
    provider = simulator.provider()
    found = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    first = found.contact("venue:library")
    found.contact("venue:library", f"+86154{int(first[-8:]) + 500:08d}")
    found.publish((None, FAR))
    found.send()
    yield found
    provider.close()


def telephones(office: SendingOffice) -> tuple[str, str]:
    first = office.numbers["venue:library"]
    return first, f"+86154{int(first[-8:]) + 500:08d}"


def knock(office: SendingOffice, at: datetime) -> tuple[int, int]:
    office.clock.instant = at.astimezone(UTC)
    with office.outbox.transaction() as session:
        done = nudge_silent(session, office.desk)
    office.send()
    return done


def silent(office: SendingOffice) -> list[str]:
    """The numbers that stand on the call list because of their silence."""
    with office.outbox.store.reading() as session:
        needed = attention(session, office.district_id, office.clock)
    return [item.message.telephone for item in needed if item.need is Need.SILENT]


def test_silence_is_reminded_of_then_put_to_the_second_contact_then_called(office: SendingOffice) -> None:
    first, second = telephones(office)
    assert knock(office, REMINDED) == (1, 0)
    assert (len(office.shown(first)), office.shown(second)) == (2, [])
    assert knock(office, PASSED_ON) == (1, 0)
    assert len(office.shown(first)) == 2
    (text,) = office.shown(second)
    assert text.splitlines()[0] == "6月配送安排（第1版），请核对并答复："
    assert silent(office) == []
    assert knock(office, CALLED) == (0, 1)
    assert [number.replace(" ", "")[-4:] for number in silent(office)] == [first[-4:]]
    assert knock(office, CALLED + timedelta(days=5)) == (0, 0)


def test_a_nudge_that_no_registered_template_takes_goes_to_the_call_list_at_once(
    office: SendingOffice,
) -> None:
    first, _ = telephones(office)
    office.takes = lambda text: "尚未收到" not in text
    assert knock(office, REMINDED) == (0, 1)
    assert (len(office.shown(first)), len(silent(office))) == (1, 1)


def test_an_answer_that_no_registered_template_takes_is_left_to_a_person_as_it_is_written(
    office: SendingOffice,
) -> None:
    first, _ = telephones(office)
    office.takes = lambda text: "已记录您的答复" not in text
    office.reply(first, "271")
    office.send()
    assert len(office.shown(first)) == 1
    [echo] = [each for each in office.messages() if each.kind == "echo"]
    assert (echo.state, echo.channel, echo.reason) == ("held", "call", "no registered template takes it")
    with office.outbox.store.reading() as session:
        needed = attention(session, office.district_id, office.clock)
    assert (Need.CALL, echo.id) in [(each.need, each.message.id) for each in needed]


def test_each_text_of_a_question_has_a_number_of_its_own(office: SendingOffice) -> None:
    knock(office, REMINDED)
    ids = [message.id for message in office.messages() if message.kind in ("digest", "nudge")]
    assert len({each[:8] for each in ids}) == len(ids) > 1


def test_the_second_contact_s_answer_is_the_party_s(office: SendingOffice) -> None:
    first, second = telephones(office)
    knock(office, REMINDED)
    knock(office, PASSED_ON)
    office.reply(second, "271")
    assert office.answers() == [(FAR.id, "venue", "confirmed", 1)]
    assert office.notices()["venue:library"] == "answered"
    assert knock(office, CALLED) == (0, 0)
    office.reply(first, "272 那天闭馆")
    assert office.answers()[1:] == [(FAR.id, "venue", "declined", 1)]


def test_steps_that_end_without_a_call_are_refused() -> None:
    sending = load_settings(environment={}).sections["sending"]
    for escalation in ([], ["remind"], ["call", "remind"], ["remind", "remind", "call"]):
        with pytest.raises(Refusal, match="a call is the last"):
            Settings(sections={"sending": {**sending, "escalation": escalation}}).section(
                "sending", SendingRules
            )


def test_a_reminder_a_second_contact_and_a_call_are_what_ships() -> None:
    assert load_settings(environment={}).section("sending", SendingRules).escalation == tuple(Escalation)
