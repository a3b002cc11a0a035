"""Commands for notices to licensed businesses: notice due, preview, send."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from api.cli.texts_report import WARNINGS_COLUMN, in_parts
from api.costly_words import warnings_of
from config.bilingual import Bilingual
from config.durable import SEND, enqueue
from notifications.application.lane_view import LaneShown, lane_shown
from notifications.market.application.composed import ComposedText
from notifications.market.application.listing import (
    ListedReminder,
    PreviewPage,
    list_for_a_person,
    list_reminders,
    read_preview,
)
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.sending import SentPreview, send_preview
from notifications.market.application.sweeping import sweep
from notifications.market.domain.judging import STANDING_NAMES, Judgement


def add_commands(app: typer.Typer) -> None:
    notice = typer.Typer(
        help="经营单位的许可证提醒：应提醒的、预览、发送 · Reminders to businesses: due, preview, send.\n\n"
        "例 Example: culture notice due",
        no_args_is_help=True,
    )
    notice.command("due")(due)
    notice.command("preview")(preview)
    notice.command("send")(send)
    app.add_typer(notice, name="notice", rich_help_panel=PANEL)


def due(
    context: typer.Context,
    *,
    person: Annotated[
        bool, typer.Option("--person", help="只看要人处理的 · those left to a person.")
    ] = False,
) -> Report:
    """清查全部许可证，列出现在应提醒的；过期或无法判断的另列 · Sweep the register and list the reminders due.

    例 Example: culture notice due
    """
    house = frame_of(context).house()
    with house.outbox.transaction() as session:
        desk = house.market_desk(session)
        sweep(session, desk)
        listed = list_reminders(session, desk)
        left = list_for_a_person(session, desk)
    summary = Bilingual(
        "应提醒 {due} 件；另有 {left} 件要人处理（culture notice due --person）。下一步：culture notice preview",
        "{due} reminders are due; {left} more are left to a person (culture notice due --person). "
        "Next: culture notice preview",
    ).fill(due=len(listed), left=len(left))
    listing = _for_a_person(left) if person else _due(listed)
    return Report((summary,), {"due": len(listed), "for_a_person": len(left)}, (listing,))


def _due(listed: list[ListedReminder]) -> Listing:
    columns = (
        column("reminder", "编号", "id"),
        column("business", "单位", "business"),
        column("licence", "许可证", "licence"),
        column("step", "到了哪一步", "step"),
        column("apply_by", "最后申请日", "apply by"),
        column("expires", "到期", "expires"),
    )
    rows = [
        {
            "reminder": one.id,
            "business": one.judgement.business.name,
            "licence": one.judgement.licence.kind,
            "step": one.step,
            "apply_by": one.apply_by,
            "expires": one.expires,
            "provisional_years": one.provisional_years,
        }
        for one in listed
    ]
    return Listing("reminders", columns, rows)


def _for_a_person(left: list[Judgement]) -> Listing:
    columns = (
        column("business", "单位", "business"),
        column("licence", "许可证", "licence"),
        column("standing", "状态", "stands"),
        column("reason", "原因", "why"),
    )
    rows = [
        {
            "business": one.business.name,
            "licence": one.licence.kind,
            "standing": STANDING_NAMES[one.standing],
            "reason": one.reason,
        }
        for one in left
    ]
    return Listing("for_a_person", columns, rows)


def preview(
    context: typer.Context,
    reminders: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="只这几件，默认全部 · only these, else all.")
    ] = None,
) -> Report:
    """冻结一份预览：每条将发的原文和段数 · Freeze a preview: the real text of each, and its parts.

    例 Example: culture notice preview
    """
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        desk = house.market_desk(session)
        preview_id = freeze_preview(session, desk, by=frame.by, reminder_ids=reminders or None)
        page = read_preview(session, house.district_id, preview_id)
    return preview_report(page, "notice")


def preview_report(page: PreviewPage, command: str) -> Report:
    """A frozen preview, and the `command` that sends it."""
    summary = Bilingual(
        "预览 {id}：{texts} 条短信，共计 {parts} 段；另有 {calls} 家要打电话。下一步：culture {command} send {id}",
        "preview {id}: {texts} texts, {parts} parts; {calls} businesses to call. Next: culture {command} send {id}",
    ).fill(id=page.id, texts=len(page.texts), parts=page.parts, calls=len(page.by_call), command=command)
    facts = {"preview": page.id, "parts": page.parts, "calls": len(page.by_call)}
    return Report((summary,), facts, (_texts(page.texts),))


def _texts(texts: tuple[ComposedText, ...]) -> Listing:
    columns = (
        column("to", "收件", "to"),
        column("telephone", "号码", "telephone"),
        column("parts", "段数", "parts", in_parts),
        WARNINGS_COLUMN,
    )
    rows = [
        {
            "to": list(text.businesses.values()),
            "telephone": text.reach.shown,
            "parts": text.segments,
            "warnings": warnings_of(text.text),
            "text": text.text,
        }
        for text in texts
    ]
    return Listing("texts", columns, rows, body="text")


def send(
    context: typer.Context,
    preview_id: Annotated[str, typer.Argument(metavar="PREVIEW", help="预览号 · its id.")],
) -> Report:
    """发出一份预览，只能一次，在工作日的规定时间；内容有变则拒绝 · Send a preview, once, in regulatory hours.

    例 Example: culture notice send 1779238800000000000-1a2b3c4d
    """
    return send_frozen(context, preview_id)


def handed_over(sent: SentPreview, lane: LaneShown, zone: ZoneInfo) -> Bilingual:
    """What became of a preview that was sent: from when it leaves, or that its lane is stopped."""
    words = HANDED_OVER if lane.stopped_at is None else HANDED_OVER_STOPPED
    at = sent.not_before.astimezone(zone)
    return words.fill(texts=sent.texts, not_before=at, calls=len(sent.to_call), lane=lane.sentence)


HANDED_OVER = Bilingual(
    "已交发送 {texts} 条，最早 {not_before:%Y-%m-%d %H:%M} 发出；{calls} 件要打电话。",
    "{texts} texts are handed over, to leave from {not_before:%Y-%m-%d %H:%M}; {calls} are left to a call.",
)
HANDED_OVER_STOPPED = Bilingual(
    "已交发送 {texts} 条，但现在发不出去：{lane}（恢复：culture sending go-on）；{calls} 件要打电话。",
    "{texts} texts are handed over, but nothing leaves now: {lane} (culture sending go-on); {calls} are left to a call.",
)


def send_frozen(context: typer.Context, preview_id: str) -> Report:
    """Send a frozen preview, of reminders or of a campaign, and tell what became of it."""
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        sent = send_preview(session, house.market_desk(session), preview_id, by=frame.by)
        enqueue(session, house.district_id, "send_due", {}, queue=SEND)
        lane = lane_shown(session, house.sending_desk(session))
    handed = handed_over(sent, lane, house.clock.zone)
    report = Report(
        (handed,),
        {
            "texts": sent.texts,
            "not_before": sent.not_before.astimezone(house.clock.zone),
            "calls": len(sent.to_call),
        },
    )
    return seen_through(house, "notice" if sent.campaign_id is None else "campaign", report)
