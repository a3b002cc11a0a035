"""A campaign as the terminal and `--json` show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.report import Listing, Report, column
from api.cli.texts_report import SHOWN_OF_ID
from config.bilingual import Bilingual
from notifications.application.calls_view import CallShown
from notifications.market.application.following import FollowedCampaign, FollowedRow
from notifications.market.domain.campaign import CAMPAIGN_KIND_NAMES, stored
from notifications.market.domain.following import ROW_STANDING_NAMES, RowStanding


def campaign_report(
    sentence: Bilingual,
    campaign: FollowedCampaign,
    *,
    calls: Mapping[str, Bilingual] | None = None,
    **facts: object,
) -> Report:
    """What became of a campaign, how many of its businesses stand how, and each of them.

    `calls` are the calls on record by the message that they were about.
    """
    told = sentence.fill(**_facts(campaign), **facts)
    return Report((told, counted(campaign)), as_facts(campaign), (_rows(campaign.rows, calls or {}),))


def with_next_step(sentence: Bilingual, campaign: FollowedCampaign) -> Bilingual:
    """The sentence with the preview as the next step, where anybody is to be told."""
    if not campaign.to_send:
        return sentence
    return Bilingual(f"{sentence.zh}{_NEXT.zh}", f"{sentence.en} {_NEXT.en}")


_NEXT = Bilingual("下一步：culture campaign preview {id}", "Next: culture campaign preview {id}")


def messages_told(campaign: FollowedCampaign) -> list[str]:
    """The messages by which its businesses were told."""
    return [row.message_id for row in campaign.rows if row.message_id]


def calls_in_words(calls: Mapping[str, Sequence[CallShown]], zone: ZoneInfo) -> dict[str, Bilingual]:
    """By message each call about it: when, by whom, what came of it, what was said."""
    return {message: _one_after_another(made, zone) for message, made in calls.items()}


def _one_after_another(made: Sequence[CallShown], zone: ZoneInfo) -> Bilingual:
    shown = [
        Bilingual("{at:%m-%d %H:%M} {by} {outcome}", "{at:%m-%d %H:%M} {by} {outcome}").fill(
            at=call.at.astimezone(zone), by=call.by, outcome=call.outcome
        )
        for call in made
    ]
    return Bilingual("；".join(each.zh for each in shown), "; ".join(each.en for each in shown))


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
    tails = [words.fill(n=count) for words, count in _still_open(campaign) if count]
    zh = "，".join(f"{name.zh} {count}" for name, count in names)
    en = ", ".join(f"{count} {name.en}" for name, count in names)
    return Bilingual(
        "；".join((zh, *(tail.zh for tail in tails))) + "。",
        "; ".join((en, *(tail.en for tail in tails))) + ".",
    )


def _still_open(campaign: FollowedCampaign) -> Iterator[tuple[Bilingual, int]]:
    """What is counted beside the standings."""
    if campaign.unanswered > campaign.overdue:
        yield Bilingual("未答复 {n} 家", "{n} have not answered"), campaign.unanswered
    yield Bilingual("逾期未答复 {n} 家", "{n} have not answered by the day"), campaign.overdue
    yield (
        Bilingual("{n} 家表示有困难，请联系", "{n} say that it is not possible: speak with them"),
        campaign.to_contact,
    )


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
        **_heard_back(campaign),
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
        **_heard_back(campaign),
    }


def _heard_back(campaign: FollowedCampaign) -> dict[str, int]:
    return {
        "acknowledged": campaign.acknowledged,
        "confirmed": campaign.confirmed,
        "declined": campaign.declined,
        "to_contact": campaign.to_contact,
        "unanswered": campaign.unanswered,
        "overdue": campaign.overdue,
    }


def _rows(rows: tuple[FollowedRow, ...], calls: Mapping[str, Bilingual]) -> Listing:
    columns = (
        column("business", "编号", "business"),
        column("name", "单位", "name"),
        column("standing", "状态", "stands", lambda value: ROW_STANDING_NAMES[RowStanding(value)]),
        column("why", "原因", "why"),
        column("said", "对方所说", "said"),
        *((column("calls", "电话", "calls"),) if calls else ()),
        column("message", "短信编号", "message", lambda value: (value or "")[:SHOWN_OF_ID]),
    )
    listed = [
        {
            "business": row.business.id,
            "name": row.business.name,
            "standing": row.standing.value,
            "why": row.why,
            "said": row.said,
            "calls": calls.get(row.message_id or ""),
            "unanswered": row.unanswered,
            "message": row.message_id,
            "overdue": row.overdue,
        }
        for row in rows
    ]
    return Listing("rows", columns, listed)
