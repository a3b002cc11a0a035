"""Receipts, replies, events and jobs are numbered as they come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {"receipts": "received_at", "replies": "received_at", "event_log": "at", "job_log": "at"}
"""Each table with the instant that orders what is there already."""


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for table, instant in TABLES.items():
        op.add_column(table, sa.Column("arrived", sa.BigInteger(), nullable=True))
        op.execute(
            f"UPDATE {table} SET arrived = came.number FROM (SELECT district_id, id, "  # noqa: S608 - our own names
            f"row_number() OVER (ORDER BY {instant}, id) AS number FROM {table}) AS came "
            f"WHERE came.district_id = {table}.district_id AND came.id = {table}.id"
        )
        op.create_index(op.f(f"ix_{table}_arrived"), table, ["arrived"])
        for statement in _numbering_on_postgres(table) if postgres else _numbering_on_sqlite(table):
            op.execute(statement)


def _numbering_on_postgres(table: str) -> tuple[str, ...]:
    return (
        f"CREATE SEQUENCE {table}_arrived OWNED BY {table}.arrived",
        f"ALTER TABLE {table} ALTER COLUMN arrived SET DEFAULT nextval('{table}_arrived')",
        f"SELECT setval('{table}_arrived', COALESCE(MAX(arrived), 0) + 1, false) FROM {table}",  # noqa: S608
    )


def _numbering_on_sqlite(table: str) -> tuple[str, ...]:
    trigger = f"""CREATE TRIGGER {table}_arrived AFTER INSERT ON {table} BEGIN
    UPDATE {table} SET arrived = (SELECT COALESCE(MAX(arrived), 0) + 1 FROM {table}) WHERE rowid = NEW.rowid;
    END"""  # noqa: S608 - our own names
    return (trigger,)
