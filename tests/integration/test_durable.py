"""The durable engine on both stores: all or nothing with the deed, heard once and in order, failures visible."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import FixedClock
from config.clock_slots import ClockSlotRow
from config.database import Store
from config.durable import ENGINE_SCHEMA, DurableEngine, Outbox, emit, enqueue, try_again
from config.trying import CutOff, Wiring, Work
from config.work_log import EventRow, JobRow, open_work
from tests.integration.other_processes import hanging


@dataclass(frozen=True, slots=True)
class Rained:
    """An event of these tests."""

    district_id: str
    day: str


def rained(day: int) -> Rained:
    return Rained("d", f"2026-06-{day:02}")


class Ear:
    """A listener that keeps what it hears in the store, in the transaction it is given."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.broken_on = ""
        self.calls: list[str] = []

    def __call__(self, session: Session, event: Rained) -> None:
        self.calls.append(event.day)
        session.add(ClockSlotRow(district_id="d", job=event.day, last_slot=self.clock.now()))
        session.flush()
        if event.day == self.broken_on:
            raise RuntimeError("the listener is broken")


@pytest.fixture
def ear(clock: FixedClock) -> Ear:
    return Ear(clock)


@contextmanager
def running(outbox: Outbox, wiring: Wiring) -> Iterator[DurableEngine]:
    engine = DurableEngine(outbox, wiring, "engine")
    engine.start(poll_seconds=0.05)
    try:
        yield engine
    finally:
        engine.stop()


def kept(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(ClockSlotRow.job).order_by(ClockSlotRow.job)))


def engine_rows(store: Store) -> int:
    table = sa.table("workflow_status", schema=None if store.is_sqlite else ENGINE_SCHEMA)
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def ran_with(heap: list[object]) -> Callable[..., None]:
    """A job that keeps the one argument it ran with."""

    def job(**arguments: object) -> None:
        heap.extend(arguments.values())

    return job


def one_event(store: Store) -> EventRow:
    with store.reading() as session:
        return session.scalars(sa.select(EventRow)).one()


def one_job(store: Store) -> JobRow:
    with store.reading() as session:
        return session.scalars(sa.select(JobRow)).one()


def test_an_event_is_heard_once_by_every_listener(outbox: Outbox, ear: Ear) -> None:
    also: list[Rained] = []
    with outbox.transaction() as session:
        emit(session, rained(12))
    with running(outbox, Wiring({Rained: (ear, lambda _, event: also.append(event))})) as engine:
        assert engine.drain(seconds=20)
    assert ear.calls == ["2026-06-12"]
    assert also == [rained(12)]
    assert kept(outbox.store) == ["2026-06-12"]
    assert one_event(outbox.store).handled_at == outbox.clock.now()


def test_the_engine_writes_to_the_house_s_log_and_to_no_stream_of_its_own(outbox: Outbox) -> None:
    """A stream that it kept would be closed by the time it writes there, and a trace would reach a terminal."""
    with running(outbox, Wiring()):
        engine_log = logging.getLogger("dbos")
        assert not [one for one in engine_log.handlers if isinstance(one, logging.StreamHandler)]
        assert engine_log.propagate


def test_a_deed_that_fails_leaves_no_event_no_job_and_nothing_in_the_engine(outbox: Outbox, ear: Ear) -> None:
    def half_a_deed() -> None:
        with outbox.transaction() as session:
            emit(session, rained(12))
            enqueue(session, "d", "tidy", {}, key="once")
            raise RuntimeError("half way")

    before = engine_rows(outbox.store)
    with pytest.raises(RuntimeError, match="half way"):
        half_a_deed()
    assert open_work(outbox.store) == 0
    assert engine_rows(outbox.store) == before
    with running(outbox, Wiring({Rained: (ear,)}, {"tidy": lambda: ear.calls.append("tidy")})) as engine:
        with outbox.transaction() as session:
            emit(session, rained(13))
        assert engine.drain(seconds=20)
    assert ear.calls == ["2026-06-13"]


