"""Messages are found in the order in which they leave and by their provider's id, receipts by what they wait for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_index("ix_messages_lane")
        batch_op.create_index(
            "ix_messages_lane", ["district_id", "lane", "state", "urgency", "due_at", "id"], unique=False
        )
        batch_op.create_index("ix_messages_provider_id", ["lane", "provider_id"], unique=False)
    with op.batch_alter_table("receipts") as batch_op:
        batch_op.create_index(
            "ix_receipts_waiting",
            ["lane", "reference"],
            unique=False,
            sqlite_where=sa.text("message_id IS NULL"),
            postgresql_where=sa.text("message_id IS NULL"),
        )
