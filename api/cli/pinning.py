"""The command that pins attributes of a delivery: pin."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.planning import PANEL
from api.cli.report import Report
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.delivery_view import delivery_page
from scheduler.application.pinning import PINNABLE, pin


def add_commands(app: typer.Typer) -> None:
    app.command("pin", rich_help_panel=PANEL)(pin_command)


def pin_command(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="场次编号，见 culture show 月份 · the delivery's number.")],
    *,
    day: Annotated[bool, typer.Option("--day", help="固定日期 · keep the day.")] = False,
    start: Annotated[bool, typer.Option("--start", help="固定开始时间 · keep the start.")] = False,
    venue: Annotated[bool, typer.Option("--venue", help="固定场地 · keep the venue.")] = False,
    provider: Annotated[bool, typer.Option("--provider", help="固定主体 · keep the provider.")] = False,
    programme: Annotated[bool, typer.Option("--programme", help="固定项目 · keep the programme.")] = False,
    rain_venue: Annotated[bool, typer.Option("--rain-venue", help="固定备用场地 · the rain venue.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="整场固定 · keep all of it.")] = False,
    none: Annotated[bool, typer.Option("--none", help="全部放开 · keep nothing.")] = False,
) -> Report:
    """固定草稿里一场的某一项（或整场），再排时不动它；--none 放开 · Pin one attribute of a delivery, or all; planning keeps it.

    例 Example: culture pin 2606-017 --day
    """
    asked = {
        "day": day,
        "start": start,
        "venue_id": venue,
        "provider_id": provider,
        "programme_id": programme,
        "rain_venue_id": rain_venue,
    }
    kept = frozenset(PINNABLE) if everything else frozenset(name for name, wanted in asked.items() if wanted)
    if none == bool(kept):
        raise refuse(
            delivery,
            "请写要固定哪些（如 --day），或 --all 整场，或 --none 放开。",
            "say what to keep (like --day), or --all, or --none.",
        )
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        page = delivery_page(session, house.district_id, delivery)
    with house.store.transaction() as session:
        done = pin(
            session,
            house.clock,
            house.district_id,
            delivery,
            kept,
            seen_revision=page.revision if page else 0,
            by=frame.by,
        )
    names = [PINNABLE[name] for name in PINNABLE if name in done.pinned]
    if not names:
        told = Bilingual("{id} 已放开，再排时可以动。", "{id} is free; planning may move it.").fill(
            id=done.id
        )
    else:
        listed = Bilingual("、".join(one.zh for one in names), ", ".join(one.en for one in names))
        told = Bilingual("{id} 再排时不动：{kept}。", "{id}: planning keeps the {kept}.").fill(
            id=done.id, kept=listed
        )
    return Report((told,), {"delivery": done.id, "pinned": sorted(done.pinned)})
