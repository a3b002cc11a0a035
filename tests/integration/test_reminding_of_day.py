"""The day before, the parties are reminded of what is to be held; what a side declined is left to a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import FixedClock
from config.durable import Outbox
from config.settings import load_settings
from config.work_log import EventRow
from scheduler.application.answering import settle_decline, take_answer
from scheduler.application.planning_facts import planning_settings_of
from scheduler.application.publishing import approve, publish
from scheduler.application.reminding import remind_of_day
from scheduler.messages import DeliveryAnswered
from tests.conftest import SHANGHAI
from tests.integration.small_district import DISTRICT, draft, film, settle

JUNE = "2026-06"
FIRST, SECOND = film(), film("2606-002", area=2)
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=5)
THE_DAY_BEFORE = datetime(2026, 6, 11, 10, tzinfo=SHANGHAI)


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """Two films on 12 June are published; it is the day before."""
    with outbox.transaction() as session:
        settle(session, clock.now())
        revision = draft(session, JUNE, [FIRST, SECOND], clock.now())
        approve(
            session,
            clock,
            PLANNING,
            DISTRICT,
            JUNE,
            seen_revision=revision,
            by="协调员",
            despite_findings=True,
        )
        publish(session, clock, DISTRICT, JUNE, seen_revision=revision, by="协调员")
    clock.instant = THE_DAY_BEFORE.astimezone(UTC)
    return outbox


def answer(session: Session, clock: FixedClock, said: str, *, side: str = "provider") -> None:
    party = {"provider": "provider:P1", "venue": "venue:V1-open_air"}[side]
    answered = DeliveryAnswered(DISTRICT, FIRST.id, party, side, said, 1, "人手不足", "reply-1")  # type: ignore[arg-type]
    take_answer(session, clock, answered)


def reminded(office: Outbox, clock: FixedClock) -> list[str]:
    """The deliveries that the reminder of 12 June speaks of."""
    with office.transaction() as session:
        remind_of_day(session, clock, DISTRICT, THE_DAY_BEFORE)
    with office.store.reading() as session:
        payloads = session.scalars(sa.select(EventRow.payload).where(EventRow.kind == "ReminderDue"))
        return [each["id"] for payload in payloads for each in payload["deliveries"]]


def test_everything_that_stands_on_the_day_is_reminded_of(office: Outbox, clock: FixedClock) -> None:
    assert (FIRST.day, reminded(office, clock)) == (date(2026, 6, 12), [FIRST.id, SECOND.id])


@pytest.mark.parametrize("side", ["provider", "venue"])
def test_nobody_is_told_to_be_ready_for_what_a_side_declined(
    office: Outbox, clock: FixedClock, side: str
) -> None:
    with office.transaction() as session:
        answer(session, clock, "declined", side=side)
    assert reminded(office, clock) == [SECOND.id]


def test_a_decline_taken_back_is_reminded_of(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        answer(session, clock, "declined")
        answer(session, clock, "confirmed")
    assert reminded(office, clock) == [FIRST.id, SECOND.id]


def test_a_decline_that_a_coordinator_dealt_with_is_reminded_of(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        answer(session, clock, "declined")
        settle_decline(session, clock, DISTRICT, FIRST.id, by="协调员", note="已另找放映队")
    assert reminded(office, clock) == [FIRST.id, SECOND.id]
