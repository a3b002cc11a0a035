"""Fills a draft of a campaign's template with the campaigns that the office has written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.application.trying_templates import Tried, refuse_untried
from notifications.market.adapters.campaign_tables import CampaignRow
from notifications.market.adapters.campaigns import rows_of
from notifications.market.adapters.templates import campaign_wording
from notifications.market.application.announcing import Desk
from notifications.market.domain.campaign import matter_from
from notifications.market.domain.campaign_wording import TEMPLATES, WITHDRAWN, facts_of
from notifications.market.domain.owing import UNTOLD, RowTold

SHOWN_CODE = "27"
"""The code that a draft is filled with: the first that a telephone without open questions gets."""


def try_campaign(
    session: Session, desk: Desk, template: str, language: Language, draft: str, *, limit: int = 3
) -> Sequence[Tried]:
    """The draft filled with the latest campaigns of its kind, each to its first business.

    Refused where the draft is faulty, or no campaign is there to fill it.
    """
    shipped = campaign_wording()
    wording = shipped.with_draft(template, language, draft)
    tried = []
    for campaign in _latest(session, desk.district_id, template, limit):
        matter = matter_from(campaign.matter)
        (first, *_) = rows_of(session, desk.district_id, campaign.id)
        corrects = campaign.revision > 1
        told = RowTold(ever_heard=True, heard=matter.told(), times=1) if corrects else UNTOLD
        code = SHOWN_CODE if matter.asks else ""
        facts = facts_of(matter, [first.business.name], told=told, code=code)
        before = shipped.compose(template, language, desk.office, **facts)
        composed = wording.try_on(template, language, desk.office, **facts)
        tried.append(Tried(campaign.id, before.template_version, before.segments.parts, composed))
    return tried or refuse_untried(template)


def _latest(session: Session, district_id: str, template: str, limit: int) -> Iterator[CampaignRow]:
    """What could be told by the template; any campaign could be withdrawn."""
    kinds = [kind.value for kind, name in TEMPLATES.items() if template in {name, WITHDRAWN}]
    return iter(
        session.scalars(
            sa.select(CampaignRow)
            .where(CampaignRow.district_id == district_id, CampaignRow.kind.in_(kinds))
            .order_by(CampaignRow.id.desc())
            .limit(limit)
        ).all()
    )
