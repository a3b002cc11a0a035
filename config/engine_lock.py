"""The engine lock: who may run the durable engine on a store, so that no work is ever run by two.

On SQLite one process at a time holds the lock of the file; on PostgreSQL one process at a time works
under an executor's name, and any number of names work side by side. The lock goes with its process.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from fasteners import InterProcessLock
from psycopg.errors import LockNotAvailable

from config.database import Store
from config.refusal import Refusal, refuse

PATIENCE_SECONDS = 0.5
"""Somebody who only looks has the lock for an instant, and who was killed seems to have it for one."""

GONE_AFTER = {"options": "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3"}
"""A machine that lost its power says no goodbye: PostgreSQL asks after it and lets go of its lock in 6 s."""

_HELD_HERE: set[Path] = set()
"""The system's file locks are the process's: to look at our own lock would let it go."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that runs the engine: its id, what it was started for (`serve`, `plan` …), its executor."""

    pid: int
    deed: str
    executor: str


class EngineLock:
    """The right to run the engine of one store; held until `release` or the end of the process."""

    def __init__(self, release: Callable[[], None], keep: Callable[[], None] = lambda: None) -> None:
        self._release, self._keep = release, keep

    def release(self) -> None:
        self._release()

    def keep(self) -> None:
        """Take it again where the database has let go of it, as PostgreSQL does when it is restarted."""
        self._keep()


def take_engine_lock(store: Store, deed: str, executor: str) -> EngineLock | None:
    """The lock for this process, or None while another process has it."""
    holder = Holder(os.getpid(), deed, executor)
    return _lock_file(store.file, holder) if store.file else _lock_name(store, holder)


def engine_lock_or_refusal(store: Store, deed: str, executor: str, *, alone: bool = False) -> EngineLock:
    """The lock for this process; refused with the name of the process that has it.

    `alone`: refused too while a process of another executor works on the same PostgreSQL store.
    """
    lock = take_engine_lock(store, deed, executor)
    if lock is None:
        raise _held(store, executor, engine_holder(store, executor))
    others = [holder for holder in _engines(store) if holder.pid != os.getpid()] if alone else []
    if others:
        lock.release()
        raise _held(store, executor, others[0])
    return lock


def engine_holder(store: Store, executor: str) -> Holder | None:
    """Who runs the engine at present; None when nobody does."""
    if store.file is None:
        return next(iter(_engines(store, executor)), None)
    lock = InterProcessLock(_beside(store.file, "engine-lock"))
    if store.file.resolve() not in _HELD_HERE and lock.acquire(blocking=False):
        lock.release()
        return None
    record = _beside(store.file, "engine-holder")
    return Holder(**json.loads(record.read_text(encoding="utf-8"))) if record.exists() else None


def _held(store: Store, executor: str, holder: Holder | None) -> Refusal:
    facts = {"pid": holder.pid, "deed": holder.deed} if holder else {"pid": "?", "deed": "?"}
    if store.file or (holder and holder.executor != executor):
        return refuse(
            str(store.file or "database_url"),
            "这个数据库正由进程 {pid}（culture {deed}）使用，一次只能有一个。请用那个进程，或先结束它。",
            "process {pid} (culture {deed}) works on this database already, one at a time may. "
            "Use that process, or end it first.",
            **facts,
        )
    return refuse(
        f"executor {executor}",
        "进程 {pid}（culture {deed}）已用这个执行者名。请为本进程设另一个名字：CULTURE_EXECUTOR=…",
        "process {pid} (culture {deed}) has this executor's name already. "
        "Give this process another one: CULTURE_EXECUTOR=…",
        **facts,
    )


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f"{file.name}.{what}")


def _lock_file(file: Path, holder: Holder) -> EngineLock | None:
    lock = InterProcessLock(_beside(file, "engine-lock"))
    if file.resolve() in _HELD_HERE or not lock.acquire(timeout=PATIENCE_SECONDS):
        return None
    _HELD_HERE.add(file.resolve())
    record = _beside(file, "engine-holder")
    record.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def release() -> None:
        record.unlink(missing_ok=True)
        _HELD_HERE.discard(file.resolve())
        lock.release()

    return EngineLock(release)


def _lock_name(store: Store, holder: Holder) -> EngineLock | None:
    """A session-level advisory lock on a connection of its own: it ends with the process, however it ends."""
    name = _Name(store, holder)
    return EngineLock(name.let_go, name.keep) if name.take() else None


class _Name:
    """An executor's name on PostgreSQL, and the connection whose lock says that it is taken."""

    def __init__(self, store: Store, holder: Holder) -> None:
        self._number = _number(holder.executor)
        self._statement = sa.select(sa.func.pg_advisory_lock(self._number))
        self._engine = sa.create_engine(
            store.engine.url,
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"application_name": f"culture {holder.deed} {holder.pid} {holder.executor}"}
            | GONE_AFTER,
        )
        self._connection: sa.Connection | None = None

    def take(self) -> bool:
        connection = self._engine.connect()
        connection.execute(sa.text(f"SET lock_timeout = '{PATIENCE_SECONDS}s'"))
        try:
            connection.execute(self._statement)
        except sa.exc.OperationalError as error:
            connection.close()
            if isinstance(error.orig, LockNotAvailable):
                return False
            raise
        self._connection = connection
        return True

    def keep(self) -> None:
        """Ask over the connection; where it is gone, the lock went with it."""
        try:
            if self._connection is not None:
                self._connection.scalar(sa.select(1))
                return
        except sa.exc.DBAPIError:
            self.let_go()
        self.take()

    def let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # Of itself the database would hear of it a little later only.
        with suppress(sa.exc.SQLAlchemyError):
            connection.execute(sa.select(sa.func.pg_advisory_unlock(self._number)))
        connection.close()


def _engines(store: Store, executor: str | None = None) -> list[Holder]:
    """Who runs an engine on a PostgreSQL store, under this executor's name or under any."""
    if store.file is not None:
        return []
    statement = sa.text(
        "SELECT a.application_name, (l.classid::bigint << 32) | l.objid::bigint AS number"
        " FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.granted AND a.application_name LIKE 'culture %'"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with store.reading() as session:
        rows = session.execute(statement).all()
    found = []
    for row in rows:
        _, deed, pid, name = row.application_name.split(" ", 3)
        if executor is None or row.number == _number(executor):
            found.append(Holder(int(pid), deed, name))
    return found


def _number(executor: str) -> int:
    """A positive 63-bit number for the executor's name, the same in every process."""
    return int.from_bytes(hashlib.sha256(executor.encode()).digest()[:8], "big") >> 1
