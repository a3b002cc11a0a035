"""Commands that follow a campaign: the list, one with its businesses, withdraw it, record a call about it."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.campaign_calls import record_row_call
from api.cli.campaign_report import (
    calls_in_words,
    campaign_report,
    messages_told,
    summary_row,
    with_next_step,
)
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from notifications.application.calls_view import calls_on
from notifications.market.application.campaigning import withdraw_campaign
from notifications.market.application.following import list_campaigns, read_campaign

SHOWN = 20

CampaignId = Annotated[
    str, typer.Argument(metavar="CAMPAIGN", help="编号，见 culture campaign list · its id.")
]


def list_(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多几份 · how many.")] = SHOWN,
) -> Report:
    """列出监管通知：涉及多少家、待发、请致电、已答复 · The campaigns: concerned, to send, to call, acknowledged.

    例 Example: culture campaign list
    """
    house = frame_of(context).house()
    with house.store.reading() as session:
        found = list_campaigns(session, house.market_desk(session), limit=limit)
    columns = (
        column("id", "编号", "id"),
        column("kind_name", "类别", "kind"),
        column("title", "事由", "title"),
        column("answer_by", "答复期限", "answer by"),
        column("concerned", "涉及", "concerned"),
        column("to_send", "待发", "to send"),
        column("to_call", "请致电", "to call"),
        column("confirmed", "已确认", "confirmed"),
        column("declined", "有困难", "not possible"),
        column("overdue", "逾期", "overdue"),
    )
    sentence = Bilingual("监管通知 {n} 份。", "{n} campaigns.").fill(n=len(found))
    return Report(
        (sentence,),
        {"total": len(found)},
        (Listing("campaigns", columns, [summary_row(each) for each in found]),),
    )


def show(context: typer.Context, campaign: CampaignId) -> Report:
    """看一份监管通知：每家单位收到没有、答复了什么 · One campaign: what each business was told, and what it said.

    例 Example: culture campaign show 2026-001
    """
    house = frame_of(context).house()
    with house.store.reading() as session:
        followed = read_campaign(session, house.market_desk(session), campaign)
        calls = calls_on(session, house.district_id, messages_told(followed))
    return campaign_report(STANDS, followed, calls=calls_in_words(calls, house.clock.zone))


STANDS = Bilingual(
    "监管通知 {id}“{title}”第 {revision} 版：涉及 {concerned} 家，确认收到 {confirmed} 家，有困难 {declined} 家。",
    "campaign {id} “{title}”, version {revision}: it concerns {concerned} businesses, {confirmed} have confirmed, "
    "{declined} say that it is not possible.",
)


def withdraw(context: typer.Context, campaign: CampaignId) -> Report:
    """撤销：未发的不再发，已知悉的待告知撤销 · Withdraw it: what is unsent stays, who has heard is owed the withdrawal.

    例 Example: culture campaign withdraw 2026-001
    """
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        desk = house.market_desk(session)
        withdraw_campaign(session, desk, campaign, by=frame.by)
        followed = read_campaign(session, desk, campaign)
    sentence = Bilingual(
        "已撤销；{to_send} 家已知悉，待告知撤销。",
        "withdrawn; {to_send} businesses had heard and are owed it.",
    )
    if not followed.to_send:
        sentence = Bilingual("已撤销；没有一家需要告知。", "withdrawn; nobody has to be told.")
    return campaign_report(with_next_step(sentence, followed), followed)


def called(
    context: typer.Context,
    campaign: CampaignId,
    business: Annotated[str, typer.Argument(metavar="BUSINESS", help="单位编号 · the business's id.")],
    *,
    became: Annotated[
        Literal["unreached", "told", "agreed", "declined"],
        typer.Option(
            "--became",
            help="结果：未接通、只告知、确认收到、有困难 · nobody reached, told, confirmed, not possible.",
        ),
    ] = "told",
    said: Annotated[str, typer.Option(help="对方所说 · what they said.")] = "",
) -> Report:
    """登记就一份监管通知给一家单位打的电话 · Record a call to a business about a campaign.

    例 Example: culture campaign called 2026-001 B017 --became agreed --said 周五店里有人
    """
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        record_row_call(session, house, campaign, business, by=frame.by, became=became, said=said)
    with house.store.reading() as session:
        followed = read_campaign(session, house.market_desk(session), campaign)
        calls = calls_on(session, house.district_id, messages_told(followed))
    said_now = calls_in_words(calls, house.clock.zone)
    report = campaign_report(Bilingual("已登记电话。", "the call is on record."), followed, calls=said_now)
    return seen_through(house, "campaign", report)
