"""The command that takes a decline off the list: settle."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.report import Report, told
from scheduler.application.answering import settle_decline

PANEL = "通知与答复 · Telling and answers"


def add_commands(app: typer.Typer) -> None:
    app.command("settle", rich_help_panel=PANEL)(settle)


def settle(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="场次编号，如 2606-017 · the delivery's number.")],
    note: Annotated[str, typer.Argument(help="怎样处理的，如：已电话说定 · how it was dealt with.")],
    *,
    rain_venue: Annotated[
        bool, typer.Option("--rain-venue", help="是雨天备用场地的谢绝 · the rain venue's decline.")
    ] = False,
) -> Report:
    """谢绝已用别的办法处理：记下，不再列入待办，原安排不变 · A decline was dealt with otherwise: noted, off the list, the plan unchanged.

    例 Example: culture settle 2606-017 "下雨改期" --rain-venue
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.transaction() as session:
        settle_decline(
            session,
            house.clock,
            house.district_id,
            delivery,
            by=frame.by,
            note=note,
            of_rain_venue=rain_venue,
        )
    return told(
        "{delivery} 的谢绝已记为处理。",
        "the decline of {delivery} is noted as dealt with.",
        delivery=delivery,
    )
