"""The order in which rows came, numbered by the database: an instant alone orders nothing that came within it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

if TYPE_CHECKING:
    from config.database import Base

_POSTGRES = (
    "CREATE SEQUENCE {table}_arrived OWNED BY {table}.arrived",
    "ALTER TABLE {table} ALTER COLUMN arrived SET DEFAULT nextval('{table}_arrived')",
)
# SQLite numbers primary keys only, and may renumber a row's hidden number when the file is compacted.
_SQLITE = (
    """CREATE TRIGGER {table}_arrived AFTER INSERT ON {table} BEGIN
    UPDATE {table} SET arrived = (SELECT COALESCE(MAX(arrived), 0) + 1 FROM {table}) WHERE rowid = NEW.rowid;
    END""",
)


class Arriving:
    """Rows of which a later one has the greater `arrived`, also within one instant and one statement."""

    __mapper_args__: dict[str, Any] = {"eager_defaults": False}  # noqa: RUF012 - read by the mapper

    arrived: Mapped[int] = mapped_column(
        sa.BigInteger, server_default=sa.FetchedValue(), nullable=True, index=True
    )


def number_arrivals(row: type[Base]) -> None:
    """Have the rows of this table numbered wherever the table is made."""
    sa.event.listen(cast("sa.Table", row.__table__), "after_create", _after_create)


def _after_create(table: sa.Table, connection: sa.Connection, **_: Any) -> None:
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES:
        connection.execute(sa.text(statement.format(table=table.name)))
