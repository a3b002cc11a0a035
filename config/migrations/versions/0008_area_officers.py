"""area officers: whose area they are of, and what they report of a delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_links", sa.Column("area_id", sa.String(), nullable=True))
    op.add_column("sign_in_sessions", sa.Column("area_id", sa.String(), nullable=True))
    op.add_column("delivery_lives", sa.Column("attendance", sa.Integer(), nullable=True))
    op.add_column("delivery_lives", sa.Column("satisfied", sa.Integer(), nullable=True))
