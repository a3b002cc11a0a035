"""Commands on what is planned: show, move."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.despite import nothing_changed
from api.cli.frame import frame_of
from api.cli.month_report import board_report
from api.cli.naming import category_of, one_of
from api.cli.plan_files import refuse_unless_writable
from api.cli.planning import PANEL, Month
from api.cli.report import Listing, Report, column, told
from api.month_files import month_text, month_workbook
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.board_view import NEVER_PLANNED, Wanted, month_board
from scheduler.application.delivery_view import delivery_page
from scheduler.application.moving import Move, move
from scheduler.domain.calendar import month_days


def add_commands(app: typer.Typer) -> None:
    app.command("show", rich_help_panel=PANEL)(show)
    app.command("move", rich_help_panel=PANEL)(move_command)


def show(
    context: typer.Context,
    month: Month,
    *,
    version: Annotated[int, typer.Option(min=0, help="第几版，默认草稿 · a version, else the draft.")] = 0,
    area: Annotated[str, typer.Option(help="只看一个街道 · one area, by name or id.")] = "",
    provider: Annotated[str, typer.Option(help="只看一个配送主体 · one provider.")] = "",
    category: Annotated[
        str, typer.Option(help="只看一类，写名称或代号 · performance, film, training, feature, books.")
    ] = "",
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="写成 Excel · write a workbook.")] = None,
    text: Annotated[bool, typer.Option("--text", help="纯文本，供粘贴 · plain text to paste.")] = False,
) -> Report:
    """看一个月的计划、状态、答复和排不下的；可写成 Excel 或文本 · Show a month, its state and answers; as Excel or text too.

    例 Example: culture show 2026-06 --area 彭浦新村街道 --text
    """
    frame = frame_of(context)
    if xlsx is not None:
        refuse_unless_writable(xlsx)
    house = frame.house()
    with house.store.reading() as session:
        whole = month_board(session, house.district_id, month)
        if whole.empty and month_days(month)[1] < house.clock.today():
            raise refuse("month", NEVER_PLANNED.zh, NEVER_PLANNED.en, month=month)
        _refuse_unknown_version(month, version, whole.published_number)
        wanted = Wanted(
            area_id=one_of(whole.names.areas, area, "--area"),
            category=category_of(category, "--category"),
            provider_id=one_of(whole.names.providers, provider, "--provider"),
        )
        board = month_board(session, house.district_id, month, wanted, version)
        if xlsx is not None:
            sheets = month_workbook(session, house, board, frame.presenter.language, xlsx)
            return told(
                "已写到 {file}，{count} 张表。",
                "written to {file}, {count} sheets.",
                file=xlsx,
                count=len(sheets),
            )
        if text:
            return Report(
                facts={"month": month}, text=month_text(session, house, board, frame.presenter.language)
            )
    return board_report(board)


def _refuse_unknown_version(month: str, version: int, newest: int) -> None:
    if version > newest:
        raise refuse(
            f"{month} --version",
            "没有第 {version} 版，最新是第 {newest} 版。",
            "there is no version {version}, the newest is {newest}.",
            version=version,
            newest=newest,
        )


def move_command(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="场次编号，见 culture show 月份 · the delivery's number.")],
    *,
    day: Annotated[str | None, typer.Option(metavar="2026-06-13", help="日期 · the day.")] = None,
    start: Annotated[str | None, typer.Option(metavar="19:30", help="开始时间 · the start.")] = None,
    venue: Annotated[str | None, typer.Option(help="场地 · the venue, by name or id.")] = None,
    provider: Annotated[str | None, typer.Option(help="配送主体 · the provider.")] = None,
    rain_venue: Annotated[str | None, typer.Option(help="雨天备用场地 · the rain venue.")] = None,
    reserve_day: Annotated[
        str | None, typer.Option(metavar="2026-06-20", help="雨天备用日 · the reserve date of a film.")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="课程只改这一次 · this session of a course only.")
    ] = False,
    despite_findings: Annotated[
        bool, typer.Option("--despite-findings", help="明知违规也改 · although a rule is broken.")
    ] = False,
) -> Report:
    """手工改动草稿里的一场；违反规则则被拒，并说明是哪一条 · Move one delivery of the draft; refused where a rule is broken.

    例 Example: culture move 2606-059 --day 2026-06-07
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        page = delivery_page(session, house.district_id, delivery)
    venues = {venue_id: named.name for venue_id, named in page.names.venues.items()} if page else {}
    providers = page.names.providers if page else {}
    given: dict[str, Any] = {
        "day": _parsed(day, "--day", date.fromisoformat),
        "start": _parsed(start, "--start", time.fromisoformat),
        "venue_id": one_of(venues, venue, "--venue") if venue else None,
        "provider_id": one_of(providers, provider, "--provider") if provider else None,
        "rain_venue_id": one_of(venues, rain_venue, "--rain-venue") if rain_venue else None,
        "reserve_day": _parsed(reserve_day, "--reserve-day", date.fromisoformat),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if page is not None and not changes:
        raise refuse(
            delivery,
            "没有写要改什么。请写 --day、--start、--venue、--provider、--rain-venue 或 --reserve-day。",
            "it is not said what to change. Give --day, --start, --venue, --provider, --rain-venue or --reserve-day.",
        )
    told_so = nothing_changed(delivery) if page is not None else nullcontext()
    with told_so, house.store.transaction() as session:
        done = move(
            session,
            house.clock,
            house.planning,
            house.district_id,
            delivery,
            changes,
            seen_revision=page.revision if page else 0,
            by=frame.by,
            despite_findings=despite_findings,
            alone=alone,
        )
    return _moved(done)


def _parsed(given: str | None, place: str, read: Callable[[str], Any]) -> Any:
    if given is None:
        return None
    try:
        return read(given)
    except ValueError:
        raise refuse(
            f"move {place}",
            "看不懂“{given}”，日期写成 2026-06-13，时间写成 19:30。",
            "“{given}” is not understood; write a day as 2026-06-13 and a time as 19:30.",
            given=given,
        ) from None


def _moved(done: Move) -> Report:
    if done.before == done.after:
        return told("和现在的安排一样，没有改动。", "it stands like this already; nothing was changed.")
    columns = (column("effect", "影响", "effect"), column("sentence", "说明", "what it is"))
    brought, settled = Bilingual("带来", "brings"), Bilingual("消除", "settles")
    rows = [{"effect": brought, "rule": remark.rule, "sentence": remark.sentence} for remark in done.brought]
    rows += [{"effect": settled, "rule": remark.rule, "sentence": remark.sentence} for remark in done.settled]
    sentence = Bilingual(
        "已改为 {day} {start}。审批并发布后才会通知各方。",
        "it stands on {day} at {start}. Nobody is told before it is approved and published.",
    ).fill(day=done.after.day, start=f"{done.after.start:%H:%M}")
    facts = {"before": done.before, "after": done.after}
    return Report((sentence,), facts, (Listing("remarks", columns, rows),) if rows else ())
