"""The command that books a reserve date for an outdoor film, frees it, and lists those booked: reserve."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.naming import one_of
from api.cli.report import Listing, Report, column, told
from api.cli.spoken_days import day_of, time_of
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.names_view import read_names
from scheduler.application.reserving import Wanted, book_reserve, booked_reserves, let_reserve_go
from scheduler.solver.finding import day_words


def add_commands(app: typer.Typer) -> None:
    app.command("reserve", rich_help_panel=PANEL)(reserve)


def reserve(
    context: typer.Context,
    film: Annotated[
        str | None, typer.Argument(help="电影场次编号，见 culture show 月份 · the film's number.")
    ] = None,
    *,
    day: Annotated[
        str | None,
        typer.Option(metavar="2026-07-03", help="备用日，可在别的月份 · the reserve date, of any month."),
    ] = None,
    start: Annotated[str | None, typer.Option(metavar="19:30", help="开始时间 · the start.")] = None,
    venue: Annotated[str, typer.Option(help="场地，默认原场地 · the venue, else its own.")] = "",
    provider: Annotated[str, typer.Option(help="放映队，默认原放映队 · the provider, else its own.")] = "",
    free: Annotated[bool, typer.Option("--free", help="不再保留 · let it go.")] = False,
) -> Report:
    """露天电影的雨天备用日：订下、放开；不带编号则列出 · Reserve dates of outdoor films: book one, free it, or list them.

    例 Example: culture reserve 2606-017 --day 2026-07-03
    """
    frame = frame_of(context)
    house = frame.house()
    if film is None:
        return reserves_report(house)
    if free == bool(day):
        raise refuse(
            film,
            "请写 --day 备用日，或 --free 放开。",
            "give either --day, the reserve date, or --free.",
        )
    with house.outbox.transaction() as session:
        if free:
            let_reserve_go(session, house.clock, house.district_id, film, by=frame.by)
            return told("{film} 的备用日已放开。", "the reserve date of {film} is free again.", film=film)
        names = read_names(session, house.district_id)
        venues = {venue_id: named.name for venue_id, named in names.venues.items()}
        wanted = Wanted(
            day_of(day or "", "reserve --day"),
            time_of(start, "reserve --start") if start else None,
            one_of(venues, venue, "--venue") or None,
            one_of(names.providers, provider, "--provider") or None,
        )
        desk = (session, house.clock, house.planning, house.district_id)
        then = book_reserve(*desk, film, wanted, by=frame.by).then
    sentence = Bilingual(
        "已为 {film} 留下{day} {start} 的场地和放映队；办成后自动放开。",
        "{day} at {start} is kept for {film}, venue and provider; it is free again once the film is held.",
    ).fill(film=film, day=day_words(then.day), start=f"{then.start:%H:%M}")
    return Report((sentence,), {"film": film, "then": then})


def reserves_report(house: House) -> Report:
    """The reserve dates that are booked."""
    with house.store.reading() as session:
        names = read_names(session, house.district_id)
        booked = booked_reserves(session, house.district_id, names)
    rows = [
        {
            "film": one.film_id,
            "was": one.was,
            "programme": one.programme,
            "day": one.day,
            "start": one.start,
            "venue": one.venue,
            "provider": one.provider,
        }
        for one in booked
    ]
    sentence = Bilingual("订了 {count} 个备用日。", "{count} reserve dates are booked.").fill(count=len(rows))
    return Report((sentence,), {"booked": len(rows)}, (Listing("reserves", COLUMNS, rows),))


COLUMNS = (
    column("film", "编号", "number"),
    column("programme", "项目", "programme"),
    column("was", "原定", "planned on", day_words),
    column("day", "备用日", "reserve date", day_words),
    column("start", "开始", "start"),
    column("venue", "场地", "venue"),
    column("provider", "配送主体", "provider"),
)
