"""A campaign as the terminal and `--json` show it."""

from __future__ import annotations

from typing import Any

from api.cli.report import Listing, Report, column
from api.cli.texts_report import SHOWN_OF_ID
from config.bilingual import Bilingual
from notifications.market.application.following import FollowedCampaign, FollowedRow
from notifications.market.domain.campaign import CAMPAIGN_KIND_NAMES, stored
from notifications.market.domain.following import ROW_STANDING_NAMES, RowStanding


def campaign_report(sentence: Bilingual, campaign: FollowedCampaign, **facts: object) -> Report:
    """What became of a campaign, how many of its businesses stand how, and each of them."""
    told = sentence.fill(**_facts(campaign), **facts)
    return Report((told, counted(campaign)), as_facts(campaign), (_rows(campaign.rows),))


def as_facts(campaign: FollowedCampaign) -> dict[str, Any]:
    """The campaign for programs."""
    counts = {standing.value: count for standing, count in campaign.counts.items()}
    return {
        **_facts(campaign),
        "matter": stored(campaign.matter),
        "withdrawn_at": campaign.withdrawn_at,
        "preview": campaign.preview_id,
        "counts": counts,
    }


def counted(campaign: FollowedCampaign) -> Bilingual:
    """How many stand how, in one line."""
    names = [(ROW_STANDING_NAMES[standing], count) for standing, count in campaign.counts.items()]
    overdue = Bilingual("；逾期未答复 {n} 家", "; {n} have not answered by the day").fill(n=campaign.overdue)
    tail = overdue if campaign.overdue else Bilingual("", "")
    zh = "，".join(f"{name.zh} {count}" for name, count in names)
    en = ", ".join(f"{count} {name.en}" for name, count in names)
    return Bilingual(f"{zh}{tail.zh}。", f"{en}{tail.en}.")


def summary_row(campaign: FollowedCampaign) -> dict[str, object]:
    """The campaign as one line of a list."""
    return {
        "id": campaign.id,
        "kind": campaign.matter.kind.value,
        "kind_name": CAMPAIGN_KIND_NAMES[campaign.matter.kind],
        "title": campaign.matter.title,
        "answer_by": campaign.matter.answer_by,
        "not_after": campaign.matter.not_after,
        "concerned": campaign.concerned,
        "to_send": campaign.to_send,
        "to_call": campaign.to_call,
        "acknowledged": campaign.acknowledged,
        "overdue": campaign.overdue,
        "withdrawn": campaign.withdrawn_at is not None,
    }


def _facts(campaign: FollowedCampaign) -> dict[str, Any]:
    return {
        "id": campaign.id,
        "kind": campaign.matter.kind.value,
        "title": campaign.matter.title,
        "revision": campaign.revision,
        "concerned": campaign.concerned,
        "left": len(campaign.rows) - campaign.concerned,
        "to_send": campaign.to_send,
        "to_call": campaign.to_call,
        "acknowledged": campaign.acknowledged,
        "overdue": campaign.overdue,
    }


def _rows(rows: tuple[FollowedRow, ...]) -> Listing:
    columns = (
        column("business", "编号", "business"),
        column("name", "单位", "name"),
        column("standing", "状态", "stands", lambda value: ROW_STANDING_NAMES[RowStanding(value)]),
        column("why", "原因", "why"),
        column("said", "对方所说", "said"),
        column("message", "短信编号", "message", lambda value: (value or "")[:SHOWN_OF_ID]),
    )
    listed = [
        {
            "business": row.business.id,
            "name": row.business.name,
            "standing": row.standing.value,
            "why": row.why,
            "said": row.said,
            "message": row.message_id,
            "overdue": row.overdue,
        }
        for row in rows
    ]
    return Listing("rows", columns, listed)
