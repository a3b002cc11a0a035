"""Texts and replies of one instant are sorted as they were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("messages", "replies"):
        op.add_column(table, sa.Column("written", sa.String(), nullable=False, server_default=""))
