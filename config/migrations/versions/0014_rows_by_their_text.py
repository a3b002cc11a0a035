"""Questions and notices are found by their message, a preview's reminders by their text; a text keeps its facts' digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questions") as batch_op:
        batch_op.create_index("ix_questions_message", ["district_id", "message_id"], unique=False)
    with op.batch_alter_table("notice_messages") as batch_op:
        batch_op.drop_index("ix_notice_messages_message")
        batch_op.create_index(
            "ix_notice_messages_message", ["district_id", "message_id", "notice_id"], unique=False
        )
    with op.batch_alter_table("market_preview_reminders") as batch_op:
        batch_op.create_index(
            "ix_market_preview_reminders_text", ["district_id", "preview_id", "text_serial"], unique=False
        )
    op.add_column("market_preview_texts", sa.Column("facts", sa.String(), nullable=True))
