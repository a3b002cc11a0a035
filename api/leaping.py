"""The demonstration's leap: its clock goes from one moment at which something comes due to the next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.clock import CLOCK_JOBS, knock, next_slot
from config.district_clock import move_clock, refuse_unless_ahead
from config.durable import CLOCK, enqueue
from config.refusal import refuse
from config.work_log import JobRow, open_work
from notifications.application.due import next_to_leave
from notifications.application.reminding import next_silence

if TYPE_CHECKING:
    from api.bootstrap import House

LEAP = "advance_clock"
TIMELESS = (LEAP, "plan_month", "plan_year", "plan_city", "plan_district", "find_repair", "explain_order")
"""Work that no knock brings about: the clock does not wait for it."""
STOP_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.05
LONGEST_LEAP = timedelta(days=366)


def ask_leap(session: Session, house: House, to: datetime) -> None:
    """Have the clock walk to `to`; refused backwards, over more than a year, and on real data."""
    before = refuse_unless_ahead(session, house.district_id, to)
    if to - before > LONGEST_LEAP:
        raise refuse(
            "clock --to",
            "一次最多拨 {days} 天（途中每件到点的事都要办）。请分几次拨。",
            "the clock goes at most {days} days at once, as all that comes due on the way is done. Move it in parts.",
            days=LONGEST_LEAP.days,
        )
    enqueue(session, house.district_id, LEAP, {"to": to.astimezone(UTC).isoformat()}, queue=CLOCK)


def leap_under_way(session: Session, district_id: str) -> datetime | None:
    """Where the clock is walking to, if it is."""
    open_leaps = session.scalars(
        sa.select(JobRow.arguments).where(
            JobRow.district_id == district_id,
            JobRow.name == LEAP,
            JobRow.finished_at.is_(None),
            JobRow.failure.is_(None),
        )
    )
    return max((datetime.fromisoformat(leap["to"]) for leap in open_leaps), default=None)


def leap(house: House, to: datetime) -> None:
    """Walk to `to`; at each stop what came due is done first, else the clock stays there."""
    while True:
        knock(house.outbox, house.clock, house.district_id)
        now = house.clock.now()
        if not _settled(house) or now >= to:
            return
        stop = min(_stops(house, now, to), default=to)
        with house.store.transaction() as session:
            if stop > house.clock.now():
                move_clock(session, house.district_id, stop)


def _settled(house: House) -> bool:
    """Whether what came due ends within the time of one stop."""
    until = time.monotonic() + STOP_SECONDS
    while open_work(house.store, beside=TIMELESS):
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True


def _stops(house: House, now: datetime, to: datetime) -> Iterator[datetime]:
    """What comes next after `now` and before `to`, of each kind of thing that has its time."""
    zone = house.clock.zone
    with house.store.transaction() as session:
        desks = [desk for desk, _ in house.lanes(session).values()]
        leaves = [next_to_leave(session, desk) for desk in desks]
        silence = next_silence(session, desks[0])
    moments = [moment for moment in leaves if moment is not None]
    moments += [next_slot(job.cron, zone, now) for job in CLOCK_JOBS if job.stops_leap]
    if silence is not None:
        nudge = next(job for job in CLOCK_JOBS if job.job == "nudge_silent")
        moments.append(next_slot(nudge.cron, zone, max(now, silence - timedelta(microseconds=1))))
    yield from (moment for moment in moments if now < moment < to)
