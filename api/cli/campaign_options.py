"""The options by which a campaign is written and put right at the command line."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

DAY = ["%Y-%m-%d"]

Title = Annotated[str | None, typer.Option(metavar="WORDS", help="事由，如 节前消防检查 · the title.")]
Day = Annotated[
    datetime | None, typer.Option(formats=DAY, metavar="YYYY-MM-DD", help="检查日期 · day of the inspection.")
]
Start = Annotated[str | None, typer.Option("--from", metavar="HH:MM", help="开始时间 · it begins at.")]
End = Annotated[str | None, typer.Option("--to", metavar="HH:MM", help="结束时间 · it ends at.")]
Checks = Annotated[str | None, typer.Option(metavar="WORDS", help="检查内容 · what is checked.")]
Ready = Annotated[str | None, typer.Option(metavar="WORDS", help="需备材料 · what to have ready.")]
Document = Annotated[str | None, typer.Option(metavar="WORDS", help="文件名称 · the document's title.")]
Number = Annotated[str | None, typer.Option(metavar="WORDS", help="文号 · the document's number.")]
Effective = Annotated[
    datetime | None, typer.Option(formats=DAY, metavar="YYYY-MM-DD", help="施行日期 · it takes effect on.")
]
Todo = Annotated[str | None, typer.Option(metavar="WORDS", help="需办事项 · what to do.")]
Words = Annotated[str | None, typer.Option(metavar="WORDS", help="正文 · the office's own words.")]
AnswerBy = Annotated[
    datetime | None,
    typer.Option(
        formats=DAY,
        metavar="YYYY-MM-DD",
        help="请对方在这天前答复；不写则只告知 · a reply is asked for by then.",
    ),
]
NotAfter = Annotated[
    datetime | None,
    typer.Option(
        formats=DAY,
        metavar="YYYY-MM-DD",
        help="最迟发送日；检查默认为检查当日，其他默认为答复期限 · the last day to tell it.",
    ),
]


def given(**options: Any) -> dict[str, Any]:
    """The fields that were given, by their names; days as days."""
    return {
        name: value.date() if isinstance(value, datetime) else value
        for name, value in options.items()
        if value is not None
    }
