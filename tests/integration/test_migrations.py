"""The migrations make exactly the tables that the models describe, on both kinds of store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from api.tables import metadata
from config.database import Store
from config.migrating import migrate
from config.refusal import Refusal
from config.revisions import newest_revision, refuse_other_revision, revision_of
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgres"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        yield store
        store.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        store = Store(url)
        yield store
        store.close()


def test_migrating_an_empty_store_makes_exactly_the_models(empty_store: Store) -> None:
    migrate(empty_store, metadata())
    assert _differences(empty_store) == []


def test_a_column_that_no_migration_makes_is_noticed(empty_store: Store) -> None:
    migrate(empty_store, metadata())
    with empty_store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE areas DROP COLUMN population"))
    assert [(kind, table, column.name) for kind, _, table, column in _differences(empty_store)] == [
        ("add_column", "areas", "population")
    ]


def test_migrating_twice_changes_nothing(empty_store: Store) -> None:
    migrate(empty_store, metadata())
    with empty_store.transaction() as session:
        session.execute(sa.text("INSERT INTO subject_versions VALUES ('d', 's', 4)"))
    migrate(empty_store, metadata())
    assert revision_of(empty_store) == newest_revision()
    with empty_store.reading() as session:
        assert session.scalar(sa.text("SELECT version FROM subject_versions")) == 4


def test_a_store_newer_than_the_code_is_refused_and_left_alone(empty_store: Store) -> None:
    migrate(empty_store, metadata())
    _stamp(empty_store, "9999")
    with pytest.raises(Refusal, match=r"the database is newer than this program \(database 9999"):
        migrate(empty_store, metadata())
    with pytest.raises(Refusal, match="the database is newer than this program"):
        refuse_other_revision(empty_store)
    assert revision_of(empty_store) == "9999"


def test_a_store_without_tables_is_sent_to_upgrade(empty_store: Store) -> None:
    assert revision_of(empty_store) is None
    with pytest.raises(Refusal, match="then run culture upgrade"):
        refuse_other_revision(empty_store)


def _stamp(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def _differences(store: Store) -> list[tuple[str, str | None, str, sa.Column[object]]]:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in metadata().tables

    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": ours, "compare_type": True, "render_as_batch": True}
        )
        return list(compare_metadata(context, metadata()))
