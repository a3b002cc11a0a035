"""Two processes whose clocks both knock: every slot is run once, and nobody is reminded twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

import api.clock
from api.clock import knock, slots_between
from config.database import Store
from config.durable import Outbox
from config.work_log import JobRow
from notifications.domain.notice import NoticeKind
from scheduler.application.reminding import remind_of_day
from tests.integration.sending_office import civil
from tests.integration.small_district import DISTRICT, film
from tests.integration.telling_month import TellingMonth
from tests.simulator import running_simulator

pytestmark = pytest.mark.fault

DAYS = (date(2026, 6, 12), date(2026, 6, 13))
CLOCKS = 2


@pytest.fixture
def month(store: Store, tmp_path: Path) -> Iterator[TellingMonth]:
    """Two films on the next two days, of which everybody knows; what was told is counted at the provider's process."""
    with running_simulator(tmp_path / "simulator.jsonl") as simulator:
        found = TellingMonth(store, tmp_path, simulator)
        for number, day in enumerate(DAYS, 1):
            found.plan(film(f"2606-{number:03d}", day))
        found.publish()
        found.hear()
        found.send()
        assert len(simulator.taken()) == len(simulator.lines("messages")[0]["messages"]) > 0
        yield found
        found.close()


def knock_together(month: TellingMonth, clocks: list[Outbox]) -> None:
    """All clocks knock at the same moment."""
    together = Barrier(len(clocks))

    def knock_one(outbox: Outbox) -> None:
        together.wait()
        knock(outbox, month.clock, DISTRICT)

    threads = [Thread(target=knock_one, args=(outbox,)) for outbox in clocks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def remind(month: TellingMonth, done: set[str]) -> None:
    """Do every reminding that was enqueued, as the engine would, and let the lane run."""
    with month.store.reading() as session:
        jobs = session.scalars(sa.select(JobRow).where(JobRow.name == "remind_of_day")).all()
    for job in jobs:
        if job.id not in done:
            done.add(job.id)
            with month.outbox.transaction() as session:
                slot = datetime.fromisoformat(job.arguments["slot"])
                remind_of_day(session, month.clock, DISTRICT, slot)
    month.hear()
    month.send()


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is off: a clock takes the last two hours for new, and enqueues its slots under no id of theirs."""
    real = api.clock.enqueue

    def remembers_nothing(cron: str, zone: Any, _last: datetime, now: datetime) -> Any:
        return slots_between(cron, zone, now - timedelta(hours=2), now)

    def unnamed(*given: Any, key: str, **more: Any) -> Any:
        return real(*given, key=f"{key}/{uuid4()}", **more)

    monkeypatch.setattr(api.clock, "slots_between", remembers_nothing)
    monkeypatch.setattr(api.clock, "enqueue", unnamed)


@pytest.mark.parametrize("guarded", [True, False])
def test_two_clocks_that_knock_at_once_run_a_slot_once(
    month: TellingMonth, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    month.clock.instant = civil(6, 11, 9).astimezone(UTC)
    clocks = [Outbox(month.store, month.clock) for _ in range(CLOCKS)]
    knock_together(month, clocks)
    if not guarded:
        forgetful(monkeypatch)
    month.clock.instant = civil(6, 11, 10).astimezone(UTC)
    knock_together(month, clocks)
    for each in clocks:
        each.close()
    with month.store.reading() as session:
        runs = session.scalar(sa.select(sa.func.count()).where(JobRow.name == "remind_of_day"))
    assert runs == (1 if guarded else CLOCKS)


def test_two_clocks_that_knock_together_for_two_days_remind_everybody_once_of_each(
    month: TellingMonth,
) -> None:
    month.clock.instant = civil(6, 10, 20).astimezone(UTC)
    clocks = [Outbox(month.store, month.clock) for _ in range(CLOCKS)]
    done: set[str] = set()
    for _ in range(24):
        knock_together(month, clocks)
        remind(month, done)
        month.clock.instant += timedelta(hours=2)
    for each in clocks:
        each.close()
    assert len(done) == len(DAYS)
    concerned = ("venue:V1-open_air", "venue:V1-centre", "provider:P1", "area:A1")
    assert month.told_by({NoticeKind.REMINDER}) == Counter(dict.fromkeys(concerned, len(DAYS)))
    assert month.told_twice() == []
