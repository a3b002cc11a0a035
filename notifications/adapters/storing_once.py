"""Stores what a provider may report twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_once(session: Session, table: type[Any], **values: Any) -> bool:
    """Insert a row unless its key or its provider's id is there already; whether it was inserted."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(sa.literal(1))
    return session.execute(statement).first() is not None
