"""The word on one block and the intents of the next are one commit, made while a call is under way."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.database import raise_subjects
from config.durable import Outbox
from notifications.adapters.message_tables import MessageSubjectRow
from notifications.application import dispatching
from notifications.application.asking_after import SendReport
from notifications.application.hearing import NOT_HANDED_OVER, TO_BE_JUDGED_ANEW
from notifications.application.lanes import stop_lane
from notifications.domain.lanes import LaneRules
from notifications.domain.reasons import reason_words
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow
from notifications.providers import Outgoing, Sight, Sighting
from tests.integration.scripted_provider import ALL_AT_ONCE, ScriptedProvider, accepts
from tests.integration.test_notifications_dispatching import Killed, waited
from tests.integration.test_notifications_lanes import NUMBERS, Lanes, refuses_for_now
from tests.wire import WireInHand

PAIRS = replace(ALL_AT_ONCE, bulk_size=2)
PAST_SETTLING = timedelta(seconds=PAIRS.settle_seconds + 1)


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Iterator[Lanes]:
    """Its texts leave two in a call."""
    wire = WireInHand()
    provider = ScriptedProvider(wire, capabilities=PAIRS)
    return Lanes(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS), wire=wire)  # type: ignore[arg-type]


def standing(office: Lanes) -> Counter[str]:
    return Counter(row.state for row in office.messages() if row.channel == "sms")


def told(office: Lanes) -> Counter[str]:
    return Counter(each.reference for _, batch in office.provider.calls for each in batch)


def during_call(office: Lanes, number: int, look: object) -> None:
    """Have something happen in the call of this number, from 1, before the provider answers."""

    def happen() -> None:
        if len(office.provider.calls) == number:
            look()  # type: ignore[operator]

    office.provider.before_answer = happen


def test_the_next_intents_are_kept_and_the_last_word_taken_while_a_call_is_under_way(office: Lanes) -> None:
    office.announce(8)
    during_call(
        office, 2, lambda: waited(lambda: standing(office) == {"sent": 2, "submitting": 4, "queued": 2})
    )
    assert office.run() == SendReport(sent=8)
    assert office.provider.sizes == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("rules", "look_up"),
    [(LaneRules(a_second=10), "reference"), (LaneRules(), "none")],
    ids=["paced", "blind"],
)
def test_a_paced_lane_and_one_that_cannot_be_asked_keep_one_block_open(
    office: Lanes, rules: LaneRules, look_up: str
) -> None:
    office.rules = rules
    office.provider.capabilities = replace(PAIRS, look_up=look_up)  # type: ignore[arg-type]
    office.announce(6)
    seen = list[Counter[str]]()
    office.provider.before_answer = lambda: seen.append(standing(office))
    assert office.run() == SendReport(sent=6)
    assert [each["submitting"] for each in seen] == [2, 2, 2]
    assert [each["sent"] for each in seen] == [0, 2, 4]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_process_that_dies_in_a_call_beside_which_the_next_was_claimed_tells_each_once(
    office: Lanes, number: int
) -> None:
    """What was taken is found, what was kept beside it is not, and leaves after it."""
    office.announce(6)

    def die() -> None:
        ahead = 4 if number < 3 else 2
        waited(lambda: standing(office)["submitting"] == ahead)
        raise Killed

    during_call(office, number, die)
    with pytest.raises(Killed):
        office.run()
    taken = set(told(office))
    office.provider.look_up = lambda message, _since: Sighting(  # type: ignore[method-assign]
        Sight.FOUND if message.reference in taken else Sight.NOT_FOUND
    )
    office.provider.before_answer = lambda: None
    office.clock.instant += PAST_SETTLING
    office.run()
    assert standing(office) == {"sent": 6}
    assert set(told(office).values()) == {1}


def test_a_store_that_fails_beside_a_call_loses_no_word(
    office: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is waited for first; then what was called is asked after, and each is told once."""
    office.announce(6)
    ended = list[int]()

    def end_late() -> None:
        time.sleep(0.1)
        ended.append(len(office.provider.calls))

    office.provider.before_answer = end_late
    claim, claims = dispatching.claim_block, count(1)

    def breaks(*arguments: object) -> object:
        if next(claims) == 3:  # beside the second call
            raise sa.exc.OperationalError("", {}, Exception("the store is gone"))
        return claim(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatching, "claim_block", breaks)
    with pytest.raises(sa.exc.OperationalError):
        office.run()
    monkeypatch.undo()
    assert ended == [1, 2]
    taken = set(told(office))
    assert standing(office) == {"submitting": 4, "queued": 2}
    office.provider.look_up = lambda message, _since: Sighting(  # type: ignore[method-assign]
        Sight.FOUND if message.reference in taken else Sight.NOT_FOUND
    )
    office.clock.instant += PAST_SETTLING
    office.run()
    assert standing(office) == {"sent": 6}
    assert set(told(office).values()) == {1}


