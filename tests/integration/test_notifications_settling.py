"""Several changes for one party within the window become one text; what is undone meanwhile says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import count
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from config.settings import load_settings
from notifications.domain.sending_rules import SendingRules
from tests.integration.sending_office import SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import FILM, NEXT_DAY

NUMBERS = count(78_000_000, 1000)
MINUTE = timedelta(minutes=1)
SECOND = replace(FILM, id="2606-002", day="2026-06-19")


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    """The square has heard of two films; changes settle for two minutes."""
    provider = simulator.provider()
    found = SendingOffice(
        outbox, clock, provider, uuid4().hex[:8], next(NUMBERS), settling=timedelta(minutes=2)
    )
    found.contact("venue:square")
    found.publish((None, FILM), (None, SECOND))
    found.send()
    yield found
    provider.close()


def square(office: SendingOffice) -> str:
    return office.numbers["venue:square"]


def told_since(office: SendingOffice) -> list[str]:
    """What the square was told after its first digest."""
    office.send()
    return office.shown(square(office))[1:]


def test_two_minutes_are_what_ships() -> None:
    assert load_settings(environment={}).section("sending", SendingRules).settling == 2 * MINUTE


def test_changes_within_the_window_become_one_text_when_it_closes(office: SendingOffice) -> None:
    office.publish((FILM, NEXT_DAY))
    assert told_since(office) == []
    office.clock.instant += MINUTE
    office.publish((SECOND, replace(SECOND, day="2026-06-20")))
    assert told_since(office) == []
    office.clock.instant += MINUTE  # two minutes after the first change
    (text,) = told_since(office)
    assert [line[:6] for line in text.splitlines()[1:3]] == ["（1）改期：", "（2）改期："]


def test_a_change_undone_within_the_window_says_nothing_and_keeps_the_answer(office: SendingOffice) -> None:
    office.reply(square(office), "271")
    office.publish((FILM, NEXT_DAY))
    office.clock.instant += MINUTE
    office.publish((NEXT_DAY, FILM))
    office.clock.instant += timedelta(hours=1)
    assert len(told_since(office)) == 1  # the echo of its answer
    assert office.answers()[2:] == [(FILM.id, "venue", "confirmed", 3)]


def test_a_cancellation_undone_leaves_the_question_open(office: SendingOffice) -> None:
    office.publish((FILM, None))
    office.publish((None, FILM))
    office.clock.instant += timedelta(hours=1)
    assert told_since(office) == []
    office.reply(square(office), "27201")
    assert sorted(office.answers()) == [
        (FILM.id, "venue", "declined", 3),
        (SECOND.id, "venue", "confirmed", 1),
    ]


@pytest.mark.parametrize("hours", [3, 24])
def test_rain_and_what_starts_soon_do_not_wait(office: SendingOffice, hours: int) -> None:
    office.clock.instant = (civil(6, 12, 19, 30) - timedelta(hours=hours)).astimezone(UTC)
    indoors = replace(FILM, venue="西路社区文化活动中心", venue_party="venue:centre")
    office.publish((FILM, indoors), reason="因雨" if hours > 4 else "")
    assert len(told_since(office)) == 1


def test_a_change_that_could_not_leave_at_the_end_of_the_window_leaves_at_once(office: SendingOffice) -> None:
    office.clock.instant = civil(5, 20, 19, 59).astimezone(UTC)
    office.publish((FILM, NEXT_DAY))
    assert len(told_since(office)) == 1
