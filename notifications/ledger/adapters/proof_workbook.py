"""Writes a proof as an Excel workbook: the lines for people, and what a program needs to check them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from config.bilingual import Bilingual, Language
from notifications.ledger.domain.proof_lines import Became, Line, Paper

TITLE = Bilingual("收发证明", "Proof of what was told and heard")
HEADS = (
    (Bilingual("序号", "entry"), 8),
    (Bilingual("时间", "at"), 19),
    (Bilingual("事项", "what"), 12),
    (Bilingual("号码", "number"), 16),
    (Bilingual("内容", "said"), 80),
)
CHECKS = (
    (Bilingual("序号", "position"), 8),
    (Bilingual("编号", "id"), 30),
    (Bilingual("事项", "deed"), 10),
    (Bilingual("时间（UTC）", "at (UTC)"), 28),
    (Bilingual("摘要", "digest"), 66),
    (Bilingual("链头", "head"), 66),
    (Bilingual("盐", "salt"), 66),
    (Bilingual("原文", "content"), 60),
)
SUMMARY = Bilingual("汇总", "summary")
SUMMARY_HEADS = (
    (Bilingual("单位", "business"), 30),
    (Bilingual("告知时间", "told"), 17),
    (Bilingual("答复", "answered"), 40),
    (Bilingual("电话", "called"), 30),
    (Bilingual("结果", "result"), 40),
)
UNSEALED = Bilingual("未封存", "unsealed")


def write_proof_workbook(file: Path | BytesIO, paper: Paper, language: Language) -> None:
    """Write the sheets, a campaign's summary first; every text stands as text, never as a formula or a link."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        look = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        }
        above = [
            f"{paper.district} {paper.office} {TITLE.in_(language)}",
            paper.subject.in_(language),
            paper.statement.in_(language),
            f"{paper.made_at:%Y-%m-%d %H:%M} {paper.by}",
        ]
        if paper.summary:
            became = [summary_cells(each, language) for each in paper.summary]
            _sheet(book, SUMMARY.in_(language), look, language, SUMMARY_HEADS, became, above=above)
        shown = [_shown(line, language) for line in paper.lines]
        _sheet(book, Bilingual("证明", "proof").in_(language), look, language, HEADS, shown, above=above)
        checks = [_check(line) for line in paper.lines]
        _sheet(book, Bilingual("核对", "check").in_(language), look, language, CHECKS, checks)


def _sheet(
    book: Any,
    name: str,
    look: dict[str, Any],
    language: Language,
    heads: Sequence[tuple[Bilingual, int]],
    rows: Sequence[Sequence[str]],
    *,
    above: Sequence[str] = (),
) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for number, words in enumerate(above):
        sheet.write_string(number, 0, words, look["title"] if number == 0 else None)
    begin = len(above)
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(begin, column, head.in_(language), look["head"])
        for number, row in enumerate(rows, begin + 1):
            sheet.write_string(number, column, row[column], look["text"])
    sheet.repeat_rows(begin)
    sheet.freeze_panes(begin + 1, 0)


def summary_cells(became: Became, language: Language) -> list[str]:
    """A line of the summary, cell by cell."""
    told = (became.told, became.answered, became.called, became.result)
    return [became.business, *(each.in_(language) for each in told)]


def _shown(line: Line, language: Language) -> list[str]:
    position = UNSEALED.in_(language) if line.position is None else str(line.position)
    return [
        position,
        f"{line.at:%Y-%m-%d %H:%M:%S}",
        line.deed.in_(language),
        line.number,
        line.said.in_(language),
    ]


def _check(line: Line) -> list[str]:
    entry = line.entry
    position = "" if entry.position is None else str(entry.position)
    at = entry.at.isoformat(timespec="microseconds")
    return [position, entry.id, entry.deed, at, entry.digest, entry.head or "", *(line.check or ("", ""))]
