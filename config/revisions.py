"""Which revision the tables of a store have, and which this code is made for; reads only."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from config.database import Store
from config.refusal import refuse
from config.unfinished_restore import refuse_half_restored

MIGRATIONS = Path(__file__).with_name("migrations")
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))


def newest_revision() -> str:
    """The revision this code is made for."""
    return max(known_revisions())


def known_revisions() -> set[str]:
    """The revisions of this code: the numbers that the files of migrations begin with."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def revision_of(store: Store) -> str | None:
    """The revision of the store's tables; None where there are none yet."""
    with store.reading() as session:
        if not sa.inspect(session.connection()).has_table(_VERSION.name):
            return None
        return session.scalar(sa.select(_VERSION.c.version_num))


def refuse_newer(store: Store) -> None:
    """Refuse a store whose tables a later version of the product has made."""
    refuse_newer_revision(revision_of(store), "database_url")


def refuse_newer_revision(revision: str | None, place: str) -> None:
    """Refuse a revision that this code does not know: a later version has made it."""
    if revision is None or revision in known_revisions():
        return
    raise refuse(
        place,
        "数据库比程序新（数据库 {theirs}，程序 {ours}）。请升级程序；若要退回，先把这个数据库移到别处，再恢复当时的备份。",
        "the database is newer than this program (database {theirs}, program {ours}). "
        "Upgrade the program; to go back, move this database away and restore a backup of the older time.",
        theirs=revision,
        ours=newest_revision(),
    )


def refuse_other_revision(store: Store) -> None:
    """Refuse a store that is newer than the code, that has yet to be upgraded, or that is half restored."""
    refuse_half_restored(store)
    refuse_newer(store)
    revision = revision_of(store)
    if revision != newest_revision():
        raise refuse(
            "database_url",
            "数据库还是旧版本（{theirs}，程序需要 {ours}）。请先停下服务，再运行 culture upgrade。",
            "the database is of an older version ({theirs}, the program needs {ours}). "
            "Stop the server, then run culture upgrade.",
            theirs=revision or "-",
            ours=newest_revision(),
        )
