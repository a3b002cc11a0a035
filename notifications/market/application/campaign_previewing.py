"""Freezes the real texts of a campaign, to whomever they are owed now."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.refusal import refuse
from notifications.market.adapters.campaigns import campaign_of, rows_of
from notifications.market.application.announcing import Desk
from notifications.market.application.campaign_composing import compose_campaign
from notifications.market.application.previewing import keep_preview


def freeze_campaign(session: Session, desk: Desk, campaign_id: str, *, by: str) -> str:
    """Freeze what each telephone is to be told of the campaign now; returns the preview's id.

    Refused: an unknown campaign; one of which nobody is owed anything.
    """
    campaign = campaign_of(session, desk.district_id, campaign_id, lock=True)
    rows = rows_of(session, desk.district_id, campaign.id)
    composition = compose_campaign(session, desk, [row.id for row in rows])
    if not composition.texts:
        raise refuse(
            campaign_id,
            "这份通知现在没有要发的短信：该告知的都已交发送，或所选单位都不在营业。",
            "nothing of this campaign is to be sent: all is on its way or told, or no business chosen is open.",
        )
    return keep_preview(session, desk, composition.texts, by=by, campaign_id=campaign_id)
