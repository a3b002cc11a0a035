"""Messages and what they speak of are indexed by what only some of them have; by month, no longer by kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WHERE_GIVEN = (
    ("ix_messages_submitted", "messages", ["district_id", "lane", "submitted_at"]),
    ("ix_messages_provider_id", "messages", ["lane", "provider_id"]),
    ("ix_message_subjects_delivery", "message_subjects", ["district_id", "delivery_id"]),
)
"""Each indexes the rows only whose last column is not NULL."""


def upgrade() -> None:
    op.drop_index("ix_messages_kind", "messages")
    for name, table, _columns in WHERE_GIVEN:
        op.drop_index(name, table)
    for name, table, columns in (("ix_messages_month", "messages", ["district_id", "month"]), *WHERE_GIVEN):
        there = sa.text(f"{columns[-1]} IS NOT NULL")
        op.create_index(name, table, columns, sqlite_where=there, postgresql_where=there)
