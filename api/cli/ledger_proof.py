"""The command that hands out the proof of one recipient or one campaign: ledger proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.report import Listing, Report, column
from api.proofs import Wanted, prove, write_pdf
from config.bilingual import Bilingual
from config.refusal import Outcome
from notifications.ledger.adapters.proof_workbook import write_proof_workbook
from notifications.ledger.domain.proof_lines import Paper


def proof(
    context: typer.Context,
    *,
    recipient: Annotated[
        str | None, typer.Option(metavar="WHO", help="一部电话：号码或名称 · one telephone: number or name.")
    ] = None,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="一个月的计划 · a month's calendar.")
    ] = None,
    version: Annotated[int | None, typer.Option(help="只这一版 · this version only.")] = None,
    preview: Annotated[
        str | None, typer.Option(metavar="ID", help="一次许可证提醒 · a sending of licence reminders.")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="ID", help="一份监管通知 · a campaign to businesses.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="写成 Excel · as Excel.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="写成 PDF · as PDF.")] = None,
    numbers: Annotated[
        bool,
        typer.Option("--numbers", help="号码不隐去，并记下谁看过 · whole numbers; who read them is kept."),
    ] = False,
) -> Report:
    """出具一方或一批通知的收发证明 · Hand out the proof of one recipient or one campaign.

    例 Example: culture ledger proof --month 2026-06 --pdf proof.pdf --xlsx proof.xlsx
    """
    frame = frame_of(context)
    house = frame.house()
    wanted = Wanted(recipient, month, version, preview, campaign)
    paper = prove(house, wanted, by=frame.by, whole_numbers=numbers)
    language = frame.presenter.language
    if xlsx is not None:
        write_proof_workbook(xlsx, paper, language)
    if pdf is not None:
        write_pdf(house, pdf, paper, language)
    return _report(paper, [file for file in (xlsx, pdf) if file is not None])


def _report(paper: Paper, files: list[Path]) -> Report:
    columns = (
        column("position", "序号", "entry"),
        column("at", "时间", "at"),
        column("deed_name", "事项", "what"),
        column("number", "号码", "number"),
        column("said", "内容", "said"),
    )
    rows = [
        {
            "position": line.position,
            "at": line.at,
            "deed": line.entry.deed,
            "deed_name": line.deed,
            "number": line.number,
            "said": line.said,
            "id": line.entry.id,
            "digest": line.entry.digest,
            "head": line.entry.head,
        }
        for line in paper.lines
    ]
    written = Bilingual("已写入 {files}。", "Written to {files}.").fill(files="、".join(map(str, files)))
    facts = {"subject": paper.subject, "holds": paper.holds, "head": paper.head.head, "files": files}
    return Report(
        (paper.subject, paper.statement, *([written] if files else [])),
        facts,
        (Listing("entries", columns, rows),),
        Outcome.DONE if paper.holds else Outcome.FAILED,
    )
