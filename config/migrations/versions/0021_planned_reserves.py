"""reserve dates that are planned with their films."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("draft_deliveries", "published_deliveries"):
        op.add_column(table, sa.Column("reserve_day", sa.Date(), nullable=True))
        op.add_column(table, sa.Column("reserve_start", sa.Time(), nullable=True))
