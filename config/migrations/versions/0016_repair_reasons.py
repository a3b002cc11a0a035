"""A search for a repair keeps why nothing was found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("repair_searches", sa.Column("why", sa.JSON(), nullable=True))
