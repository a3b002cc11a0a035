"""The command that leaves one session of a course out, puts it back, and lists those left out: skip."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.despite import nothing_changed
from api.cli.frame import frame_of
from api.cli.planning import PANEL
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.adapters.calendar_repository import from_json
from scheduler.application.delivery_view import delivery_page
from scheduler.application.leaving_out import Judged, leave_out, left_out_of, put_back
from scheduler.application.names_view import read_names
from scheduler.solver.finding import day_words


def add_commands(app: typer.Typer) -> None:
    app.command("skip", rich_help_panel=PANEL)(skip)


def skip(
    context: typer.Context,
    delivery: Annotated[
        str | None, typer.Argument(help="课次编号，见 culture show 月份 · the session's number.")
    ] = None,
    *,
    why: Annotated[str, typer.Option(help="为什么停上，如 放假 · why it is left out.")] = "",
    back: Annotated[bool, typer.Option("--back", help="恢复停上的课次 · put it back.")] = False,
    despite_findings: Annotated[
        bool, typer.Option("--despite-findings", help="明知违规也改 · although a rule is broken.")
    ] = False,
) -> Report:
    """课程停上一次或恢复；不带编号则列出停上的课次 · Leave one session of a course out, or put it back; else list them.

    例 Example: culture skip 2606-059 --why 社区活动占用教室
    """
    frame = frame_of(context)
    house = frame.house()
    if delivery is None:
        return skipped_report(house)
    with house.store.reading() as session:
        page = delivery_page(session, house.district_id, delivery)
    with nothing_changed(delivery), house.store.transaction() as session:
        desk = (session, house.clock, house.planning, house.district_id, delivery)
        if back:
            done = put_back(*desk, by=frame.by, despite_findings=despite_findings)
        elif page is None or page.draft is None:
            raise refuse(
                delivery,
                "草稿里没有这个场次。请核对编号（culture show 可查）。",
                "the draft has no such delivery. Check its number (culture show lists them).",
            )
        else:
            done = leave_out(
                *desk, why=why, seen_revision=page.revision, by=frame.by, despite_findings=despite_findings
            )
    return _told(done, back=back)


def _told(done: Judged, *, back: bool) -> Report:
    sentence = (
        Bilingual(
            "第 {session} 次课（{day}）已恢复。审批并发布后才会通知各方。",
            "session {session} on {day} is put back. Nobody is told before it is approved and published.",
        )
        if back
        else Bilingual(
            "第 {session} 次课（{day}）停上，其余各次不变。审批并发布后才会通知各方。",
            "session {session} on {day} is left out, the others stay. Nobody is told before it is approved and "
            "published.",
        )
    ).fill(session=done.stood.session, day=day_words(done.stood.day))
    rows = [{"effect": Bilingual("带来", "brings"), "sentence": one.sentence} for one in done.brought]
    rows += [{"effect": Bilingual("消除", "settles"), "sentence": one.sentence} for one in done.settled]
    columns = (column("effect", "影响", "effect"), column("sentence", "说明", "what it is"))
    facts = {"delivery": done.stood, "back": back}
    return Report((sentence,), facts, (Listing("remarks", columns, rows),) if rows else ())


def skipped_report(house: House) -> Report:
    """The sessions left out from this month on."""
    with house.store.reading() as session:
        names = read_names(session, house.district_id)
        left = left_out_of(session, house.district_id, f"{house.clock.today():%Y-%m}")
    rows = [
        {
            "id": row.id,
            "day": stood.day,
            "session": row.session,
            "programme": names.programme(stood.programme_id),
            "area": names.area(stood.area_id),
            "why": row.why,
            "by": row.by,
        }
        for row in left
        for stood in (from_json(row.stood),)
    ]
    sentence = Bilingual("停上 {count} 次课。", "{count} sessions are left out.").fill(count=len(rows))
    return Report((sentence,), {"left_out": len(rows)}, (Listing("sessions", COLUMNS, rows),))


COLUMNS = (
    column("id", "编号", "number"),
    column("day", "日期", "day", day_words),
    column("session", "第几次", "session"),
    column("programme", "项目", "programme"),
    column("area", "街道/镇", "area"),
    column("why", "原因", "why"),
    column("by", "经手人", "by"),
)
