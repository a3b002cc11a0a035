"""Brings a store's tables to what this version of the code needs, and knows which version they have."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from config.database import Store
from config.durable import ENGINE_SCHEMA, migrate_engine
from config.refusal import refuse

MIGRATIONS = Path(__file__).with_name("migrations")
_ONE_AT_A_TIME = 20_260_520
"""The number of the PostgreSQL advisory lock under which one process migrates."""


def migrate(store: Store, metadata: sa.MetaData) -> None:
    """Create the tables or bring them to the newest revision; refused when they are newer than this code."""
    refuse_newer(store)
    with store.engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        command.upgrade(alembic_config(connection, metadata), "head")
    migrate_engine(store)


def create(store: Store, metadata: sa.MetaData) -> None:
    """Make all tables at once in an empty store, as the migrations would step by step."""
    with store.engine.begin() as connection:
        metadata.create_all(connection)
        command.stamp(alembic_config(connection, metadata), "head")
    migrate_engine(store)


def clear(store: Store, metadata: sa.MetaData) -> None:
    """Take every table away, ours and the engine's; only a demonstration is ever cleared."""
    doomed = sa.MetaData()
    ours = {*metadata.tables, "alembic_version"}
    doomed.reflect(store.engine, only=lambda name, _: store.is_sqlite or name in ours)
    with store.engine.begin() as connection:
        doomed.drop_all(connection)
        if not store.is_sqlite:
            connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {ENGINE_SCHEMA} CASCADE"))


def newest_revision() -> str:
    """The revision this code is made for."""
    head = _scripts().get_current_head()
    assert head is not None, "there is always a first migration"
    return head


def revision_of(store: Store) -> str | None:
    """The revision of the store's tables; None where there are none yet."""
    with store.engine.connect().execution_options(reading=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(store: Store) -> None:
    """Refuse a store whose tables a later version of the product has made."""
    refuse_newer_revision(revision_of(store), "database_url")


def refuse_newer_revision(revision: str | None, place: str) -> None:
    """Refuse a revision that this code does not know: a later version has made it."""
    if revision is None or revision in {script.revision for script in _scripts().walk_revisions()}:
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
    """Refuse a store that is newer than the code, or that has yet to be upgraded."""
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


def alembic_config(connection: sa.Connection, metadata: sa.MetaData) -> Config:
    """What `migrations/env.py` and a developer's drafting of a migration read."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
