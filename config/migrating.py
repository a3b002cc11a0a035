"""Brings a store's tables to what this version of the code needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from config import revisions
from config.database import Store
from config.durable import ENGINE_SCHEMA, migrate_engine

_ONE_AT_A_TIME = 20_260_520
"""The number of the PostgreSQL advisory lock under which one process migrates."""


def migrate(store: Store, metadata: sa.MetaData) -> None:
    """Create the tables or bring them to the newest revision; refused when they are newer than this code."""
    revisions.refuse_newer(store)
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


def alembic_config(connection: sa.Connection, metadata: sa.MetaData) -> Config:
    """What `migrations/env.py` and a developer's drafting of a migration read."""
    config = Config()
    config.set_main_option("script_location", str(revisions.MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, metadata=metadata)
    return config
