"""A process of the house that is killed: publishes June if it is not published, then works until nothing is open.

python -m tests.faults.working [--blind] [--alone]

`--blind` switches the guard off: open intents are sent again unasked. `--alone`: the dead are not looked for.
"""

from __future__ import annotations

import os
import sys
import time

import sqlalchemy as sa

from api.bootstrap import House, open_house
from api.wiring import keep_sending
from config.engine_lock import EngineLock, take_engine_lock
from config.taking_over import LOOK_EVERY_SECONDS, Watch
from config.work_log import open_work
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
    return int(_is_open(house))


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
            sa.select(sa.func.count())
            .select_from(MessageRow)
            .where(
                MessageRow.channel == "sms",
                MessageRow.state.in_([MessageState.QUEUED.value, MessageState.SUBMITTING.value]),
            )
        )
    return bool(unsent) or open_work(house.store) > 0


def _send_blindly(house: House) -> None:
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    send_due(house.store, desk, house.provider, settle=guard_off)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # nothing is open: the engine's threads need not be waited for
