"""A process of the house that is killed: publishes June if it is not published, then works until nothing is open.

`--blind` switches the guard off: open intents are sent again unasked. `--alone`: the dead are not looked for.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import time
from datetime import UTC, datetime

import sqlalchemy as sa

from api.bootstrap import House, open_house
from api.wiring import keep_sending
from config.engine_lock import EngineLock, take_engine_lock
from config.taking_over import LOOK_EVERY_SECONDS, Watch
from config.work_log import EventRow, JobRow, open_work
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.dispatching import send_due
from notifications.domain.message import MessageState
from scheduler.adapters.calendar_repository import month_row
from scheduler.application.publishing import publish
from tests.faults.crowd import guard_off

MONTH = "2026-06"
POLL_SECONDS = 0.15
"""Seldom enough that the machine is not busy with looking."""
PATIENCE_SECONDS = 240.0
"""Ample: how long it takes says how busy the machine is, not whether it is right."""


def main() -> int:
    faulthandler.dump_traceback_later(
        2 * PATIENCE_SECONDS, exit=True
    )  # a store that is gone is waited for without end
    house = open_house()
    if "--blind" in sys.argv:
        house.wiring.jobs["send_due"] = lambda **_: _send_blindly(house)
    deadline = time.monotonic() + PATIENCE_SECONDS
    lock = _locked(house, deadline)
    engine = house.engine()
    watch = Watch(house.store, engine, lock)
    print("working", flush=True)
    _publish_once(house)
    engine.start(poll_seconds=POLL_SECONDS)
    looks_at = time.monotonic()
    while _is_open(house) and time.monotonic() < deadline:
        if "--alone" not in sys.argv and time.monotonic() >= looks_at:
            watch.look()
            looks_at += LOOK_EVERY_SECONDS
        keep_sending(house)
        time.sleep(POLL_SECONDS)
    if _is_open(house):
        _tell_what_is_open(house)
        return 1
    return 0


def _tell_what_is_open(house: House) -> None:
    """So that it can be seen afterwards what a run waited for: jobs, texts on the way, and how the lane stands."""
    asked = {
        "job": sa.select(JobRow.__table__).where(JobRow.finished_at.is_(None)),
        "event": sa.select(EventRow.__table__).where(EventRow.handled_at.is_(None)),
        "text": sa.select(MessageRow.__table__).where(MessageRow.channel == "sms", _unsent()),
        "lane": sa.select(LaneRow.__table__),
    }
    print(f"given up after {PATIENCE_SECONDS:.0f} s at {datetime.now(UTC)}", file=sys.stderr)
    with house.store.reading() as session:
        for what, rows in asked.items():
            for row in session.execute(rows).mappings():
                said = {name: value for name, value in row.items() if value is not None and name != "text"}
                print(f"open {what}: {said}", file=sys.stderr)
    for run in house.outbox.client.list_workflows(status=["PENDING", "ENQUEUED"], load_output=False):
        about = (run.name, run.input, run.status, run.executor_id, run.queue_name, run.recovery_attempts)
        print(f"open run: {run.workflow_id} {about}", file=sys.stderr)
    faulthandler.dump_traceback(all_threads=True)


def _locked(house: House, deadline: float) -> EngineLock:
    """The one that was killed may not have been buried yet."""
    while time.monotonic() < deadline:
        lock = take_engine_lock(house.store, "working", house.settings.executor)
        if lock is not None:
            return lock
        time.sleep(0.05)
    raise TimeoutError("another process has the lock")


def _publish_once(house: House) -> None:
    with house.outbox.transaction() as session:
        row = month_row(session, house.district_id, MONTH, lock=True)
        if not row.published_number:
            publish(
                session, house.clock, house.district_id, MONTH, seen_revision=row.draft_revision, by="协调员"
            )


def _is_open(house: House) -> bool:
    with house.store.reading() as session:
        unsent = session.scalar(
            sa.select(sa.func.count()).select_from(MessageRow).where(MessageRow.channel == "sms", _unsent())
        )
    return bool(unsent) or open_work(house.store) > 0


def _unsent() -> sa.ColumnElement[bool]:
    return MessageRow.state.in_([MessageState.QUEUED.value, MessageState.SUBMITTING.value])


def _send_blindly(house: House) -> None:
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    send_due(house.store, desk, house.provider, settle=guard_off)


def work() -> None:
    """The whole process, to its end."""
    status = main()
    sys.stdout.flush()
    os._exit(status)  # nothing is open: the engine's threads need not be waited for
