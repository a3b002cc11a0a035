"""The clock only knocks: each slot since the last one becomes one job, however many clocks knock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from api.clock import CLOCK_JOBS, ClockJob, knock, slots_between
from config.clock import FixedClock
from config.clock_slots import ClockSlotRow
from config.durable import Outbox
from config.work_log import EventRow, JobRow
from scheduler.adapters.district_tables import DayMarkRow
from scheduler.application.planning_facts import read_workdays
from scheduler.application.reminding import prompt_planning
from tests.integration.small_district import DISTRICT, settle

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = ClockJob("remind_of_day", "0 10 * * *", late="run")
SWEEP = ClockJob("sweep_licences", "30 8 * * *", late="run", covers_earlier=True)
REPORT = ClockJob("report_only", "0 * * * *", late="report")


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def knocked(outbox: Outbox) -> list[str]:
    with outbox.store.reading() as session:
        return sorted(session.scalars(sa.select(JobRow.id)))


def test_slots_are_civil_moments_after_one_instant_up_to_another() -> None:
    assert slots_between("0 10 * * *", SHANGHAI, at(20, 10), at(22, 10)) == [at(21, 10), at(22, 10)]
    assert slots_between("0 10 * * *", SHANGHAI, at(20, 10), at(21, 9, 59)) == []


def test_first_knock_only_remembers_the_moment(outbox: Outbox, clock: FixedClock) -> None:
    assert knock(outbox, clock, DISTRICT, (MORNING,)) == 0
    assert knocked(outbox) == []


def test_every_missed_slot_is_made_good_once(outbox: Outbox, clock: FixedClock) -> None:
    knock(outbox, clock, DISTRICT, (MORNING,))
    clock.instant = at(22, 12).astimezone(UTC)
    assert knock(outbox, clock, DISTRICT, (MORNING,)) == 3
    assert knock(outbox, clock, DISTRICT, (MORNING,)) == 0
    assert knocked(outbox) == [f"remind_of_day:2026-05-{day}T10:00+08:00" for day in (20, 21, 22)]


def test_a_job_that_covers_the_earlier_ones_is_run_once(outbox: Outbox, clock: FixedClock) -> None:
    knock(outbox, clock, DISTRICT, (SWEEP,))
    clock.instant = at(30, 12).astimezone(UTC)
    assert knock(outbox, clock, DISTRICT, (SWEEP,)) == 1
    assert knocked(outbox) == ["sweep_licences:2026-05-30T08:30+08:00"]


def test_a_slot_that_may_not_be_late_is_reported_and_not_run(outbox: Outbox, clock: FixedClock) -> None:
    knock(outbox, clock, DISTRICT, (REPORT,))
    clock.instant = at(20, 13, 30).astimezone(UTC)
    assert knock(outbox, clock, DISTRICT, (REPORT,)) == 1
    with outbox.store.reading() as session:
        row = session.get_one(ClockSlotRow, (DISTRICT, "report_only"))
    assert (row.missed, row.missed_at) == (3, at(20, 12).astimezone(UTC))
    assert knocked(outbox) == ["report_only:2026-05-20T13:00+08:00"]


@pytest.mark.parametrize("known", [True, False])
def test_two_clocks_at_once_give_one_run(outbox: Outbox, clock: FixedClock, *, known: bool) -> None:
    if known:
        knock(outbox, clock, DISTRICT, (MORNING,))
    clock.instant = at(20, 11).astimezone(UTC)
    together, counts = Barrier(2), []
    others = [Outbox(outbox.store, clock) for _ in range(2)]

    def knock_together(mine: Outbox) -> None:
        together.wait()
        counts.append(knock(mine, clock, DISTRICT, (MORNING,)))

    threads = [Thread(target=knock_together, args=(mine,)) for mine in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert sorted(counts) == [0, int(known)]
    assert knocked(outbox) == ["remind_of_day:2026-05-20T10:00+08:00"] * known


def test_the_house_has_its_clock_jobs() -> None:
    assert {job.job: (job.cron, job.late) for job in CLOCK_JOBS} == {
        "prompt_planning": ("0 9 * * *", "run"),
        "remind_of_day": ("0 10 * * *", "run"),
        "nudge_silent": ("0 8-19 * * *", "run"),
        "sweep_licences": ("30 8 * * *", "run"),
        "seal_ledger": ("*/5 * * * *", "run"),
        "send_due": ("*/5 * * * *", "run"),
    }


@pytest.mark.parametrize(
    ("day", "prompted"),
    [(at(15, 9), True), (at(14, 9), False), (at(16, 9), False)],
)
def test_planning_is_prompted_on_the_fifteenth(
    outbox: Outbox, clock: FixedClock, day: datetime, prompted: bool
) -> None:
    with outbox.transaction() as session:
        settle(session, clock.now())
        days = read_workdays(session, DISTRICT)
        assert prompt_planning(session, DISTRICT, day.date(), days) is prompted
        kinds = list(session.scalars(sa.select(EventRow.kind)))
    assert kinds == (["PlanningDue"] if prompted else [])


def test_planning_is_prompted_earlier_when_the_fifteenth_does_not_work(
    outbox: Outbox, clock: FixedClock
) -> None:
    saturday = at(15, 9, month=8).date()
    with outbox.transaction() as session:
        settle(session, clock.now())
        friday = saturday - timedelta(days=1)
        session.add(
            DayMarkRow(
                district_id=DISTRICT,
                id=f"{friday}/holiday",
                day=friday,
                kind="holiday",
                name="放假",
                source="test",
                edited_at=clock.now(),
                edited_by="import",
            )
        )
        session.flush()
        days = read_workdays(session, DISTRICT)
        prompted = [
            day
            for day in (saturday - timedelta(days=back) for back in range(5))
            if prompt_planning(session, DISTRICT, day, days)
        ]
    assert prompted == [saturday - timedelta(days=2)]
