"""Commands for what happens to the calendar: event rain, and the group that others join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from api.cli.changing_month import budget, holiday, quota
from api.cli.confirming import confirmed, only_shown
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.repairing_month import add_events
from api.cli.report import Listing, Report, column
from api.cli.spoken_days import day_of
from api.cli.texts_report import counted_texts, texts_listing
from api.cli.undoing import undo
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.announcing import preview_announcement
from scheduler.application.names_view import Names, read_names, told
from scheduler.application.raining import (
    RAIN_DEEDS,
    RainDeed,
    RainPreview,
    act_on_rain,
    preview_deeds,
    preview_rain,
)
from scheduler.solver.finding import day_words

PANEL = "通知与答复 · Telling and answers"
DEED_NAMES: Mapping[RainDeed, Bilingual] = {
    "indoor": Bilingual("移入室内", "indoor"),
    "reserve": Bilingual("改到备用日", "reserve date"),
    "go_on": Bilingual("照常", "go on"),
}


def add_commands(app: typer.Typer) -> None:
    event = typer.Typer(
        help="发生了什么：下雨、缺席、停用、恢复、谢绝、临时增加、撤单、配额经费节假日变动 · What happened to a published month.\n\n"
        "例 Example: culture event rain 2026-06-12",
        no_args_is_help=True,
    )
    event.command("rain")(rain)
    add_events(event)
    for command in (quota, budget, holiday):
        event.command(command.__name__)(command)
    event.command("undo")(undo)
    app.add_typer(event, name="event", rich_help_panel=PANEL)


def rain(
    context: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DAY", help="哪一天，如 2026-06-12 · the day.")],
    *,
    film: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=DEED", help="某场怎么办：indoor、reserve、go_on · what to do with one film."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="照此办理 · do it.")] = False,
) -> Report:
    """下雨：先列出每场露天电影的出路和会发的短信，确认后才办 · Rain: each film's ways on and the texts; done when confirmed.

    例 Example: culture event rain 2026-06-12 --yes
    """
    frame = frame_of(context)
    house = frame.house()
    when = day_of(day, "event rain")
    with house.store.reading() as session:
        names = read_names(session, house.district_id)
        preview = preview_rain(session, house.clock, house.planning, house.district_id, when)
        if preview.sheltered:
            settled = [film.id for film in preview.sheltered]
            facts = {"day": when, "deeds": {}, "done": False, "settled": settled}
            return Report((preview.sheltered_words(names),), facts)
        deeds = preview.proposal() | _chosen(film or [], preview)
        event = preview_deeds(session, house.district_id, preview, deeds)
        announcement = preview_announcement(
            session, house.sending_desk(session), preview.month, event.number, event.changes
        )
    listings = [_films(preview, deeds, names), texts_listing(announcement, names)]
    report = Report((counted_texts(announcement),), {"day": when, "deeds": deeds, "done": False}, listings)
    if not yes and not confirmed(frame, report):
        return only_shown(report)
    with house.outbox.transaction() as session:
        done = act_on_rain(
            session,
            house.clock,
            house.planning,
            house.district_id,
            when,
            deeds,
            seen_number=preview.number,
            by=frame.by,
        )
    sentence = (
        Bilingual(
            "已办：{month} 发布为第 {number} 版。", "done: {month} is published as version {number}."
        ).fill(month=preview.month, number=done.number)
        if done
        else Bilingual("都照常，没有改动。", "all go on; nothing was changed.")
    )
    facts = {**report.facts, "done": True, "number": done.number if done else preview.number}
    return seen_through(house, "event", Report((sentence,), facts, listings if yes else ()))


def _chosen(given: Sequence[str], preview: RainPreview) -> dict[str, RainDeed]:
    """What was asked for single films, `ID=DEED` each."""
    deeds: dict[str, RainDeed] = {deed: deed for deed in RAIN_DEEDS}
    films = {rained.film.id for rained in preview.films}
    chosen: dict[str, RainDeed] = {}
    for one in given:
        film, _, deed = one.partition("=")
        if film not in films or deed not in deeds:
            raise refuse(
                "event rain --film",
                "看不懂“{given}”。请写成 场次=办法，场次：{films}；办法：{deeds}。",
                "“{given}” is not understood. Write FILM=DEED; films: {films}; deeds: {deeds}.",
                given=one,
                films="、".join(sorted(films)),
                deeds="、".join(deeds),
            )
        chosen[film] = deeds[deed]
    return chosen


def _films(preview: RainPreview, deeds: Mapping[str, RainDeed], names: Names) -> Listing:
    columns = (
        column("film", "编号", "number"),
        column("programme", "项目", "programme"),
        column("deed", "办法", "way on", DEED_NAMES.__getitem__),
        column("chosen", "选用", "chosen"),
        column("day", "日期", "day", day_words),
        column("start", "时间", "start"),
        column("venue", "场地", "venue"),
        column("against", "原因", "why"),
    )
    rows: list[dict[str, Any]] = []
    for rained in preview.films:
        for way in rained.ways:
            after = told(way.after, names)
            rows.append(
                {
                    "film": rained.film.id,
                    "programme": after.programme,
                    "deed": way.deed,
                    "chosen": deeds[rained.film.id] == way.deed,
                    "day": way.after.day,
                    "start": way.after.start,
                    "venue": after.venue,
                    "against": [remark.sentence for remark in (*way.against, *way.instead)],
                }
            )
    return Listing("ways", columns, rows)
