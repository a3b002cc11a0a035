"""Backs a store up into one file, and restores it from there: with checksums, and never over newer data."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from api.tables import metadata
from api.version import product_version
from config.database import Store
from config.district_clock import DistrictRow, district_in
from config.engine_lock import EngineLock, engine_lock_or_refusal
from config.migrating import migrate
from config.refusal import refuse
from config.revisions import newest_revision, refuse_newer, refuse_newer_revision, revision_of
from config.unfinished_restore import begin_restoring, end_restoring, refuse_half_restored
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.adapters.storing_once import insert_once
from notifications.application.stepping import step
from notifications.domain.message import Happening, MessageState

MANIFEST = "manifest.json"
RESTORED = "told since the backup is not known"
CONTENT = {"sqlite": "culture.sqlite", "postgresql": "culture.dump"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: of which district, made when (UTC) and by which version, and its checksum."""

    district: str
    kind: str
    revision: str
    version: str
    made_at: str
    sha256: str


def back_up(store: Store, target: Path, *, replace: bool = False) -> Manifest:
    """Write the whole store into `target`, consistent although others may work on it meanwhile.

    Refused where a file is at `target` already, unless it is to be replaced.
    """
    if target.exists() and not replace:
        raise refuse(
            str(target),
            "这个文件已经有了，不会覆盖。请换一个文件名；确要覆盖，加 --replace。",
            "there is such a file already, and it is not overwritten. Name another one, or add --replace.",
        )
    there = district_in(store)
    if there is None:
        raise refuse(
            "backup", "这里还没有数据，无可备份。", "there is no district here yet, nothing to back up."
        )
    kind = store.engine.dialect.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        content = Path(scratch) / CONTENT[kind]
        if store.file is not None:
            _copy_sqlite(store.file, content)
        else:
            _run_postgres(store, "pg_dump", "--format=custom", "--no-owner", f"--file={content}")
        manifest = Manifest(
            district=there.name,
            kind=kind,
            revision=revision_of(store) or "",
            version=product_version(),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256=_sha256(content),
        )
        draft = Path(scratch) / "draft.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=2))
            archive.write(content, content.name)
        draft.chmod(0o600)
        draft.replace(target)
    return manifest


def restore(
    store: Store, executor: str, source: Path, lanes: Iterable[str] = ()
) -> tuple[Manifest, Path | None]:
    """Put the backup in the place of what the store holds; the SQLite file that was there is kept aside.

    What was told after the backup is not known any more, so nothing leaves by the `lanes` in use, and by those
    that the backup knows, until a person lets them go on. They are stopped before anybody can work on what was
    put back: an SQLite file before it takes its place, a PostgreSQL database while it is refused as half restored.

    Refused: a damaged file, another kind of store, a backup or a store newer than this program, a store
    that a process works on.
    """
    with tempfile.TemporaryDirectory(dir=store.file.parent if store.file else None) as scratch:
        manifest, content = _unpack(source, Path(scratch))
        if manifest.kind != store.engine.dialect.name:
            raise refuse(
                source.name,
                "这是 {theirs} 的备份，而设置的数据库是 {ours}。请把 database_url 指向同类的库。",
                "this is a backup of {theirs}, the database of the settings is {ours}. "
                "Point database_url to one of the same kind.",
                theirs=manifest.kind,
                ours=store.engine.dialect.name,
            )
        refuse_newer_revision(manifest.revision, source.name)
        lock = engine_lock_or_refusal(store, "restore", executor, alone=True)
        try:
            refuse_newer(store)
            made_at = datetime.fromisoformat(manifest.made_at)
            if store.file is not None:
                _make_ready(content, made_at, lanes)
                aside = _put_file(store, store.file, content)
            else:
                aside = None
                begin_restoring(store)
                _put_database(store, content)
                _bring_up(store, made_at, lanes)
        finally:
            lock.release()
    return manifest, aside


def upgrade(store: Store, executor: str, backup: Path) -> tuple[str | None, str | None]:
    """Bring the tables to this program's revision after a backup of SQLite; returns revision before and after."""
    lock: EngineLock = engine_lock_or_refusal(store, "upgrade", executor, alone=True)
    try:
        refuse_half_restored(store)
        refuse_newer(store)
        before = revision_of(store)
        if before == newest_revision():
            return before, before
        if store.file is not None and district_in(store) is not None:
            back_up(store, backup)
        migrate(store, metadata())
        return before, revision_of(store)
    finally:
        lock.release()


