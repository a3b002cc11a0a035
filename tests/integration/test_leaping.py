"""A leap of the demonstration's clock is a walk: whatever comes due on the way is told at its own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from api import leaping
from api.bootstrap import House
from api.clock import begin
from api.leaping import ask_leap, leap_under_way
from api.operations.seeing_through import see_through
from api.operations.simulating import simulator_beside
from config.district_clock import move_clock
from config.durable import emit
from config.refusal import Refusal
from config.work_log import EventRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import PERHAPS_TOLD, MessageState
from notifications.domain.notice import NoticeKind
from scheduler.adapters.calendar_tables import PublishedDeliveryRow
from scheduler.application.reminding import standing_on
from scheduler.messages import PlanningDue
from tests.conftest import SHANGHAI

FIRST, LAST = datetime(2026, 6, 8, 18, tzinfo=SHANGHAI), datetime(2026, 6, 10, 12, tzinfo=SHANGHAI)


def leapt(house: House, to: datetime) -> None:
    with house.outbox.transaction() as session:
        ask_leap(session, house, to)
    assert see_through(house, "clock", seconds=120).done


@pytest.fixture
def office(published_house: House) -> Iterator[House]:
    with published_house.store.transaction() as session:
        move_clock(session, published_house.district_id, FIRST)
        begin(session, published_house.district_id, FIRST)
    with simulator_beside(published_house.settings):
        yield published_house


def test_each_day_on_the_way_is_reminded_of_on_the_day_before_it(office: House) -> None:
    leapt(office, LAST)
    assert office.clock.now() == LAST
    with office.store.reading() as session:
        days = {
            day
            for day in session.scalars(sa.select(PublishedDeliveryRow.day).distinct())
            if FIRST.date() + timedelta(days=1) < day <= LAST.date() + timedelta(days=1)
            and standing_on(session, office.district_id, day)
        }
        told = session.execute(
            sa.select(EventRow.payload, EventRow.at)
            .where(EventRow.kind == "ReminderDue")
            .order_by(EventRow.id)
        ).all()
        reminders = session.scalars(
            sa.select(MessageRow).where(
                MessageRow.kind == NoticeKind.REMINDER.value, MessageRow.channel == "sms"
            )
        ).all()
    reminded = {payload["day"]: at.astimezone(SHANGHAI) for payload, at in told}
    assert {day.isoformat() for day in days} == set(reminded)
    assert len(days) == 2
    assert all(
        at.hour == 10 and (at.date() + timedelta(days=1)).isoformat() == day for day, at in reminded.items()
    )
    assert reminders
    assert all(row.state in PERHAPS_TOLD and row.submitted_at < row.not_after for row in reminders)


def test_a_text_that_waits_for_the_morning_leaves_in_the_morning(office: House) -> None:
    morning = datetime(2026, 6, 9, 8, tzinfo=SHANGHAI)
    with office.store.transaction() as session:
        waiting = session.scalars(sa.select(MessageRow).where(MessageRow.state == "queued").limit(1)).one()
        waiting.due_at, waiting.not_after = morning, morning + timedelta(minutes=10)
    leapt(office, datetime(2026, 6, 9, 8, 20, tzinfo=SHANGHAI))
    with office.store.reading() as session:
        row = session.get_one(MessageRow, (office.district_id, waiting.id))
    assert (row.state, row.submitted_at) == (MessageState.SENT.value, morning)


def test_what_does_not_end_keeps_the_clock_where_it_is(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaping, "STOP_SECONDS", 0.0)
    with office.outbox.transaction() as session:
        emit(session, PlanningDue(office.district_id, "2026-07"))
    leaping.leap(office, LAST)
    assert office.clock.now() == FIRST


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (FIRST - timedelta(days=1), "时钟只能向前拨"),
        (FIRST + timedelta(days=367), "一次最多拨 366 天"),
    ],
)
def test_a_leap_back_or_over_more_than_a_year_is_refused(office: House, to: datetime, why: str) -> None:
    with pytest.raises(Refusal) as refused, office.outbox.transaction() as session:
        ask_leap(session, office, to)
    assert why in refused.value.faults[0].sentence.zh
    with office.store.reading() as session:
        assert leap_under_way(session, office.district_id) is None
