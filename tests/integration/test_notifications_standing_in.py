"""A second provider takes over what a cut-off lane holds, and nothing that may have been told already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from notifications.application.desk import Desk
from notifications.application.dispatching import send_due
from notifications.application.lanes import stop_lane
from notifications.application.standing_in import Takes, hand_over
from notifications.domain.lanes import LaneRules
from notifications.providers import Capabilities, Outgoing, Submission, Verdict
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
    def first_desk(self) -> Desk:
        return replace(self.office.desk, lane_rules=LaneRules(failures_to_open=1, stand_in="second"))

    @property
    def second_desk(self) -> Desk:
        return replace(self.office.desk, lane=self.second.capabilities)

    def cut_off(self) -> None:
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


def test_an_outcome_that_is_not_known_never_goes_by_the_second(two: TwoWays) -> None:
    two.office.provider.says = lambda message: Submission(message.reference, Verdict.UNCERTAIN)  # type: ignore[attr-defined]
    two.cut_off()
    assert {row.state for row in two.office.messages()} == {"submitting"}
    assert two.hand_over() == 0
    two.office.clock.instant = two.office.clock.instant.replace(hour=two.office.clock.instant.hour + 1)
    two.cut_off()  # the look-up finds nothing: it may be sent again, but not by another
    assert {row.state for row in two.office.messages()} == {"queued"}
    assert two.hand_over() == 0


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
