"""Commands for an office that sends by a platform of its own: sheet out, back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from api.fetched_sheets import hand_out, sheet_provider
from config.bilingual import Bilingual
from notifications.application.by_sheet import bring_back, fetch_texts


def add_commands(app: typer.Typer) -> None:
    sheet = typer.Typer(
        help="用自有平台发短信：导出表格，导回结果和回复 · Texts by a platform of your own: out and back as tables.\n\n"
        "例 Example: culture sheet out",
        no_args_is_help=True,
    )
    sheet.command("out")(out)
    sheet.command("back")(back)
    app.add_typer(sheet, name="sheet", rich_help_panel=PANEL)


def out(
    context: typer.Context,
    *,
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="另存一份到这里 · copy them into a folder.")
    ] = None,
) -> Report:
    """把现在该发的短信导出为 Excel，过时的不会导出 · Fetch the texts that are due as workbooks, nothing stale among them.

    例 Example: culture sheet out --to 桌面
    """
    frame = frame_of(context)
    house = frame.house()
    provider = sheet_provider(house)
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    fetched = fetch_texts(house.store, desk, provider)
    with house.store.transaction() as session:
        hand_out(session, house, fetched.files, by=frame.by)
    files = [_copied(file, to) for file in fetched.files]
    report = fetched.report
    if not report.sent:
        sentence = Bilingual("现在没有要发的短信。", "No text is due now.")
    else:
        sentence = Bilingual(
            "导出 {count} 条。请在平台发送后用 culture sheet back 导回结果。",
            "{count} texts are fetched. Send them by the platform, then bring the results with culture sheet back.",
        ).fill(count=report.sent)
    facts = {
        "sent": report.sent,
        "superseded": report.superseded,
        "expired": report.expired,
        "held": report.held,
        "unknown": report.unknown,
        "files": files,
    }
    columns = (column("file", "文件", "file"),)
    return Report((sentence,), facts, (Listing("workbooks", columns, [{"file": one} for one in files]),))


def back(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="结果或回复的表 · tables of results or replies.")
    ],
) -> Report:
    """导回平台的发送结果和收到的回复，重复导入不会重复计算 · Bring back results and replies; twice counts once.

    例 Example: culture sheet back 结果.xlsx 回复.csv
    """
    house = frame_of(context).house()
    sheet_provider(house)
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    brought = bring_back(house.outbox, desk, files)
    facts = {
        "receipts": brought.taken.receipts,
        "replies": brought.taken.replies,
        "waiting": brought.waiting,
        "left_out": len(brought.strange),
    }
    sentence = Bilingual(
        "新结果 {receipts} 条，新回复 {replies} 条；{waiting} 条还没有结果，略过 {left_out} 行。"
        "可能有答复要发：culture sheet out",
        "{receipts} new results, {replies} new replies; {waiting} without a result yet, {left_out} rows left out. "
        "There may be answers to send: culture sheet out",
    ).fill(**facts)
    rows = [
        {"place": one.place, "value": one.value, "sentence": one.sentence, "remedy": one.remedy}
        for one in brought.strange
    ]
    columns = (
        column("place", "位置", "place"),
        column("value", "内容", "value"),
        column("sentence", "说明", "finding"),
        column("remedy", "怎么办", "what to do"),
    )
    return Report((sentence,), facts, (Listing("rows_left_out", columns, rows),) if rows else ())


def _copied(file: Path, to: Path | None) -> str:
    if to is None:
        return str(file)
    to.mkdir(parents=True, exist_ok=True)
    return str(shutil.copy(file, to / file.name))
