"""A message's reference is its id, so that it is found by its key and needs no index of its own."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_messages_reference", "messages")
