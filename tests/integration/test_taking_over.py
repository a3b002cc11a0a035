"""On PostgreSQL the open work of a process that is gone is run by another; a living one is never robbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.clock import FixedClock
from config.database import Store
from config.durable import DurableEngine, Outbox, enqueue
from config.engine_lock import EngineLock, engine_holder, take_engine_lock
from config.taking_over import GRACE_SECONDS, Watch
from config.trying import Wiring
from config.work_log import open_work
from tests import postgres

TAKE_A_JOB_AND_HANG = """
import sys, time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from config.clock import FixedClock
from config.database import Store
from config.durable import DurableEngine, Outbox
from config.engine_lock import take_engine_lock
from config.trying import Wiring
store = Store(sys.argv[1])
def hang():
    print("begun", flush=True)
    time.sleep(60)
outbox = Outbox(store, FixedClock(datetime(2026, 5, 20, tzinfo=UTC), ZoneInfo("UTC")))
lock = take_engine_lock(store, "worker", "first")
DurableEngine(outbox, Wiring(jobs={"plan": hang}), "first").start(poll_seconds=0.05)
time.sleep(60)
"""


class Wall:
    """A wall clock in the hands of the test, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def locked(store: Store, executor: str) -> EngineLock:
    lock = take_engine_lock(store, "worker", executor)
    assert lock is not None
    return lock


def until_let_go(store: Store, executor: str) -> None:
    """The database hears a little later that a killed process is gone."""
    deadline = time.monotonic() + 60
    while engine_holder(store, executor) is not None:
        assert time.monotonic() < deadline, "PostgreSQL keeps the lock of the dead"
        time.sleep(0.05)


@contextmanager
def another_at_work(store: Store) -> Iterator[subprocess.Popen[str]]:
    """A process of the executor `first` that has taken the job and does not end it."""
    address = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", TAKE_A_JOB_AND_HANG, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def test_the_work_of_the_dead_is_run_by_another_and_that_of_the_living_is_not(
    postgres_store: Store, clock: FixedClock
) -> None:
    outbox, ran, wall = Outbox(postgres_store, clock), [], Wall()
    with outbox.transaction() as session:
        enqueue(session, "d", "plan", {})
    engine = DurableEngine(outbox, Wiring(jobs={"plan": lambda: ran.append("planned")}), "second")
    lock = locked(postgres_store, "second")
    watch = Watch(postgres_store, engine, lock, wall)
    with another_at_work(postgres_store) as first:
        engine.start(poll_seconds=0.05)
        assert watch.look() == ()
        wall.seconds += GRACE_SECONDS
        assert watch.look() == ()  # it lives, however long its work takes
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        until_let_go(postgres_store, "first")
    assert watch.look() == ()  # it may be the database that let go of its lock
    wall.seconds += GRACE_SECONDS
    assert not engine.drain(seconds=0.5)  # unless somebody looks for the dead, their work stays undone
    assert watch.look() == ("first",)
    assert engine.drain(seconds=30)
    assert ran == ["planned"]
    assert watch.look() == ()
    engine.stop()
    lock.release()
    outbox.close()


def test_on_sqlite_there_is_nobody_to_take_over_from(sqlite_store: Store, clock: FixedClock) -> None:
    outbox = Outbox(sqlite_store, clock)
    with outbox.transaction() as session:
        enqueue(session, "d", "plan", {})
    lock = locked(sqlite_store, "engine")
    assert Watch(sqlite_store, DurableEngine(outbox, Wiring(), "engine"), lock).look() == ()
    assert open_work(sqlite_store) == 1
    lock.release()
    outbox.close()


def test_a_living_process_takes_its_lock_again_after_a_restart_of_the_database(own_server: Path) -> None:
    store = Store(postgres.server_in(own_server).url("restarted"))
    lock = locked(store, "first")
    postgres.restart_server_in(own_server)
    assert engine_holder(store, "first") is None
    lock.keep()
    holder = engine_holder(store, "first")
    assert holder is not None
    assert holder.pid == os.getpid()
    lock.release()
    assert engine_holder(store, "first") is None
    store.close()
