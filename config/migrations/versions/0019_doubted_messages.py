"""A message keeps that its fate was once not known, whatever happened to it since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    # Whether one that waits was doubted before its last step is not on record: taken for doubted, it only
    # stays with its provider.
    op.execute(
        "UPDATE messages SET doubted_at = changed_at "
        "WHERE state = 'unknown' OR (state IN ('queued', 'held') AND submitted_at IS NOT NULL)"
    )
