"""Commands for campaigns to licensed businesses: new, list, show, preview, send, correct, withdraw, called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.businesses_named import area_ids, at_their_rows, ids_in
from api.campaign_matter import matter_given
from api.cli import campaign_options as options
from api.cli.campaign_following import called, list_, show, withdraw
from api.cli.campaign_report import campaign_report, with_next_step
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.reminding import preview_report, send_frozen
from api.cli.report import Report
from config.bilingual import Bilingual
from config.refusal import Refusal
from notifications.market.application.campaign_previewing import freeze_campaign
from notifications.market.application.campaigning import correct_campaign, write_campaign
from notifications.market.application.choosing import Choice
from notifications.market.application.following import read_campaign
from notifications.market.application.listing import read_preview
from notifications.market.domain.campaign import FIELD_NAMES, CampaignKind

CampaignId = Annotated[
    str, typer.Argument(metavar="CAMPAIGN", help="编号，见 culture campaign list · its id.")
]


def add_commands(app: typer.Typer) -> None:
    campaign = typer.Typer(
        help="监管通知（检查、政策、其他）：写、选单位、预览、发送、更正、撤销、跟进 · "
        "Regulatory notices: write, choose businesses, preview, send, correct, withdraw, follow.\n\n"
        "例 Example: culture campaign list",
        no_args_is_help=True,
    )
    for name, command in (
        ("new", new),
        ("list", list_),
        ("show", show),
        ("preview", preview),
        ("send", send),
        ("correct", correct),
        ("withdraw", withdraw),
        ("called", called),
    ):
        campaign.command(name)(command)
    app.add_typer(campaign, name="campaign", rich_help_panel=PANEL)


def new(
    context: typer.Context,
    kind: Annotated[
        CampaignKind, typer.Argument(help="inspection 检查，policy 政策，other 其他 · its kind.")
    ],
    *,
    title: options.Title = None,
    day: options.Day = None,
    start: options.Start = None,
    end: options.End = None,
    checks: options.Checks = None,
    ready: options.Ready = None,
    document: options.Document = None,
    number: options.Number = None,
    effective: options.Effective = None,
    todo: options.Todo = None,
    words: options.Words = None,
    answer_by: options.AnswerBy = None,
    not_after: options.NotAfter = None,
    category: Annotated[
        list[str] | None, typer.Option(help="经营类别，可重复 · a category of business.")
    ] = None,
    area: Annotated[list[str] | None, typer.Option(help="街镇名称或编号，可重复 · an area.")] = None,
    business: Annotated[list[str] | None, typer.Option(help="单位编号，可重复 · a business's id.")] = None,
    businesses: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="有“单位编号”一列的 CSV 或 XLSX · a table with the ids."),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="全部经营单位 · every business.")] = False,
) -> Report:
    """写一份监管通知并选定经营单位；不发送 · Write a campaign and choose its businesses; nothing is sent.

    例 Example: culture campaign new inspection --title 节前检查 --day 2026-06-12 --from 09:00 --to 11:00 --checks 消防 --all
    """
    frame = frame_of(context)
    house = frame.house()
    fields = options.given(
        title=title,
        day=day,
        start=start,
        end=end,
        checks=checks,
        ready=ready,
        document=document,
        number=number,
        effective=effective,
        todo=todo,
        words=words,
        answer_by=answer_by,
        not_after=not_after,
    )
    brought = ids_in(businesses) if businesses else {}
    named = tuple(dict.fromkeys((*(business or ()), *brought)))
    with _rows_named(brought), house.outbox.transaction() as session:
        areas = area_ids(session, house.district_id, area or ())
        choice = Choice(tuple(category or ()), areas, named, everybody)
        desk = house.market_desk(session)
        campaign_id = write_campaign(session, desk, matter_given(kind, fields), choice, by=frame.by)
        followed = read_campaign(session, desk, campaign_id)
        return campaign_report(with_next_step(WRITTEN, followed), followed)


@contextmanager
def _rows_named(rows: Mapping[str, str]) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise at_their_rows(refusal, rows) from None


WRITTEN = Bilingual(
    "已写好监管通知 {id}：涉及 {concerned} 家，未列入 {left} 家。",
    "campaign {id} is written: it concerns {concerned} businesses, {left} are left out.",
)


def preview(context: typer.Context, campaign: CampaignId) -> Report:
    """冻结一份预览：每条将发的原文和段数，谁要打电话 · Freeze a preview: each real text, its parts, who is to be called.

    例 Example: culture campaign preview 2026-001
    """
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        preview_id = freeze_campaign(session, house.market_desk(session), campaign, by=frame.by)
        page = read_preview(session, house.district_id, preview_id)
    return preview_report(page, "campaign")


def send(
    context: typer.Context,
    preview_id: Annotated[str, typer.Argument(metavar="PREVIEW", help="预览号 · its id.")],
) -> Report:
    """发出一份预览，只能一次，在工作日的规定时间；内容有变则拒绝 · Send a preview, once, in regulatory hours.

    例 Example: culture campaign send 1779238800000000000-1a2b3c4d
    """
    return send_frozen(context, preview_id)


def correct(
    context: typer.Context,
    campaign: CampaignId,
    *,
    title: options.Title = None,
    day: options.Day = None,
    start: options.Start = None,
    end: options.End = None,
    checks: options.Checks = None,
    ready: options.Ready = None,
    document: options.Document = None,
    number: options.Number = None,
    effective: options.Effective = None,
    todo: options.Todo = None,
    words: options.Words = None,
    answer_by: options.AnswerBy = None,
    not_after: options.NotAfter = None,
) -> Report:
    """更正：未发的收回，已知悉的待告知更正；预览后再发 · Put it right: unsent texts are taken back, who heard is owed it.

    例 Example: culture campaign correct 2026-001 --day 2026-06-13 --not-after 2026-06-13
    """
    frame = frame_of(context)
    house = frame.house()
    changes = options.given(
        title=title,
        day=day,
        start=start,
        end=end,
        checks=checks,
        ready=ready,
        document=document,
        number=number,
        effective=effective,
        todo=todo,
        words=words,
        answer_by=answer_by,
        not_after=not_after,
    )
    with house.outbox.transaction() as session:
        desk = house.market_desk(session)
        changed = correct_campaign(session, desk, campaign, changes, seen=None, by=frame.by)
        followed = read_campaign(session, desk, campaign)
    names = Bilingual(
        "、".join(FIELD_NAMES[name].zh for name in changed),
        ", ".join(FIELD_NAMES[name].en for name in changed),
    )
    return campaign_report(with_next_step(CORRECTED, followed), followed, fields=names)


CORRECTED = Bilingual(
    "已更正{fields}，现为第 {revision} 版；待告知 {to_send} 家。",
    "{fields} put right; it is version {revision} now, owed to {to_send} businesses.",
)
