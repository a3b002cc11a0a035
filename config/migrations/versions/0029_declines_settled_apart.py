"""Each side's decline of a delivery is dealt with apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "delivery_lives", sa.Column("provider_settled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(
        "UPDATE delivery_lives SET provider_settled_at = settled_at WHERE provider_answer = 'declined'"
    )
    op.execute("ALTER TABLE delivery_lives RENAME COLUMN settled_at TO venue_settled_at")
    op.execute(
        "UPDATE delivery_lives SET venue_settled_at = NULL WHERE venue_answer IS NULL OR venue_answer <> 'declined'"
    )
