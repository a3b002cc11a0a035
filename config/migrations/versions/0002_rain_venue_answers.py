"""Keep what a film's rain venue answered beside the answers of the two sides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery_lives", sa.Column("rain_venue_answer", sa.String(), nullable=True))
    op.add_column("delivery_lives", sa.Column("rain_venue_reason", sa.String(), nullable=True))
    op.add_column(
        "delivery_lives", sa.Column("rain_venue_settled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(
        "UPDATE delivery_lives SET rain_venue_answer = 'asked' WHERE EXISTS ("
        "SELECT 1 FROM published_deliveries AS stood WHERE stood.district_id = delivery_lives.district_id "
        "AND stood.id = delivery_lives.id AND stood.rain_venue_id <> stood.venue_id)"
    )
