"""Commands that let a month out: diff, approve, publish."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.bootstrap import House
from api.cli.despite import unless_deliberate
from api.cli.differing import counted_differences, difference_listing, difference_summary
from api.cli.following import seen_through
from api.cli.frame import Frame, frame_of
from api.cli.planning import PANEL, Month
from api.cli.report import Report, told
from api.cli.texts_report import counted_texts, texts_listing
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.announcing import Announcement, preview_announcement
from notifications.application.lane_view import lane_shown
from scheduler.adapters.calendar_repository import draft_of, published_of
from scheduler.adapters.district_repository import read_district
from scheduler.application.board_view import MonthBoard, month_board
from scheduler.application.facts import names_of
from scheduler.application.publishing import approve, preview_publication, publish, put_out_for_comment
from scheduler.domain.calendar import Difference, differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import MonthState

SEE_TEXTS = Bilingual(
    "看每条原文：culture diff {month} --texts", "each of them: culture diff {month} --texts"
)
STOPPED = Bilingual(
    "注意：{lane}。新写的短信也要等恢复发送（culture sending go-on）才发出。",
    "note: {lane}. The new texts wait too, until sending goes on (culture sending go-on).",
)


def add_commands(app: typer.Typer) -> None:
    app.command("diff", rich_help_panel=PANEL)(diff)
    app.command("approve", rich_help_panel=PANEL)(approve_command)
    app.command("publish", rich_help_panel=PANEL)(publish_command)


def diff(
    context: typer.Context,
    month: Month,
    *,
    old: Annotated[
        int | None, typer.Option("--from", min=0, help="从第几版，默认最新 · from a version.")
    ] = None,
    new: Annotated[int | None, typer.Option("--to", min=1, help="到第几版，默认草稿 · to a version.")] = None,
    texts: Annotated[bool, typer.Option("--texts", help="列出会发的短信 · the texts it would send.")] = False,
) -> Report:
    """看草稿与已发布版本的差别和会发的短信条数；--texts 看原文 · What differs from the published version, how many texts it would send; --texts shows them.

    例 Example: culture diff 2026-06 --texts
    """
    house = frame_of(context).house()
    with house.store.reading() as session:
        board = month_board(session, house.district_id, month)
        versions = [
            version for version in (old, new) if version is not None and version > board.published_number
        ]
        if versions:
            raise refuse(
                month,
                "没有第 {version} 版，最新是第 {newest} 版。",
                "there is no version {version}, the newest is {newest}.",
                version=versions[0],
                newest=board.published_number,
            )
        if new is None and not board.draft_revision and not board.published_number:
            raise refuse(
                month,
                "这个月还没有草稿，没有可比的。请先排期：culture plan {month}",
                "this month has no draft to compare. Plan it first: culture plan {month}",
                month=month,
            )
        before = published_of(session, house.district_id, month, old)
        after = (
            published_of(session, house.district_id, month, new)
            if new
            else draft_of(session, house.district_id, month)
        )
        names = names_of(read_district(session, house.district_id))
        found = differences(before, after)
    listings = [difference_listing(found, names)]
    sentences = [difference_summary(month, found)]
    if found and new is None and old is None:
        announcement = _announcement(house, month, after)
        sentences.append(counted_texts(announcement))
        if texts:
            listings.append(texts_listing(announcement, board.names))
        else:
            sentences.append(SEE_TEXTS.fill(month=month))
    return Report(sentences, _counted(board, found), [one for one in listings if one.rows])


def approve_command(
    context: typer.Context,
    month: Month,
    *,
    comment: Annotated[bool, typer.Option("--comment", help="先征求意见 · out for comment first.")] = False,
    despite_findings: Annotated[
        bool, typer.Option("--despite-findings", help="明知违规也批 · although a rule is broken.")
    ] = False,
) -> Report:
    """审批一个月的草稿；违反规则则被拒，逐条说明 · Approve the draft of a month; refused with each rule it breaks.

    例 Example: culture approve 2026-06
    """
    frame = frame_of(context)
    house = frame.house()
    board = _board(house, month)
    seen = board.draft_revision
    with house.outbox.transaction() as session:
        if comment:
            put_out_for_comment(session, house.district_id, month, seen_revision=seen)
            return told(
                "{month} 第 {revision} 稿开始征求意见。",
                "{month}, revision {revision}, is out for comment.",
                month=month,
                revision=seen,
            )
        with unless_deliberate(month):
            broken = approve(
                session,
                house.clock,
                house.planning,
                house.district_id,
                month,
                seen_revision=seen,
                by=frame.by,
                despite_findings=despite_findings,
            )
    sentences = [
        Bilingual(
            "{month} 第 {revision} 稿已审批。下一步：culture publish {month}",
            "{month}, revision {revision}, is approved. Next: culture publish {month}",
        ).fill(month=month, revision=seen)
    ]
    sentences += [remark.sentence for remark in broken]
    if board.published_number:
        sentences.append(difference_summary(month, board.changes))
    return Report(
        sentences,
        {"month": month, "revision": seen, "despite": [remark.rule for remark in broken if remark.hard]},
    )


def publish_command(
    context: typer.Context,
    month: Month,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="不再询问，脚本必须写 · do not ask; a script must give it.")
    ] = False,
) -> Report:
    """先看会发多少短信，确认后把审批过的草稿发布为下一版并通知各方 · Publish the approved draft once you say so; the parties are told.

    没有终端可问时须加 --yes。 · Where nobody can be asked, --yes is needed.

    例 Example: culture publish 2026-06
    """
    frame = frame_of(context)
    house = frame.house()
    board = _board(house, month)
    if board.state is MonthState.APPROVED:
        _show_before(frame, house, board)
        if not yes:
            _confirm(frame, month)
    with house.outbox.transaction() as session:
        done = publish(
            session, house.clock, house.district_id, month, seen_revision=board.draft_revision, by=frame.by
        )
    report = told(
        "{month} 已发布为第 {number} 版，{changes} 处变化。",
        "{month} is published as version {number}, {changes} changes.",
        month=month,
        number=done.number,
        changes=len(done.changes),
    )
    return seen_through(house, "publish", report)


def _confirm(frame: Frame, month: str) -> None:
    """Ask the person at the terminal; refused where nobody can be asked."""
    if not sys.stdin.isatty() or frame.presenter.as_json:
        raise refuse(
            "publish --yes",
            "还没有发布：这里没有人可以确认。看过预览后请运行 culture publish {month} --yes",
            "not published: nobody can be asked here. Once the preview is seen, run culture publish {month} --yes",
            month=month,
        )
    typer.confirm(Bilingual("发布吗？", "Publish it?").in_(frame.presenter.language), abort=True)


def _show_before(frame: Frame, house: House, board: MonthBoard) -> None:
    with house.store.reading() as session:
        draft = draft_of(session, house.district_id, board.month)
    frame.presenter.say(difference_summary(board.month, board.changes))
    frame.presenter.say(counted_texts(_announcement(house, board.month, draft)))
    if (stopped := _stopped(house)) is not None:
        frame.presenter.say(stopped)


def _stopped(house: House) -> Bilingual | None:
    """That sending is stopped, where it is: what is published is then written and waits."""
    with house.store.reading() as session:
        lane = lane_shown(session, house.sending_desk(session))
    return STOPPED.fill(lane=lane.sentence) if lane.stopped_at is not None else None


def _board(house: House, month: str) -> MonthBoard:
    with house.store.reading() as session:
        return month_board(session, house.district_id, month)


def _announcement(house: House, month: str, after: Sequence[Delivery]) -> Announcement:
    with house.store.reading() as session:
        event = preview_publication(session, house.district_id, month, after)
        return preview_announcement(session, house.sending_desk(session), month, event.number, event.changes)


def _counted(board: MonthBoard, found: Sequence[Difference]) -> dict[str, Any]:
    return {
        "month": board.month,
        "draft_revision": board.draft_revision,
        "published_number": board.published_number,
        **counted_differences(found),
    }
