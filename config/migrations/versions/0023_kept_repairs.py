"""A search for a repair keeps seed, solver, log, and the fingerprint of what it answered, as a planning run does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (
        ("seed", sa.Integer()),
        ("solver", sa.String()),
        ("log", sa.Text()),
        ("answer_fingerprint", sa.String()),
    ):
        op.add_column("repair_searches", sa.Column(name, kind, nullable=True))
