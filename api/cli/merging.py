"""The command by which one area becomes part of another: area merge."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.confirming import Yes, confirmed, only_shown
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.naming import one_of
from api.cli.planning import PANEL
from api.cli.report import Report
from api.cli.spoken_days import day_of
from config.bilingual import Bilingual
from scheduler.application.merging_areas import Passing, merge_areas, passing_words, preview_merger
from scheduler.application.names_view import Names, read_names
from scheduler.domain.merging import Merger


def add_commands(app: typer.Typer) -> None:
    area = typer.Typer(
        help="街道的合并 · Areas that merge.\n\n例 Example: culture area merge 北站街道 天目西路街道 --from 2026-10-01",
        no_args_is_help=True,
    )
    area.callback()(_apart)
    area.command("merge")(merge)
    app.add_typer(area, name="area", rich_help_panel=PANEL)


def _apart() -> None:
    """街道的合并 · Areas that merge."""


def merge(
    context: typer.Context,
    area: Annotated[str, typer.Argument(help="并走的街道，名称或编号 · the area that goes.")],
    into: Annotated[str, typer.Argument(help="并入哪个街道 · the area that stays.")],
    *,
    first: Annotated[
        str, typer.Option("--from", metavar="2026-10-01", help="自某月 1 日起 · from the 1st of a month.")
    ],
    yes: Yes = False,
) -> Report:
    """一个街道自某月起并入另一个：场地、点单、配额、联系人随之转入，此前的计划和报表不变 · One area becomes part of another.

    例 Example: culture area merge 北站街道 天目西路街道 --from 2026-10-01 --yes
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        names = read_names(session, house.district_id)
        merger = Merger(
            one_of(names.areas, area, "area"),
            one_of(names.areas, into, "into"),
            day_of(first, "area merge --from"),
        )
        passing = preview_merger(session, house.clock, house.district_id, merger)
    report = _told(passing, names, done=False)
    if not yes and not confirmed(frame, report):
        return only_shown(report)
    with house.outbox.transaction() as session:
        passing = merge_areas(session, house.clock, house.district_id, merger, by=frame.by)
    return seen_through(house, "area", _told(passing, names, done=True))


def _told(passing: Passing, names: Names, *, done: bool) -> Report:
    merger = passing.merger
    facts = {
        "area": names.area(merger.area_id),
        "into": names.area(merger.into_id),
        "first": merger.first,
        "venues": passing.venues,
        "orders": passing.orders,
        "drafted": passing.drafted,
    }
    sentence = passing_words(passing, names, done=done)
    if not done:
        return Report((sentence,), {**facts, "done": False})
    again = Bilingual(
        "请重算本年配额：culture allot {year}", "Reckon the year's allotment anew: culture allot {year}"
    ).fill(year=merger.first.year)
    return Report((sentence, again), {**facts, "done": True})
