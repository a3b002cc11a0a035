"""Runs the migrations on the connection, and towards the metadata, that `config.migrating` hands over."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from config.database import Instant


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as plain ones, so that an old migration never needs newer code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Only tables of ours: the durable engine keeps its own in the same file."""
    return kind != "table" or name in context.config.attributes["metadata"].tables


handed_over: sa.Connection = context.config.attributes["connection"]
context.configure(
    connection=handed_over,
    target_metadata=context.config.attributes["metadata"],
    render_item=render_item,
    include_name=include_name,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
