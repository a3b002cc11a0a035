"""The clock that only knocks: each slot of a clock job becomes one job of the engine, however many clocks run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.clock import Clock
from config.clock_slots import ClockSlotRow
from config.database import insert_of
from config.durable import JOBS, SEND, Outbox, Queue, enqueue

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

MOST_SLOTS = 500
LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ClockJob:
    """A job and its civil times; `late` says whether a slot missed by over an hour is still run or only reported.

    `covers_earlier`: one run does what all missed slots would have done, so only the last is run.
    `stops_leap`: a simulated clock that is moved halts at each slot, so that the job sees its own moment.
    """

    job: str
    cron: str
    late: Literal["run", "report"]
    covers_earlier: bool = False
    stops_leap: bool = False
    queue: Queue = JOBS


CLOCK_JOBS = (
    ClockJob("prompt_planning", "0 9 * * *", late="run"),
    ClockJob("remind_of_day", "0 10 * * *", late="run", stops_leap=True),
    ClockJob("nudge_silent", "0 8-19 * * *", late="run", covers_earlier=True),
    ClockJob("sweep_licences", "30 8 * * *", late="run", covers_earlier=True, stops_leap=True),
    ClockJob("seal_ledger", "*/5 * * * *", late="run", covers_earlier=True),
    ClockJob("send_due", "*/5 * * * *", late="run", covers_earlier=True, queue=SEND),
)


def slots_between(cron: str, zone: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
    """The civil moments of `cron` later than `after` and not later than `until`, at most 500, newest kept."""
    trigger = _trigger(cron, zone)
    found: list[datetime] = []
    moment = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    while moment is not None and moment <= until:
        found.append(moment)
        moment = trigger.get_next_fire_time(moment, moment + timedelta(microseconds=1))
    return found[-MOST_SLOTS:]


def next_slot(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first civil moment of `cron` later than `after`."""
    trigger = _trigger(cron, zone)
    moment: datetime | None = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    assert moment is not None, "a job of the clock comes round again"
    return moment


def _trigger(cron: str, zone: ZoneInfo) -> Any:
    # imported here so that a command that asks the clock nothing does not wait for it
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    return CronTrigger.from_crontab(cron, timezone=zone)


def begin(session: Session, district_id: str, now: datetime, jobs: tuple[ClockJob, ...] = CLOCK_JOBS) -> None:
    """Let every clock job count its slots from `now`: a district begins with nothing missed."""
    for job in jobs:
        row = {"district_id": district_id, "job": job.job, "last_slot": now, "missed": 0}
        # Another clock may know the job already: then its slots count from the moment that it saw.
        session.execute(insert_of(session)(ClockSlotRow).values(**row).on_conflict_do_nothing())


def knock(outbox: Outbox, clock: Clock, district_id: str, jobs: tuple[ClockJob, ...] = CLOCK_JOBS) -> int:
    """Enqueue every slot that has come since the last knock; returns how many."""
    with outbox.transaction() as session:
        return sum(_knock_one(session, clock, district_id, job) for job in jobs)


def _knock_one(session: Session, clock: Clock, district_id: str, job: ClockJob) -> int:
    now = clock.now()
    row = session.get(ClockSlotRow, (district_id, job.job), with_for_update=True)
    if row is None:  # a job that an update brought along
        begin(session, district_id, now, (job,))
        return 0
    slots = slots_between(job.cron, clock.zone, row.last_slot, now)
    if not slots:
        return 0
    row.last_slot = slots[-1]
    run = slots[-1:] if job.covers_earlier else slots
    if job.late == "report":
        missed = [slot for slot in run if now - slot > LATE_AFTER]
        if missed:
            row.missed, row.missed_at = row.missed + len(missed), missed[-1]
        run = [slot for slot in run if now - slot <= LATE_AFTER]
    for slot in run:
        local = slot.astimezone(clock.zone).isoformat(timespec="minutes")
        enqueue(session, district_id, job.job, {"slot": local}, key=local, queue=job.queue)
    return len(run)


def start_clock(*ticks: tuple[Callable[[], object], float]) -> BackgroundScheduler:
    """Call each deed every so many seconds of the wall clock; a slow one is not called twice at once."""
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415 - for a process that stays only

    scheduler = BackgroundScheduler(timezone="UTC")
    for deed, seconds in ticks:
        scheduler.add_job(deed, "interval", seconds=seconds, max_instances=1, coalesce=True)
    scheduler.start()
    return scheduler
