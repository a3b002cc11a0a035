"""Taking over from the dead: on PostgreSQL the open work of a process that is gone is run by the others.

Who lives holds the lock of its executor's name. A name without its lock that still has work open for
longer than a living process needs to take its lock again is dead.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from config.database import Store
from config.durable import DurableEngine
from config.engine_lock import EngineLock, engine_holder, take_engine_lock

GRACE_SECONDS = 8.0
"""PostgreSQL lets go of every lock when it is restarted, and each living process takes its own again."""

LOOK_EVERY_SECONDS = 3.0
"""How often a process makes sure of its own lock and looks for the dead; grace and two looks stay under 20 s."""


class Watch:
    """One living process's look at the others; its own lock is made sure of first."""

    def __init__(
        self,
        store: Store,
        engine: DurableEngine,
        lock: EngineLock,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._engine, self._lock, self._now = store, engine, lock, now
        self._missing_since: dict[str, float] = {}

    def look(self) -> tuple[str, ...]:
        """Give the work of the dead back to the queues; returns their names. On SQLite there is nobody else."""
        if self._store.is_sqlite:
            return ()
        self._lock.keep()
        now = self._now()
        self._missing_since = {
            name: self._missing_since.get(name, now)
            for name in self._engine.others_with_open_work()
            if engine_holder(self._store, name) is None
        }
        dead = [name for name, since in self._missing_since.items() if now - since >= GRACE_SECONDS]
        return tuple(name for name in dead if self._take_over(name))

    def _take_over(self, name: str) -> bool:
        """While we have its name, no process can come back under it and be robbed of work that it runs."""
        lock = take_engine_lock(self._store, "watch", name)
        if lock is None:
            return False
        try:
            self._engine.take_over(name)
        finally:
            lock.release()
        return True
