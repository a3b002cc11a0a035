"""A preview keeps the digest of what all its texts rest on, so that a text is composed anew only where something changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("market_previews", sa.Column("circumstances", sa.String(), nullable=True))
