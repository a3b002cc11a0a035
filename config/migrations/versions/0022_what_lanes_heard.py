"""A lane keeps what its provider said when it took nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lanes", sa.Column("not_taken", sa.JSON(), nullable=False, server_default="{}"))
