"""What other processes do in the tests of the engine: hold its lock, or take a job and never end it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.clock import FixedClock
from config.database import Store
from config.durable import DurableEngine, Outbox
from config.engine_lock import take_engine_lock
from config.trying import Wiring
from tests.forked import PROJECT, Forked


def hold() -> None:
    """Take the engine lock of the store, and let it go at the first line that is read."""
    address, executor = sys.argv[1:]
    lock = take_engine_lock(Store(address), "serve", executor)
    print("held" if lock else "refused", flush=True)
    sys.stdin.readline()
    if lock:
        lock.release()
    print("released", flush=True)
    sys.stdin.readline()


def hang() -> None:
    """Begin the store's job `plan` as an executor, its lock held if a word more is given, and do not end it."""
    address, executor, *locked = sys.argv[1:]
    store = Store(address)
    outbox = Outbox(store, FixedClock(datetime(2026, 5, 20, tzinfo=UTC), ZoneInfo("UTC")))
    lock = take_engine_lock(store, "worker", executor) if locked else None

    def begin() -> None:
        print("begun", flush=True)
        time.sleep(60)

    DurableEngine(outbox, Wiring(jobs={"plan": begin}), executor).start(poll_seconds=0.05)
    time.sleep(60)
    assert lock is not None or not locked


@contextmanager
def holding(store: Store, executor: str = "engine") -> Iterator[Forked]:
    """A process that holds the engine lock of a store, if it is given it; killed in the end."""
    with _at(store, "hold", executor) as process:
        yield process
        process.kill()


@contextmanager
def hanging(store: Store, executor: str, *locked: str) -> Iterator[Forked]:
    """A process that has begun a job and does not end it; killed in the end."""
    with _at(store, "hang", executor, *locked) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def _at(store: Store, deed: str, *words: str) -> Forked:
    address = store.engine.url.render_as_string(hide_password=False)
    program = f"{__name__}:{deed}"
    return Forked(program, (address, *words), folder=PROJECT, environment=os.environ, fed=True)
