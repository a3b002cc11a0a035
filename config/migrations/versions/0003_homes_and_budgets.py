"""home points of providers, and budgets of single months."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("providers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("home_latitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("home_longitude", sa.Double(), nullable=True))

    op.create_table(
        "month_budgets",
        sa.Column("yuan", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "id", name=op.f("pk_month_budgets")),
    )
