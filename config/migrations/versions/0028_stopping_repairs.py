"""A search for a repair can be stopped, and tells how far it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "repair_searches",
        sa.Column("cancel_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("repair_searches", sa.Column("looking", sa.JSON(), nullable=True))