def test_what_was_claimed_beside_a_call_that_came_to_nothing_is_given_back_uncalled(office: Lanes) -> None:
    office.announce(6)
    second = 2

    def says(message: Outgoing) -> object:
        return refuses_for_now(message) if len(office.provider.calls) == second else accepts(message)

    office.provider.says = says  # type: ignore[assignment]
    during_call(office, second, lambda: waited(lambda: standing(office)["submitting"] == 4))
    report = office.run()
    assert office.provider.sizes == [2, 2]
    assert (report.sent, report.waiting, standing(office)) == (2, 4, {"sent": 2, "queued": 4})
    called = set(told(office))
    attempts = {row.reference: row.attempts for row in office.messages() if row.channel == "sms"}
    assert {attempts[each] for each in called} == {1}
    assert {attempts[each] for each in attempts.keys() - called} == {0}
    assert reasons(office).count(NOT_HANDED_OVER) == 2
    assert reason_words(NOT_HANDED_OVER).zh.startswith("未交付服务商")
    office.wire.pause(400)
    assert office.run() == SendReport(sent=4)


def test_what_was_claimed_beside_a_slow_call_is_judged_anew_so_that_nothing_stale_leaves(
    office: Lanes,
) -> None:
    """Its intents were kept before the change that came during the call; that change would be told beside them."""
    office.announce(6)

    def change() -> None:
        waited(lambda: standing(office)["submitting"] == 4)
        handed = {each.reference for _, batch in office.provider.calls for each in batch}
        kept = [
            row.id for row in office.messages() if row.state == "submitting" and row.reference not in handed
        ]
        told_of = sa.select(MessageSubjectRow.subject).where(MessageSubjectRow.message_id.in_(kept))
        with office.outbox.transaction() as session:
            raise_subjects(session, office.district_id, set(session.scalars(told_of)))
        office.wire.pause(2.0)

    during_call(office, 1, change)
    report = office.run()
    assert report.superseded == 2
    assert (standing(office), max(told(office).values())) == ({"sent": 4, "superseded": 2}, 1)
    assert reasons(office).count(TO_BE_JUDGED_ANEW) == 2


def test_a_stop_beside_a_call_keeps_what_was_claimed_beside_it(office: Lanes) -> None:
    office.announce(8)

    def stop() -> None:
        waited(lambda: standing(office)["submitting"] == 4)
        with office.outbox.transaction() as session:
            stop_lane(session, office.desk, by="协调员")

    during_call(office, 1, stop)
    assert office.run() == SendReport(sent=2, waiting=6)
    assert office.provider.sizes == [2]


def reasons(office: Lanes) -> list[str]:
    """Why the provider's words on record say that something was not taken."""
    with office.outbox.store.reading() as session:
        rows = session.scalars(
            sa.select(LedgerEntryRow).where(
                LedgerEntryRow.district_id == office.district_id, LedgerEntryRow.deed == "wire"
            )
        )
        return [found for row in rows if (found := json.loads(row.content or "{}")["reason"])]