def test_the_engine_s_traces_go_to_the_log_and_never_to_the_terminal(
    outbox: Outbox, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with running(outbox, Wiring()):
        logging.getLogger("dbos").error("a trace")
    said = capsys.readouterr()
    assert ("a trace" in said.out + said.err, "a trace" in caplog.text) == (False, True)


def test_events_are_heard_in_the_order_in_which_they_came(outbox: Outbox, ear: Ear) -> None:
    days = [12, 30, 1, 7, 25, 3, 18, 9, 22, 14]
    for day in days:
        with outbox.transaction() as session:
            emit(session, rained(day))
    with running(outbox, Wiring({Rained: (ear,)})) as engine:
        assert engine.drain(seconds=30)
    assert ear.calls == [rained(day).day for day in days]


def test_a_key_used_before_enqueues_nothing(outbox: Outbox) -> None:
    ran: list[object] = []
    with outbox.transaction() as session:
        first = enqueue(session, "d", "remind", {"slot": "a"}, key="2026-06-12T10:00")
        assert first == "remind:2026-06-12T10:00"
        assert enqueue(session, "d", "remind", {"slot": "b"}, key="2026-06-12T10:00") is None
    with running(outbox, Wiring(jobs={"remind": ran_with(ran)})) as engine:
        assert engine.drain(seconds=20)
        with outbox.transaction() as session:
            assert enqueue(session, "d", "remind", {"slot": "c"}, key="2026-06-12T10:00") is None
            other = enqueue(session, "another", "remind", {"slot": "d"}, key="2026-06-12T10:00")
        assert other is not None
        assert engine.drain(seconds=20)
    assert ran == ["a", "d"]


def test_ten_clocks_that_knock_with_one_key_give_one_run(outbox: Outbox) -> None:
    ran: list[object] = []
    failures: list[Exception] = []

    def knock(number: int) -> None:
        try:
            with outbox.transaction() as session:
                enqueue(session, "d", "remind", {"number": number}, key="one slot")
        except Exception as error:  # noqa: BLE001 - counted below
            failures.append(error)

    clocks = [threading.Thread(target=knock, args=(number,)) for number in range(10)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    with running(outbox, Wiring(jobs={"remind": ran_with(ran)})) as engine:
        assert engine.drain(seconds=20)
    assert failures == []
    assert len(ran) == 1


def test_a_listener_that_fails_keeps_nothing_and_is_tried_three_times(outbox: Outbox, ear: Ear) -> None:
    ear.broken_on = "2026-06-12"
    with outbox.transaction() as session:
        emit(session, rained(12))
        emit(session, rained(13))
    with running(outbox, Wiring({Rained: (ear,)})) as engine:
        assert engine.drain(seconds=30)
    assert ear.calls == ["2026-06-12"] * 3 + ["2026-06-13"]
    assert kept(outbox.store) == ["2026-06-13"]
    with outbox.store.reading() as session:
        failed, good = session.scalars(sa.select(EventRow).order_by(EventRow.id)).all()
    assert (failed.tries, failed.handled_at, good.failure) == (3, None, None)
    assert failed.failure is not None
    assert "RuntimeError: the listener is broken" in failed.failure


def test_a_second_listener_that_fails_takes_the_first_ones_work_back(outbox: Outbox, ear: Ear) -> None:
    def fail(_session: Session, _event: Rained) -> None:
        raise RuntimeError("the second is broken")

    with outbox.transaction() as session:
        emit(session, rained(12))
    with running(outbox, Wiring({Rained: (ear, fail)})) as engine:
        assert engine.drain(seconds=30)
    assert kept(outbox.store) == []
    assert one_event(outbox.store).handled_at is None


def test_a_failed_event_is_heard_when_a_person_has_it_tried_again(outbox: Outbox, ear: Ear) -> None:
    ear.broken_on = "2026-06-12"
    with outbox.transaction() as session:
        event_id = emit(session, rained(12))
    with running(outbox, Wiring({Rained: (ear,)})) as engine:
        assert engine.drain(seconds=30)
        ear.broken_on = ""
        with outbox.transaction() as session:
            assert try_again(session, "d", event_id)
        assert engine.drain(seconds=30)
        with outbox.transaction() as session:
            assert not try_again(session, "d", event_id)
    assert kept(outbox.store) == ["2026-06-12"]
    assert one_event(outbox.store).failure is None


def test_a_failed_job_is_visible_and_runs_when_tried_again(outbox: Outbox) -> None:
    mended: list[bool] = []

    def send() -> None:
        if not mended:
            raise RuntimeError("no provider")

    with outbox.transaction() as session:
        job_id = enqueue(session, "d", "send", {})
    assert job_id is not None
    with running(outbox, Wiring(jobs={"send": send})) as engine:
        assert engine.drain(seconds=30)
        job = one_job(outbox.store)
        assert (job.tries, job.finished_at) == (3, None)
        assert job.failure is not None
        assert "RuntimeError: no provider" in job.failure
        mended.append(True)
        with outbox.transaction() as session:
            assert try_again(session, "d", job_id)
        assert engine.drain(seconds=30)
    assert one_job(outbox.store).finished_at == outbox.clock.now()


def test_what_nobody_listens_to_is_a_visible_failure(outbox: Outbox) -> None:
    with outbox.transaction() as session:
        emit(session, rained(12))
    with running(outbox, Wiring()) as engine:
        assert engine.drain(seconds=30)
    assert "no room listens to Rained" in (one_event(outbox.store).failure or "")


def test_work_enqueued_while_nobody_runs_the_engine_waits_for_it(outbox: Outbox) -> None:
    ran: list[str] = []
    wiring = Wiring(jobs={"tidy": lambda: ran.append("tidy")})
    with running(outbox, wiring):
        pass
    with outbox.transaction() as session:
        enqueue(session, "d", "tidy", {})
    assert open_work(outbox.store) == 1
    with running(outbox, wiring) as engine:
        assert engine.drain(seconds=20)
    assert ran == ["tidy"]


def test_work_that_was_cut_off_by_a_kill_is_done_by_the_next_process(outbox: Outbox, store: Store) -> None:
    with outbox.transaction() as session:
        enqueue(session, "d", "plan", {})
    with hanging(store, "engine") as process:
        os.kill(process.pid, signal.SIGKILL)
    assert open_work(store) == 1
    ran: list[str] = []
    with running(outbox, Wiring(jobs={"plan": lambda: ran.append("planned")})) as engine:
        assert engine.drain(seconds=30)
    assert ran == ["planned"]


def test_work_that_outlasts_the_engine_and_finds_its_means_closed_has_not_failed(outbox: Outbox) -> None:
    with outbox.transaction() as session:
        job_id = enqueue(session, "d", "send", {})
    assert job_id is not None

    def send() -> None:
        work.cut_off()
        raise RuntimeError("the provider is closed")

    work = Work(outbox, Wiring(jobs={"send": send}))
    with pytest.raises(CutOff):
        work.perform("d", job_id)
    job = one_job(outbox.store)
    assert (job.tries, job.failure, job.finished_at) == (0, None, None)