def _make_ready(content: Path, made_at: datetime, lanes: Iterable[str]) -> None:
    ready = Store(f"sqlite:///{content}")
    try:
        _bring_up(ready, made_at, lanes)
    finally:
        ready.close()
    with closing(sqlite3.connect(content)) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file alone takes its place


def _bring_up(store: Store, made_at: datetime, lanes: Iterable[str]) -> None:
    """Give what was put back the tables of this program, and stop what would leave."""
    migrate(store, metadata())
    with store.transaction() as session:
        _ask_before_sending(session, made_at)
        _stop_lanes(session, lanes)
        end_restoring(session)


def _ask_before_sending(session: Session, made_at: datetime) -> None:
    """What waited to be sent when the backup was made may have been sent since: it is asked after first."""
    waiting = sa.and_(MessageRow.state == MessageState.QUEUED.value, MessageRow.channel == "sms")
    for row in session.scalars(sa.select(MessageRow).where(waiting)):
        step(session, row, Happening.SUBMIT, made_at, "backup restored")
        row.submitted_at = made_at


def _stop_lanes(session: Session, lanes: Iterable[str]) -> None:
    """What falls due anew may have been told after the backup; a person looks at it before it leaves."""
    district_id = session.scalar(sa.select(DistrictRow.district_id))
    if district_id is None:
        return
    known = session.scalars(sa.select(LaneRow.lane).where(LaneRow.district_id == district_id))
    for lane in {*known, *lanes}:
        insert_once(session, LaneRow, district_id=district_id, lane=lane)
        row = session.get_one(LaneRow, (district_id, lane))
        row.stopped_at, row.stopped_by, row.stopped_why = datetime.now(UTC), "", RESTORED


def _put_database(store: Store, content: Path) -> None:
    parts = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    store.close()
    _run_postgres(store, "pg_restore", *parts, f"--dbname={make_url(store.url).database}", str(content))


def _put_file(store: Store, file: Path, content: Path) -> Path | None:
    store.close()
    aside = None
    if file.exists():
        aside = file.with_name(f"{file.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        _copy_sqlite(file, aside)
    for journal in ("-wal", "-shm"):
        file.with_name(file.name + journal).unlink(missing_ok=True)
    os.replace(content, file)  # noqa: PTH105 - says that it replaces
    return aside


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online backup: a consistent copy even while others write."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    new.close()
    old.close()
    target.chmod(0o600)


def refuse_missing(source: Path) -> None:
    """Refuse a backup that is not there."""
    if not source.exists():
        raise refuse(
            str(source), "没有这个备份文件，请检查路径。", "there is no such backup; check the path."
        )


def _unpack(source: Path, scratch: Path) -> tuple[Manifest, Path]:
    refuse_missing(source)
    try:
        with zipfile.ZipFile(source) as archive:
            facts: dict[str, Any] = json.loads(archive.read(MANIFEST))
            manifest = Manifest(**facts)
            content = Path(archive.extract(CONTENT[manifest.kind], scratch))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise _damaged(source) from error
    if _sha256(content) != manifest.sha256:
        raise _damaged(source)
    return manifest, content


def _damaged(source: Path) -> Exception:
    return refuse(
        source.name,
        "不是完好的备份，校验不符。请换一份备份；现有数据没有改动。",
        "this is no sound backup, its checksum does not fit. Use another one; nothing was changed.",
    )


def _run_postgres(store: Store, program: str, *words: str) -> None:
    """Run a client program of PostgreSQL on the store; its address and password go by the environment."""
    found = shutil.which(program)
    if found is None:
        raise refuse(
            program,
            "找不到 {program}。请安装 PostgreSQL 的客户端程序（版本不低于服务器），并放进 PATH。",
            "{program} is not found. Install PostgreSQL's client programs, no older than the server, on the PATH.",
            program=program,
        )
    url = make_url(store.url)
    parts = {"HOST": url.host, "PORT": url.port, "USER": url.username, "PASSWORD": url.password}
    connection = {f"PG{name}": str(value) for name, value in parts.items() if value is not None}
    done = subprocess.run(  # noqa: S603
        [found, *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **connection, "PGDATABASE": url.database or ""},
    )
    if done.returncode != 0:
        raise refuse(
            program,
            "{program} 没有完成：{why}",
            "{program} did not finish: {why}",
            program=program,
            why=done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode,
        )


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
