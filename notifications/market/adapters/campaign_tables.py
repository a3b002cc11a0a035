"""Tables of the campaigns; every key begins with the district."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class CampaignRow(Base):
    """One campaign: what it says now, the how manieth wording that is, and how its businesses were chosen."""

    __tablename__ = "market_campaigns"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    matter: Mapped[dict[str, Any]]
    not_after: Mapped[date]
    revision: Mapped[int]
    chosen: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]


class CampaignBusinessRow(Base):
    """One business that a campaign concerns: a subject of its own, with its version among the subjects."""

    __tablename__ = "market_campaign_rows"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["district_id", "campaign_id"], ["market_campaigns.district_id", "market_campaigns.id"]
        ),
        sa.ForeignKeyConstraint(
            ["district_id", "business_id"], ["market_businesses.district_id", "market_businesses.id"]
        ),
        sa.Index("ix_market_campaign_rows_campaign", "district_id", "campaign_id"),
        sa.Index("ix_market_campaign_rows_business", "district_id", "business_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[str]
    business_id: Mapped[str]
