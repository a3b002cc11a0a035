"""The command that tells how far the year has got, area by area: progress."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from api.bootstrap import House
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from api.cli.spoken_days import day_of
from config.bilingual import Bilingual
from scheduler.application.area_progress_view import AreaProgress, Measure, area_progress
from scheduler.domain.measures import MEASURE_NAMES


def add_commands(app: typer.Typer) -> None:
    app.command("progress", rich_help_panel=PANEL)(progress)


def progress(
    context: typer.Context,
    *,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="截至哪一天，默认今天 · until which day, else today.")
    ] = None,
) -> Report:
    """各街道的年度进度：办成场次、实收图书报刊、到场人数 · How far each area's year has got: held, received, who came.

    例 Example: culture progress --until 2026-06-30
    """
    house = frame_of(context).house()
    return progress_report(house, day_of(until, "progress --until") if until else house.clock.today())


def progress_report(house: House, until: date) -> Report:
    """Each area's year until that day: what came, what is still published to come, the target."""
    with house.store.reading() as session:
        found = area_progress(session, house.district_id, until)
    sentence = Bilingual(
        "{year} 年截至 {until}：已办成（实收）+ 已排定 / 目标。",
        "{year} until {until}: held (received) + to come / target.",
    ).fill(year=until.year, until=until)
    rows = [_row(one) for one in found]
    return Report((sentence,), {"year": until.year, "until": until}, (Listing("areas", COLUMNS, rows),))


def _row(one: AreaProgress) -> dict[str, Any]:
    measures = {each.measure: each for each in one.measures}
    audience = one.audience
    return {
        "area": one.area.name,
        "area_id": one.area.id,
        **measures,
        "heads": audience.heads,
        "reported": f"{audience.reported}/{audience.of}",
        "satisfied": audience.satisfied,
    }


def _reached(measure: Measure) -> str:
    """`3 + 2 / 8`, without what there is none of."""
    planned = f" + {measure.planned}" if measure.planned else ""
    target = f" / {measure.target}" if measure.target is not None else ""
    return f"{measure.held}{planned}{target}"


COLUMNS = (
    column("area", "街道/镇", "area"),
    *(column(measure, name.zh, name.en, _reached) for measure, name in MEASURE_NAMES.items()),
    column("heads", "到场人数", "heads"),
    column("reported", "已填报", "reported"),
    column("satisfied", "满意率", "satisfied"),
)
