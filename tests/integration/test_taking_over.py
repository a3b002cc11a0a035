"""On PostgreSQL the open work of a process that is gone is run by another; a living one is never robbed."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from config.clock import FixedClock
from config.database import Store
from config.durable import DurableEngine, Outbox, enqueue
from config.engine_lock import EngineLock, engine_holder, take_engine_lock
from config.taking_over import GRACE_SECONDS, Watch
from config.trying import Wiring
from config.work_log import open_work
from tests import postgres
from tests.integration.other_processes import hanging


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


def test_the_work_of_the_dead_is_run_by_another_and_that_of_the_living_is_not(
    postgres_store: Store, clock: FixedClock
) -> None:
    outbox, ran, wall = Outbox(postgres_store, clock), [], Wall()
    with outbox.transaction() as session:
        enqueue(session, "d", "plan", {})
    engine = DurableEngine(outbox, Wiring(jobs={"plan": lambda: ran.append("planned")}), "second")
    lock = locked(postgres_store, "second")
    watch = Watch(postgres_store, engine, lock, wall)
    with hanging(postgres_store, "first", "locked") as first:
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
