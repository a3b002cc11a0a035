"""The command that records a telephone call about a message: call."""

from __future__ import annotations

from typing import Annotated, Literal

import sqlalchemy as sa
import typer
from sqlalchemy.orm import Session

from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.adapters.message_tables import MessageRow
from notifications.application.by_hand import record_call
from notifications.application.calls_view import calls_on

MOST_NAMED = 5
"""So many ids are named where several begin alike."""


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


def message_begun(session: Session, district_id: str, begun: str) -> str:
    """The id of the one message that has this id or whose id begins so; refused where none or several do."""
    mine = MessageRow.district_id == district_id
    whole = session.scalar(sa.select(MessageRow.id).where(mine, MessageRow.id == begun))
    if whole is not None:
        return whole
    ids = session.scalars(
        sa.select(MessageRow.id)
        .where(mine, MessageRow.id.startswith(begun, autoescape=True))
        .order_by(MessageRow.id)
        .limit(MOST_NAMED)
    ).all()
    if not begun or not ids:
        raise refuse(
            "call",
            "没有编号以“{begun}”开头的短信。编号见 culture messages --attention 或 culture messages。",
            "no message has an id that begins with “{begun}”. See culture messages --attention or culture messages.",
            begun=begun,
        )
    if len(ids) > 1:
        raise refuse(
            "call",
            "编号以“{begun}”开头的短信不止一条：{ids}。请多写几位。",
            "more than one message has an id that begins with “{begun}”: {ids}. Write more of it.",
            begun=begun,
            ids=Bilingual("、".join(ids), ", ".join(ids)),
        )
    return ids[0]
