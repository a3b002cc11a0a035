"""Writes a proof as a PDF, in the typeface that the office gave, or in one that readers of PDFs carry or replace."""

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
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from config.bilingual import Language
from config.refusal import refuse
from notifications.ledger.adapters.proof_workbook import HEADS, TITLE, UNSEALED
from notifications.ledger.domain.proof_lines import Line, Paper

CARRIED = "STSong-Light"
EMBEDDED = "proof"
WIDTHS = (16 * mm, 34 * mm, 24 * mm, 32 * mm, 161 * mm)
DIGITS_SHOWN = 16
"""So much of a digest stands under its line; the workbook has all of it."""
LAST_OF_THE_CARRIED = 0xFFFF
UNKNOWN_SIGN = "□"
LOOK = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E8EEF2")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


class _Typeface:
    """What the page is set in; a sign outside it becomes □."""

    def __init__(self, file: str) -> None:
        self.name = EMBEDDED if file else CARRIED
        font = _embedded(file) if file else UnicodeCIDFont(CARRIED)
        pdfmetrics.registerFont(font)
        self._knows = font.face.charToGlyph.__contains__ if file else LAST_OF_THE_CARRIED.__ge__

    def words(self, words: str, size: float = 9) -> Any:
        known = "".join(sign if sign == "\n" or self._knows(ord(sign)) else UNKNOWN_SIGN for sign in words)
        style = ParagraphStyle("words", fontName=self.name, fontSize=size, leading=size * 1.4, wordWrap="CJK")
        return Paragraph(escape(known).replace("\n", "<br/>"), style)


def _embedded(file: str) -> Any:
    try:
        return TTFont(EMBEDDED, file)
    except (TTFError, OSError) as error:
        raise refuse(
            "[ledger] typeface",
            "字体文件“{file}”不能嵌入：要能读取的 TrueType 字体（.ttf、.ttc）。请改正设置，或留空。",
            "the typeface “{file}” cannot be embedded: it takes a TrueType file (.ttf, .ttc) that can be read. "
            "Mend the setting or leave it empty.",
            file=file,
        ) from error


def write_proof_pdf(file: Path | BytesIO, paper: Paper, language: Language, typeface: str = "") -> None:
    """Write the lines on A4 pages with the ledger's head on each; `typeface` is a file to embed.

    Refused: a file that is no TrueType typeface.
    """
    face = _Typeface(typeface)
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
    rows: list[list[Any]] = [[face.words(head.in_(language)) for head, _ in HEADS]]
    rows += [_row(face, line, language) for line in paper.lines]
    above = [
        face.words(title, 15),
        face.words(paper.subject.in_(language)),
        face.words(paper.statement.in_(language)),
        face.words(f"{paper.made_at:%Y-%m-%d %H:%M} {paper.by}"),
        Spacer(1, 4 * mm),
    ]
    foot = _Foot(face, paper)
    table = Table(rows, colWidths=WIDTHS, repeatRows=1, splitInRow=1, style=LOOK)
    document.build([*above, table], onFirstPage=foot, onLaterPages=foot)


class _Foot:
    """The foot of every page: its number and the ledger's head, so that no page stands alone."""

    def __init__(self, face: _Typeface, paper: Paper) -> None:
        self._face = face.name
        self.words = f"{paper.head.position} · {paper.head.head}"

    def __call__(self, canvas: Any, _document: Any) -> None:
        canvas.setFont(self._face, 7)
        canvas.drawString(15 * mm, 10 * mm, self.words)
        canvas.drawRightString(landscape(A4)[0] - 15 * mm, 10 * mm, str(canvas.getPageNumber()))


def _row(face: _Typeface, line: Line, language: Language) -> list[Any]:
    position = UNSEALED.in_(language) if line.position is None else str(line.position)
    said = [face.words(line.said.in_(language)), face.words(f"{line.entry.digest[:DIGITS_SHOWN]}…")]
    at = f"{line.at:%Y-%m-%d %H:%M:%S}"
    return [
        face.words(position),
        face.words(at),
        face.words(line.deed.in_(language)),
        face.words(line.number),
        said,
    ]
