"""The command that records a telephone call about a message: call."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.named_by_id import message_begun
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.by_hand import record_call
from notifications.application.calls_view import calls_on


def add_commands(app: typer.Typer) -> None:
    app.command("call", rich_help_panel=PANEL)(call)


def call(
    context: typer.Context,
    message: Annotated[
        str,
        typer.Argument(
            metavar="MESSAGE", help="短信编号（开头几位即可），见 culture messages --attention · the message."
        ),
    ],
    *,
    became: Annotated[
        Literal["unreached", "told", "agreed", "declined"],
        typer.Option(
            "--became",
            help="结果：未接通、只告知、全部同意、有不同意的 · nobody reached, told, all agreed, some declined.",
        ),
    ] = "told",
    item: Annotated[
        list[int] | None, typer.Option(min=1, help="不同意的序号，可重复 · a number that is declined.")
    ] = None,
    said: Annotated[str, typer.Option(help="对方所说 · what they said.")] = "",
) -> Report:
    """登记一次电话：谁打的、何时、结果如何、对方说了什么 · Record a call about a message, and what was said.

    例 Example: culture call 3f2a9c --became declined --item 2 --said 当天停电
    """
    if (became == "declined") != bool(item):
        raise refuse(
            "--item",
            "“declined”要用 --item 写明不同意的序号，其他结果不写；只问一项时写 --item 1。",
            "name the numbers declined by --item with “declined”, and only with it; of one item, --item 1.",
        )
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        message = message_begun(session, house.district_id, message)
        record_call(
            session,
            house.sending_desk(session),
            message,
            by=frame.by,
            reached=became != "unreached",
            answered=became in ("agreed", "declined"),
            declined=item or (),
            reason=said,
        )
    with house.store.reading() as session:
        calls = calls_on(session, house.district_id, [message]).get(message, [])
    columns = (
        column("at", "时间", "at"),
        column("by", "谁打的", "by"),
        column("outcome", "结果", "outcome"),
        column("said", "对方所说", "said"),
    )
    rows = [{"at": one.at, "by": one.by, "outcome": one.outcome, "said": one.said} for one in calls]
    sentence = Bilingual("已登记。这条短信的电话记录：", "recorded. The calls about this message:")
    return seen_through(
        house, "call", Report((sentence,), {"message": message}, (Listing("calls", columns, rows),))
    )
