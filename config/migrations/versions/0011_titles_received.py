"""the periodical titles that came of a book batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery_lives", sa.Column("received_titles", sa.Integer(), nullable=True))
