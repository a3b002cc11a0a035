"""Reads campaigns and their rows into pure shapes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import SubjectVersion
from config.many import one_of
from config.refusal import Refusal, refuse
from notifications.market.adapters.campaign_tables import CampaignBusinessRow, CampaignRow
from notifications.market.adapters.register import BUSINESS_COLUMNS, business_from
from notifications.market.adapters.tables import BusinessRow, PreviewItemRow, PreviewRow
from notifications.market.domain.business import Business, BusinessStatus
from notifications.market.domain.campaign import row_subject
from notifications.market.domain.owing import Owed, RowTold, owed


@dataclass(frozen=True, slots=True)
class CampaignBusiness:
    """One row of a campaign: its id and the business as the register has it now."""

    id: str
    business: Business

    @property
    def subject(self) -> str:
        return row_subject(self.id)

    def owes(self, campaign: CampaignRow, told: RowTold) -> Owed | None:
        """What it is still to be told."""
        at_work = self.business.status is BusinessStatus.OPEN
        return owed(told, present_of(campaign), at_work=at_work)


def present_of(campaign: CampaignRow) -> dict[str, Any] | None:
    """What its businesses are to hear of a campaign as it stands; None once it is withdrawn."""
    if campaign.withdrawn_at is not None:
        return None
    return {name: value for name, value in campaign.matter.items() if name != "not_after"}


def campaign_of(session: Session, district_id: str, campaign_id: str, *, lock: bool = False) -> CampaignRow:
    """One campaign, locked to be decided on. Refused: an unknown id."""
    row = session.get(CampaignRow, (district_id, campaign_id), with_for_update=True if lock else None)
    if row is None:
        raise unknown_campaign(campaign_id)
    return row


def unknown_campaign(campaign_id: str) -> Refusal:
    return refuse(
        campaign_id,
        "没有这份监管通知，请核对编号（culture campaign list）。",
        "there is no such campaign; check its id (culture campaign list).",
    )


def rows_of(
    session: Session, district_id: str, campaign_id: str, row_ids: Collection[str] | None = None
) -> list[CampaignBusiness]:
    """All rows of a campaign, or those named, in the order of their businesses."""
    query = (
        sa.select(CampaignBusinessRow.id, *BUSINESS_COLUMNS)
        .join_from(CampaignBusinessRow, BusinessRow, _ITS_BUSINESS)
        .where(CampaignBusinessRow.district_id == district_id, CampaignBusinessRow.campaign_id == campaign_id)
        .order_by(CampaignBusinessRow.id)
    )
    if row_ids is not None:
        query = query.where(one_of(CampaignBusinessRow.id, row_ids))
    return [CampaignBusiness(row, business_from(*values)) for row, *values in session.execute(query)]


def rows_of_businesses(session: Session, district_id: str, business_ids: Collection[str]) -> Sequence[str]:
    """The ids of the rows that these businesses have in campaigns."""
    return session.scalars(
        sa.select(CampaignBusinessRow.id).where(
            CampaignBusinessRow.district_id == district_id,
            one_of(CampaignBusinessRow.business_id, business_ids),
        )
    ).all()


def sendable_preview(session: Session, district_id: str, campaign_id: str) -> str | None:
    """The newest preview of a campaign, unless it was sent or something that it speaks of has changed since."""
    newest = session.execute(
        sa.select(PreviewRow.id, PreviewRow.sent_at)
        .where(PreviewRow.district_id == district_id, PreviewRow.campaign_id == campaign_id)
        .order_by(PreviewRow.id.desc())
        .limit(1)
    ).first()
    if newest is None or newest.sent_at is not None:
        return None
    now = sa.and_(
        SubjectVersion.district_id == PreviewItemRow.district_id,
        SubjectVersion.subject == PreviewItemRow.subject,
    )
    changed = (
        sa.select(PreviewItemRow.item_id)
        .outerjoin(SubjectVersion, now)
        .where(
            PreviewItemRow.district_id == district_id,
            PreviewItemRow.preview_id == newest.id,
            sa.func.coalesce(SubjectVersion.version, 0) != PreviewItemRow.version,
        )
        .limit(1)
    )
    return None if session.scalar(changed) else str(newest.id)


_ITS_BUSINESS = sa.and_(
    BusinessRow.district_id == CampaignBusinessRow.district_id,
    BusinessRow.id == CampaignBusinessRow.business_id,
)
