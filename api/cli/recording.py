"""The command that records what became of deliveries: held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from api.cli.spoken_days import day_of
from api.outcome_files import outcomes_in, recordable
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.names_view import read_names
from scheduler.application.recording import left_open, record, record_day
from scheduler.application.recording_view import day_outcomes, days_unrecorded
from scheduler.domain.outcome import RECORDED_STATES, Became
from scheduler.domain.terms import CATEGORY_NAMES, DeliveryState
from scheduler.solver.finding import day_words


def add_commands(app: typer.Typer) -> None:
    app.command("held", rich_help_panel=PANEL)(held)


def held(
    context: typer.Context,
    day: Annotated[str | None, typer.Argument(metavar="DAY", help="哪一天，如 2026-06-12 · the day.")] = None,
    *,
    one: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=STATE",
            help="某场的结果：held（可加 :人数/满意率）、rained_off、no_show、dispatched（图书已发出）、"
            "short_received:册数+种数、planned（撤回） · what became of one.",
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="结果表，XLSX 或 CSV · a table of outcomes.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="当天其余场次都记为已举办 · record the rest of the day as held.")
    ] = False,
) -> Report:
    """记录结果：已举办（到场人数）、因雨取消、未到场、图书发出与短收；不带日期则列出未记录的日子 · Record what became of deliveries.

    例 Example: culture held 2026-06-12 --yes --one 2606-017=no_show --one 2606-041=held:120
    """
    frame = frame_of(context)
    house = frame.house()
    told = [*(outcomes_in(file) if file else ()), *(spoken(each) for each in one or [])]
    when = day_of(day, "held") if day else None
    if not told and not (yes and when):
        return standing(house, when)
    return seen_through(house, "held", recorded(house, when if yes else None, told, by=frame.by))


def recorded(house: House, rest_of: date | None, told: Sequence[Became], *, by: str) -> Report:
    """Record what was told, and the rest of a day as held if one is given."""
    with house.outbox.transaction() as session:
        if rest_of is None:
            changes = record(session, house.clock, house.district_id, told, by=by)
        else:
            changes = record_day(session, house.clock, house.district_id, rest_of, told, by=by)
        declined = left_open(session, house.clock, house.district_id, rest_of) if rest_of else []
    sentence = Bilingual("记录了 {count} 场的结果。", "recorded what became of {count}.").fill(
        count=len({change.delivery_id for change in changes})
    )
    listings = standing(house, rest_of).listings if rest_of else ()
    left = [_left_open(declined)] if declined else []
    return Report((sentence, *left), {"recorded": changes, "left_open": declined}, listings)


def _left_open(declined: Sequence[str]) -> Bilingual:
    return Bilingual(
        "{ids} 曾有一方不能承接，没有记为已举办；请逐场记录（--one {first}=no_show）。",
        "{ids}: a side had declined, so not recorded as held; record each (--one {first}=no_show).",
    ).fill(ids=Bilingual("、".join(declined), ", ".join(declined)), first=declined[0])


def spoken(given: str) -> Became:
    """What became of one delivery, as `--one` says it: `ID=STATE`, and behind a colon what was counted."""
    delivery_id, _, said = given.partition("=")
    state, _, counted = said.partition(":")
    numbers = _numbers(state, counted)
    if state not in RECORDED_STATES or numbers is None:
        raise refuse(
            "held --one",
            "看不懂“{given}”。请写成 2606-017=no_show；结果：{states}；"
            "到场人数和满意率写 held:120 或 held:120/95，短收写 short_received:册数+报刊种数。",
            "“{given}” is not understood. Write 2606-017=no_show; states: {states}; heads and percent satisfied as "
            "held:120 or held:120/95; short_received:VOLUMES+TITLES.",
            given=given,
            states=", ".join(RECORDED_STATES),
        )
    return Became(
        delivery_id,
        recordable(DeliveryState(state)),
        numbers.get("received"),
        received_titles=numbers.get("received_titles"),
        attendance=numbers.get("attendance"),
        satisfied=numbers.get("satisfied"),
    )


COUNTED = {
    "short_received": (re.compile(r"(\d{1,18})(?:\+(\d{1,18}))?"), ("received", "received_titles")),
    "held": (re.compile(r"(\d{1,18})(?:/(\d{1,18}))?"), ("attendance", "satisfied")),
}
"""By state what can be counted of it, and how that is written."""


def _numbers(state: str, counted: str) -> dict[str, int] | None:
    """What was counted, by name; None where it is not understood."""
    if not counted:
        return {}
    pattern, names = COUNTED.get(state, (None, ()))
    found = pattern.fullmatch(counted) if pattern else None
    if found is None:
        return None
    return {
        name: int(number) for name, number in zip(names, found.groups(), strict=True) if number is not None
    }


def standing(house: House, day: date | None) -> Report:
    """What has become of the deliveries of a day, or the days on which that is still to be said."""
    with house.store.reading() as session:
        if day is None:
            waiting = days_unrecorded(session, house.clock, house.district_id)
            sentence = Bilingual(
                "{days} 天共 {count} 场还没有记录结果。",
                "on {days} days {count} deliveries are still to be recorded.",
            ).fill(days=len(waiting), count=sum(waiting.values()))
            columns = (column("day", "日期", "day", day_words), column("count", "场次", "deliveries"))
            rows = [{"day": each, "count": count} for each, count in waiting.items()]
            return Report((sentence,), {"waiting": len(waiting)}, (Listing("days", columns, rows),))
        names = read_names(session, house.district_id)
        outcomes = day_outcomes(session, house.clock, house.district_id, day, names)
    rows = [
        {
            "id": each.told.delivery.id,
            "start": each.told.delivery.start,
            "category": each.told.delivery.category,
            "programme": each.told.programme,
            "area": each.told.area,
            "venue": each.told.venue,
            "provider": each.told.provider,
            "state": each.state,
            "outcome": each.named,
            "received": each.received,
            "received_titles": each.received_titles,
            "attendance": each.attendance,
            "satisfied": each.satisfied,
        }
        for each in outcomes
    ]
    return Report((), {"day": day}, (Listing("outcomes", COLUMNS, rows),))


COLUMNS = (
    column("id", "编号", "number"),
    column("start", "开始", "start"),
    column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
    column("programme", "项目", "programme"),
    column("area", "街道/镇", "area"),
    column("venue", "场地", "venue"),
    column("provider", "配送主体", "provider"),
    column("outcome", "结果", "outcome"),
    column("received", "实收册数", "volumes"),
    column("received_titles", "实收种数", "titles"),
    column("attendance", "到场人数", "heads"),
    column("satisfied", "满意率", "satisfied"),
)
