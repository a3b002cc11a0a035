"""A second provider takes over what a cut-off lane holds, and nothing that may have been told already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import cast
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from notifications.application.asking_after import SendReport, ask_after_open_intents
from notifications.application.batches import BatchChoice, batch_of, decide_on_batch
from notifications.application.by_hand import send_again
from notifications.application.desk import Desk, Takes
from notifications.application.dispatching import send_due
from notifications.application.lanes import stop_lane
from notifications.application.receipts import take_updates
from notifications.application.standing_in import hand_over
from notifications.domain.lanes import LaneRules
from notifications.domain.sending_events import BatchDecision
from notifications.providers import Capabilities, Outgoing, Receipt, Sight, Submission, Updates, Verdict
from tests.integration.scripted_provider import ScriptedProvider
from tests.integration.sending_office import SendingOffice
from tests.unit.notifications.arrangements import FILM
from tests.wire import WireInHand

NUMBERS = count(72_000_000, 1000)
SECOND = Capabilities("second", True, 100, False, "reference", 120, True, False)


@dataclass
class TwoWays:
    """An office with a provider that is down and a second one that works."""

    office: SendingOffice
    second: ScriptedProvider

    @property
    def provider(self) -> ScriptedProvider:
        """The first one."""
        return cast("ScriptedProvider", self.office.provider)

    @property
    def first_desk(self) -> Desk:
        return replace(self.office.desk, lane_rules=LaneRules(failures_to_open=1, stand_in="second"))

    @property
    def second_desk(self) -> Desk:
        return replace(self.office.desk, lane=self.second.capabilities)

    def settle(self) -> None:
        ask_after_open_intents(self.office.outbox.store, self.first_desk, self.provider, SendReport())

    def cut_off(self) -> None:
        self.office.wire.pause(600)
        send_due(self.office.outbox.store, self.first_desk, self.office.provider, wire=self.office.wire)

    def hand_over(self, takes: Takes = lambda _: True) -> int:
        with self.office.outbox.transaction() as session:
            return hand_over(session, self.first_desk, self.second_desk, takes)

    def told_by_second(self) -> int:
        return send_due(self.office.outbox.store, self.second_desk, self.second, wire=self.office.wire).sent


def down(message: Outgoing) -> Submission:
    return Submission(message.reference, Verdict.NOT_ACCEPTED, reason="not reached")


@pytest.fixture
def two(outbox: Outbox, clock: FixedClock) -> TwoWays:
    wire = WireInHand()
    provider = ScriptedProvider(wire, says=down)
    office = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS), wire=wire)  # type: ignore[arg-type]
    for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
        office.contact(party)
    office.publish((None, FILM))
    return TwoWays(office, ScriptedProvider(wire, capabilities=SECOND))


def test_what_waits_in_a_cut_off_lane_goes_by_the_second(two: TwoWays) -> None:
    assert two.hand_over() == 0  # nothing has failed yet
    two.cut_off()
    assert (two.hand_over(), two.told_by_second()) == (4, 4)
    assert {(row.lane, row.state) for row in two.office.messages()} == {("second", "sent")}


def uncertain(message: Outgoing) -> Submission:
    return Submission(message.reference, Verdict.UNCERTAIN)


def refused_for_now(two: TwoWays) -> None:
    two.provider.says = down
    two.cut_off()


def held_and_released(two: TwoWays) -> None:
    with two.office.outbox.transaction() as session:
        for decision in (BatchDecision.HOLD, BatchDecision.RELEASE):
            seen = batch_of(session, two.first_desk, decision, BatchChoice()).stamp
            decide_on_batch(session, two.first_desk, decision, BatchChoice(), seen=seen, by="协调员")


def sent_again_by_a_person(two: TwoWays) -> None:
    with two.office.outbox.transaction() as session:
        for row in two.office.messages():
            send_again(session, two.first_desk, row.id, by="协调员")


@pytest.mark.parametrize(
    ("sight", "since"),
    [
        (Sight.NOT_FOUND, None),
        (Sight.NOT_FOUND, refused_for_now),
        (Sight.NOT_FOUND, held_and_released),
        (Sight.AMBIGUOUS, sent_again_by_a_person),
    ],
)
def test_an_outcome_that_was_once_not_known_never_goes_by_the_second(
    two: TwoWays, sight: Sight, since: Callable[[TwoWays], None] | None
) -> None:
    two.provider.says, two.provider.sees = uncertain, sight
    two.cut_off()
    assert two.hand_over() == 0
    two.office.clock.instant += timedelta(hours=1)
    two.settle()  # the look-up finds nothing, or cannot tell: it may be sent again, but not by another
    if since is not None:
        since(two)
    assert {row.state for row in two.office.messages()} == {"queued"}
    assert two.hand_over() == 0
    with two.office.outbox.transaction() as session:
        take_updates(session, two.first_desk, late_receipts(two))
    assert {(row.lane, row.state) for row in two.office.messages()} == {("simulator", "delivered")}


def late_receipts(two: TwoWays) -> Updates:
    """The first provider had the texts after all."""
    at = two.office.clock.now()
    named = [row.reference for row in two.office.messages()]
    return Updates(tuple(Receipt(f"r-{each}", each, True, "", at) for each in named), (), "")


def test_a_text_that_is_not_registered_with_the_second_stays(two: TwoWays) -> None:
    two.cut_off()
    assert two.hand_over(lambda _: False) == 0
    assert {row.lane for row in two.office.messages()} == {"simulator"}


def test_a_question_stays_where_its_answer_comes_back(two: TwoWays) -> None:
    two.second.capabilities = replace(SECOND, two_way=False)
    two.cut_off()
    assert two.hand_over() == 1  # the area is told and not asked
    assert [row.lane for row in two.office.messages() if row.lane == "second"] == ["second"]


def test_a_lane_that_a_person_stopped_is_not_passed_by(two: TwoWays) -> None:
    two.cut_off()
    with two.office.outbox.transaction() as session:
        stop_lane(session, two.first_desk, by="协调员")
    assert two.hand_over() == 0
