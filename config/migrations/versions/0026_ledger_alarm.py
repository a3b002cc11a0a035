"""The ledger's sealer keeps what it found broken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger_seals", sa.Column("alarm", sa.JSON(), nullable=True))
