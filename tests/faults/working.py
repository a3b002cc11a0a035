"""A process of the house that is killed: publishes June if it is not published, then works until nothing is open.

python -m tests.faults.working [--blind]      `--blind` switches the guard off: open intents are sent again unasked
"""

from __future__ import annotations

import sys
import time

import sqlalchemy as sa

from api import wiring
from api.bootstrap import House, open_house
from config.database import Store
from config.work_log import open_work
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport
from notifications.application.desk import Desk
from notifications.application.dispatching import send_due
from notifications.application.stepping import step
from notifications.domain.message import Happening, MessageState
from notifications.providers import Provider
from scheduler.adapters.calendar_repository import month_row
from scheduler.application.publishing import publish

MONTH = "2026-06"
PATIENCE_SECONDS = 60.0


def main() -> int:
    house = open_house()
    if "--blind" in sys.argv:
        wiring.send_due = _send_blindly
    engine = house.engine()
    print("working", flush=True)
    _publish_once(house)
    engine.start(poll_seconds=0.05)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _is_open(house) and time.monotonic() < deadline:
        wiring.keep_sending(house)
        time.sleep(0.05)
    engine.stop()
    done = not _is_open(house)
    house.close()
    return 0 if done else 1


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


def _send_blindly(store: Store, desk: Desk, provider: Provider) -> SendReport:
    """What a message layer without the guard does: what is open is taken as never sent."""
    return send_due(store, desk, provider, settle=_forget_the_wire)


def _forget_the_wire(store: Store, desk: Desk, _provider: Provider, _report: SendReport) -> None:
    with store.transaction() as session:
        for row in session.scalars(
            sa.select(MessageRow).where(MessageRow.state == MessageState.SUBMITTING.value)
        ):
            step(session, row, Happening.NOT_FOUND, desk.clock.now(), "guard off")


if __name__ == "__main__":
    sys.exit(main())
