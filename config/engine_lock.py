"""The engine lock: who may run the durable engine on a store, so that no work is ever run by two.

On SQLite one process at a time holds the lock of the file; on PostgreSQL one process at a time works
under an executor's name, and any number of names work side by side. The lock goes with its process.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from fasteners import InterProcessLock

from config.database import Store
from config.refusal import Refusal, refuse

PATIENCE_SECONDS = 0.5
"""Somebody who only looks has the lock for an instant."""

_HELD_HERE: set[Path] = set()
"""The system's file locks are the process's: to look at our own lock would let it go."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that runs the engine: its id and what it was started for (`serve`, `plan` …)."""

    pid: int
    deed: str


class EngineLock:
    """The right to run the engine of one store; held until `release` or the end of the process."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release

    def release(self) -> None:
        self._release()


def take_engine_lock(store: Store, deed: str, executor: str) -> EngineLock | None:
    """The lock for this process, or None while another process has it."""
    holder = Holder(os.getpid(), deed)
    return _lock_file(store.file, holder) if store.file else _lock_name(store, holder, executor)


def engine_lock_or_refusal(store: Store, deed: str, executor: str) -> EngineLock:
    """The lock for this process; refused with the name of the process that has it."""
    lock = take_engine_lock(store, deed, executor)
    if lock is None:
        raise refuse_held(store, executor)
    return lock


def refuse_held(store: Store, executor: str) -> Refusal:
    """The refusal that names who holds the engine lock, and the way out."""
    holder = engine_holder(store, executor) or Holder(0, "?")
    place = str(store.file) if store.file else f"executor {executor}"
    if store.file:
        return refuse(
            place,
            "这个数据库正由进程 {pid}(culture {deed})使用,一次只能有一个。请用那个进程,或先结束它。",
            "process {pid} (culture {deed}) works on this database already, one at a time may. "
            "Use that process, or end it first.",
            pid=holder.pid,
            deed=holder.deed,
        )
    return refuse(
        place,
        "进程 {pid}(culture {deed})已用这个执行者名。请为本进程设另一个名字:CULTURE_EXECUTOR=…",
        "process {pid} (culture {deed}) has this executor's name already. "
        "Give this process another one: CULTURE_EXECUTOR=…",
        pid=holder.pid,
        deed=holder.deed,
    )


def engine_holder(store: Store, executor: str) -> Holder | None:
    """Who runs the engine at present; None when nobody does."""
    if store.file is None:
        return _name_holder(store, executor)
    lock = InterProcessLock(_beside(store.file, "engine-lock"))
    if store.file.resolve() not in _HELD_HERE and lock.acquire(blocking=False):
        lock.release()
        return None
    record = _beside(store.file, "engine-holder")
    return Holder(**json.loads(record.read_text(encoding="utf-8"))) if record.exists() else None


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


def _lock_name(store: Store, holder: Holder, executor: str) -> EngineLock | None:
    """A session-level advisory lock on a connection of its own: it ends with the process, however it ends."""
    engine = sa.create_engine(
        store.engine.url,
        poolclass=sa.NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": f"culture {holder.deed} {holder.pid}"},
    )
    connection = engine.connect()
    if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_key(executor)))):
        connection.close()
        return None
    return EngineLock(connection.close)


def _name_holder(store: Store, executor: str) -> Holder | None:
    statement = sa.text(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND (l.classid::bigint << 32) | l.objid::bigint = :key"
    )
    with store.reading() as session:
        name = session.scalar(statement, {"key": _number(executor)})
    if name is None:
        return None
    deed, _, pid = name.removeprefix("culture ").rpartition(" ")
    return Holder(int(pid), deed)


def _key(executor: str) -> sa.ColumnElement[int]:
    return sa.cast(_number(executor), sa.BigInteger)


def _number(executor: str) -> int:
    """A positive 63-bit number for the executor's name, the same in every process."""
    return int.from_bytes(hashlib.sha256(executor.encode()).digest()[:8], "big") >> 1
