"""Campaigns to businesses: their rows, the texts and questions about them, and previews that hold either kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_campaigns()
    op.add_column("messages", sa.Column("campaign_id", sa.String(), nullable=True))
    op.create_index(
        "ix_messages_campaign",
        "messages",
        ["district_id", "campaign_id"],
        sqlite_where=sa.text("campaign_id IS NOT NULL"),
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.add_column("questions", sa.Column("matter", sa.String(), nullable=False, server_default=""))
    op.add_column("market_previews", sa.Column("campaign_id", sa.String(), nullable=True))
    _hold_either_kind()


def _make_campaigns() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "market_campaigns",
        sa.Column("district_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("matter", sa.JSON(), nullable=False),
        sa.Column("not_after", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", instant, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("district_id", "id"),
    )
    op.create_table(
        "market_campaign_rows",
        sa.Column("district_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "campaign_id"], ["market_campaigns.district_id", "market_campaigns.id"]
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "business_id"], ["market_businesses.district_id", "market_businesses.id"]
        ),
        sa.PrimaryKeyConstraint("district_id", "id"),
    )
    for name in ("campaign", "business"):
        op.create_index(
            f"ix_market_campaign_rows_{name}", "market_campaign_rows", ["district_id", f"{name}_id"]
        )


def _hold_either_kind() -> None:
    """A preview's items name their subject themselves; those frozen so far are all of licences."""
    op.create_table(
        "market_preview_items",
        sa.Column("district_id", sa.String(), nullable=False),
        sa.Column("preview_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("text_serial", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id", "preview_id", "text_serial"],
            [
                "market_preview_texts.district_id",
                "market_preview_texts.preview_id",
                "market_preview_texts.serial",
            ],
        ),
        sa.PrimaryKeyConstraint("district_id", "preview_id", "item_id"),
    )
    op.execute(
        "INSERT INTO market_preview_items (district_id, preview_id, item_id, text_serial, party, subject, version) "
        "SELECT i.district_id, i.preview_id, i.reminder_id, i.text_serial, i.party, "
        "'licence:' || r.licence_id, i.licence_version "
        "FROM market_preview_reminders i "
        "JOIN market_reminders r ON r.district_id = i.district_id AND r.id = i.reminder_id"
    )
    op.create_index(
        "ix_market_preview_items_text", "market_preview_items", ["district_id", "preview_id", "text_serial"]
    )
    op.drop_table("market_preview_reminders")
