"""What moving the clock tells: the reminders, nudges, sweeps and prompts that came of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter

from api.bootstrap import House
from api.cli.clock_report import Tally, became, tally
from config.district_clock import move_clock
from config.durable import emit
from config.work_log import EventRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.reminding import remind_parties
from scheduler.application.reminding import remind_of_day
from scheduler.messages import PlanningDue, ReminderDue
from tests.conftest import SHANGHAI
from tests.pages_register import sweep_register

THE_DAY_BEFORE = datetime(2026, 6, 9, 10, tzinfo=SHANGHAI)


def counted(house: House) -> Tally:
    with house.store.reading() as session:
        return tally(session, house.district_id)


def said(before: Tally, after: Tally) -> list[str]:
    return [sentence.zh for sentence in became(before, after)]


def remind(house: House) -> None:
    """The reminders of the day before, as the engine writes them."""
    with house.store.transaction() as session:
        move_clock(session, house.district_id, THE_DAY_BEFORE)
    with house.outbox.transaction() as session:
        remind_of_day(session, house.clock, house.district_id, THE_DAY_BEFORE)
        payload = session.scalars(
            sa.select(EventRow.payload).where(EventRow.kind == ReminderDue.__name__)
        ).one()
        event = TypeAdapter(ReminderDue).validate_python(payload)
        remind_parties(session, house.sending_desk(session), event)


def test_nothing_that_came_due_is_said_to_be_nothing(published_house: House) -> None:
    stands = counted(published_house)
    assert said(stands, stands) == ["到点的事都看过了：没有要提醒、催复的，也没有新到期的许可证。"]


def test_texts_that_left_and_those_too_late_are_counted(published_house: House) -> None:
    house = published_house
    before = counted(house)
    with house.store.transaction() as session:
        first, second, third = session.scalars(
            sa.select(MessageRow).where(MessageRow.state == "queued").order_by(MessageRow.id).limit(3)
        )
        first.state, second.state, third.state = "sent", "delivered", "expired"
    assert said(before, counted(house)) == [
        "已交发送 2 条。",
        "过了时限没有发出的 1 条，要人处理（culture messages --attention）。",
    ]


def test_what_was_written_and_did_not_leave_is_told_by_how_it_stands(published_house: House) -> None:
    house = published_house
    before = counted(house)
    with house.store.transaction() as session:
        rows = session.scalars(
            sa.select(MessageRow)
            .where(MessageRow.state == "queued", MessageRow.channel == "sms")
            .order_by(MessageRow.id)
            .limit(4)
        ).all()
        for row, state in zip(rows, ("sent", "held", "superseded", "failed"), strict=True):
            row.state = state
    assert said(before, counted(house)) == [
        "已交发送 1 条。",
        "没有交发送的：待人工 1 条、已被取代 1 条、失败 1 条（culture messages --state）。",
    ]


def test_reminders_written_are_counted_by_kind_and_calls_apart(published_house: House) -> None:
    before = counted(published_house)
    remind(published_house)
    assert said(before, counted(published_house)) == [
        "新写短信：前一日提醒 10 条。",
        "没有交发送的：待发送 10 条（culture messages --state）。",
        "要打电话的新增 4 个（culture messages --attention）。",
    ]


def test_the_sweep_tells_how_many_reminders_are_newly_due(published_house: House) -> None:
    before = counted(published_house)
    sweep_register(published_house)
    after = counted(published_house)
    assert said(before, after) == [
        f"许可证清查：新到提醒期的 {len(after.reminders)} 件（culture notice due）。"
    ]
    assert said(after, counted(published_house))[0].startswith("到点的事都看过了")


def test_the_prompt_names_the_month_to_plan(published_house: House) -> None:
    before = counted(published_house)
    with published_house.outbox.transaction() as session:
        emit(session, PlanningDue(published_house.district_id, "2026-07"))
    assert said(before, counted(published_house)) == ["该排 2026-07 的计划了（culture plan 2026-07）。"]
