"""for how many deliveries of the year a provider's contract is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("providers", sa.Column("year_least", sa.Integer(), nullable=True))
    op.add_column("providers", sa.Column("year_most", sa.Integer(), nullable=True))
