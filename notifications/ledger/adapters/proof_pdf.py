"""Writes a proof as a PDF, in the Chinese typeface that every reader of PDFs carries or replaces."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from config.bilingual import Language
from notifications.ledger.adapters.proof_workbook import HEADS, TITLE, UNSEALED
from notifications.ledger.domain.proof_lines import Line, Paper

FONT = "STSong-Light"
WIDTHS = (16 * mm, 34 * mm, 24 * mm, 32 * mm, 161 * mm)
DIGITS_SHOWN = 16
"""So much of a digest stands under its line; the workbook has all of it."""
LAST_OF_THE_TYPEFACE = 0xFFFF
HEAD = ParagraphStyle("head", fontName=FONT, fontSize=15, leading=21, wordWrap="CJK")
BODY = ParagraphStyle("body", fontName=FONT, fontSize=9, leading=12.5, wordWrap="CJK")
LOOK = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E8EEF2")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def write_proof_pdf(file: Path | BytesIO, paper: Paper, language: Language) -> None:
    """Write the lines on A4 pages with the ledger's head on each; a sign outside the typeface becomes □."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    title = f"{paper.district} {paper.office} {TITLE.in_(language)}"
    document = SimpleDocTemplate(
        str(file) if isinstance(file, Path) else file,
        pagesize=landscape(A4),
        leftMargin=15 * mm,
        rightMargin=15 * mm,
        topMargin=15 * mm,
        bottomMargin=18 * mm,
        title=title,
        author=paper.office,
        invariant=1,
    )
    rows: list[list[Any]] = [[_words(head.in_(language)) for head, _ in HEADS]]
    rows += [_row(line, language) for line in paper.lines]
    above = [
        _words(title, HEAD),
        _words(paper.subject.in_(language)),
        _words(paper.statement.in_(language)),
        _words(f"{paper.made_at:%Y-%m-%d %H:%M} {paper.by}"),
        Spacer(1, 4 * mm),
    ]
    foot = _Foot(paper)
    table = Table(rows, colWidths=WIDTHS, repeatRows=1, splitInRow=1, style=LOOK)
    document.build([*above, table], onFirstPage=foot, onLaterPages=foot)


class _Foot:
    """The foot of every page: its number and the ledger's head, so that no page stands alone."""

    def __init__(self, paper: Paper) -> None:
        self.words = f"{paper.head.position} · {paper.head.head}"

    def __call__(self, canvas: Any, _document: Any) -> None:
        canvas.setFont(FONT, 7)
        canvas.drawString(15 * mm, 10 * mm, self.words)
        canvas.drawRightString(landscape(A4)[0] - 15 * mm, 10 * mm, str(canvas.getPageNumber()))


def _row(line: Line, language: Language) -> list[Any]:
    position = UNSEALED.in_(language) if line.position is None else str(line.position)
    said = [_words(line.said.in_(language)), _words(f"{line.entry.digest[:DIGITS_SHOWN]}…")]
    at = f"{line.at:%Y-%m-%d %H:%M:%S}"
    return [_words(position), _words(at), _words(line.deed.in_(language)), _words(line.number), said]


def _words(words: str, style: ParagraphStyle = BODY) -> Any:
    known = "".join("□" if ord(sign) > LAST_OF_THE_TYPEFACE else sign for sign in words)
    return Paragraph(escape(known).replace("\n", "<br/>"), style)
