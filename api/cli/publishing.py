"""Commands that let a month out: diff, approve, publish."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.bootstrap import House
from api.cli.following import seen_through
from api.cli.frame import Frame, frame_of
from api.cli.planning import PANEL, Month
from api.cli.report import Listing, Report, column, told
from api.cli.texts_report import counted_texts, texts_listing
from api.words import read_words
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.announcing import Announcement, preview_announcement
from scheduler.adapters.calendar_repository import draft_of, published_of
from scheduler.adapters.district_repository import read_district
from scheduler.application.board_view import MonthBoard, month_board
from scheduler.application.facts import Names, facts_of, names_of
from scheduler.application.publishing import approve, preview_publication, publish, put_out_for_comment
from scheduler.domain.calendar import Difference, differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import CATEGORY_NAMES, Category, MonthState
from scheduler.solver.finding import day_words

KINDS = {
    "added": Bilingual("新增", "added"),
    "changed": Bilingual("改动", "changed"),
    "removed": Bilingual("取消", "cancelled"),
}


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
    """看草稿与已发布版本的差别，以及会发哪些短信 · What differs from the published version, and the texts it would send.

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
        before = published_of(session, house.district_id, month, old)
        after = (
            published_of(session, house.district_id, month, new)
            if new
            else draft_of(session, house.district_id, month)
        )
        names = names_of(read_district(session, house.district_id))
        found = differences(before, after)
    listings = [_differences(found, names)]
    if texts and not new:
        listings.append(texts_listing(_announcement(house, month, after), board.names))
    return Report((_summary(month, found),), _counted(board, found), [one for one in listings if one.rows])


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
    seen = _board(house, month).draft_revision
    with house.outbox.transaction() as session:
        if comment:
            put_out_for_comment(session, house.district_id, month, seen_revision=seen)
            return told(
                "{month} 第 {revision} 稿开始征求意见。",
                "{month}, revision {revision}, is out for comment.",
                month=month,
                revision=seen,
            )
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
    return Report(
        sentences, {"month": month, "revision": seen, "despite": [remark.rule for remark in broken]}
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

    没有终端可问时须加 --yes。 Where nobody can be asked, --yes is needed.

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
    frame.presenter.say(_summary(board.month, board.changes))
    frame.presenter.say(counted_texts(_announcement(house, board.month, draft)))


def _board(house: House, month: str) -> MonthBoard:
    with house.store.reading() as session:
        return month_board(session, house.district_id, month)


def _announcement(house: House, month: str, after: Sequence[Delivery]) -> Announcement:
    with house.store.reading() as session:
        event = preview_publication(session, house.district_id, month, after)
        return preview_announcement(session, house.sending_desk(session), month, event.number, event.changes)


def _kind(difference: Difference) -> str:
    if difference.before is None:
        return "added"
    return "removed" if difference.after is None else "changed"


def _counted(board: MonthBoard, found: Sequence[Difference]) -> dict[str, Any]:
    return {
        "month": board.month,
        "draft_revision": board.draft_revision,
        "published_number": board.published_number,
        **{kind: sum(_kind(one) == kind for one in found) for kind in KINDS},
    }


def _summary(month: str, found: Sequence[Difference]) -> Bilingual:
    if not found:
        return Bilingual("{month}：没有差别。", "{month}: nothing differs.").fill(month=month)
    counts = {kind: sum(_kind(one) == kind for one in found) for kind in KINDS}
    return Bilingual(
        "{month}：新增 {added}，改动 {changed}，取消 {removed}。",
        "{month}: {added} added, {changed} changed, {removed} cancelled.",
    ).fill(month=month, **counts)


def _differences(found: Sequence[Difference], names: Names) -> Listing:
    columns = (
        column("id", "编号", "number"),
        column("kind", "差别", "difference", KINDS.__getitem__),
        column("day", "日期", "day", day_words),
        column("start", "时间", "start"),
        column("category", "类别", "category", lambda value: CATEGORY_NAMES[Category(value)]),
        column("programme", "项目", "programme"),
        column("area", "街道/镇", "area"),
        column("venue", "场地", "venue"),
        column("provider", "配送主体", "provider"),
        column("changes", "旧 → 新", "old → new"),
    )
    return Listing("differences", columns, [_row(one, names) for one in found])


def _row(difference: Difference, names: Names) -> dict[str, Any]:
    delivery = difference.after or difference.before
    assert delivery is not None, "a difference has at least one side"
    facts = facts_of(delivery, names)
    return {
        "id": delivery.id,
        "kind": _kind(difference),
        "day": delivery.day,
        "start": facts.start,
        "category": facts.category,
        "programme": facts.programme,
        "area": facts.area,
        "venue": facts.venue,
        "provider": facts.provider,
        "changes": [_change(difference, field, names) for field in difference.changed],
    }


def _change(difference: Difference, field: str, names: Names) -> Bilingual:
    assert difference.before is not None
    assert difference.after is not None
    title = read_words()[f"field.{field}"]
    sides = [_told(delivery, field, names) for delivery in (difference.before, difference.after)]
    return Bilingual("{title} {old}→{new}", "{title} {old}→{new}").fill(
        title=title, old=sides[0], new=sides[1]
    )


def _told(delivery: Delivery, field: str, names: Names) -> object:
    """A field's value as the district names it."""
    value = getattr(delivery, field)
    facts = facts_of(delivery, names)
    named = {
        "venue_id": facts.venue,
        "provider_id": facts.provider,
        "programme_id": facts.programme,
        "rain_venue_id": facts.rain_venue or "–",
        "start": facts.start,
    }
    if field == "day":
        return day_words(delivery.day)
    return named.get(field, value)
