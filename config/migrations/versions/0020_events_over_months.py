"""Events that reach over months: repairs that were done together, and searches that belong together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("repairs", sa.Column("event_id", sa.String(), nullable=True))
    op.add_column("repair_searches", sa.Column("lead_id", sa.String(), nullable=True))
