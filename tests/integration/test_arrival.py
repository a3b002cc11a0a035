"""What comes within one instant keeps the order in which it came, on both kinds of store, new or migrated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from api.tables import metadata
from config.database import Store
from config.many import insert_new
from config.migrating import alembic_config, migrate
from notifications.adapters.answer_tables import ReceiptRow, ReplyRow
from notifications.application.inbox_view import replies_shown
from notifications.domain.answering import ReplyVerdict
from tests.postgres import PostgresServer

INSTANT = datetime(2026, 5, 20, 1, tzinfo=UTC)
IDS = ("m", "z", "a", "q")
"""Ids in an order that is neither that of their letters nor its reverse."""


def receipt(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "lane": "simulator",
        "provider_receipt_id": name,
        "reference": "r",
        "message_id": None,
        "delivered": True,
        "reason": "",
        "at": INSTANT,
        "received_at": INSTANT,
        **more,
    }


def reply(name: str) -> ReplyRow:
    return ReplyRow(
        district_id="d",
        id=name,
        lane="simulator",
        provider_reply_id=name,
        number="+8615400000001",
        text=name,
        received_at=INSTANT,
        verdict=ReplyVerdict.ANSWERED.value,
    )


def came(store: Store, row: type[ReceiptRow | ReplyRow]) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(row.id).order_by(row.arrived)))


def test_receipts_of_one_instant_are_numbered_as_they_came(store: Store) -> None:
    with store.transaction() as session:
        insert_new(session, ReceiptRow, "d", [receipt(name) for name in IDS[:2]])
        insert_new(session, ReceiptRow, "d", [receipt(name) for name in IDS])
    assert came(store, ReceiptRow) == list(IDS)


def test_replies_of_one_instant_are_shown_the_last_one_first(store: Store) -> None:
    with store.transaction() as session:
        for name in IDS:
            session.add(reply(name))
            session.flush()
        assert [shown.text for shown in replies_shown(session, "d")] == list(reversed(IDS))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_is_there_is_numbered_by_the_migration_and_what_comes_follows(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if kind == "sqlite":
        _migrated(f"sqlite:///{tmp_path / 'old.sqlite'}")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        _migrated(url)


def _migrated(url: str) -> None:
    store = Store(url)
    try:
        with store.engine.begin() as connection:
            command.upgrade(alembic_config(connection, metadata()), "0011")
            columns = [
                sa.column(name, ReceiptRow.__table__.c[name].type) for name in ("district_id", *receipt("x"))
            ]
            table = sa.table("receipts", *columns)
            connection.execute(
                sa.insert(table), [{"district_id": "d", **receipt(name)} for name in ("b", "a")]
            )
        migrate(store, metadata())
        with store.transaction() as session:
            insert_new(session, ReceiptRow, "d", [receipt(name) for name in IDS if name != "a"])
        assert came(store, ReceiptRow) == ["a", "b", "m", "z", "q"]
    finally:
        store.close()
