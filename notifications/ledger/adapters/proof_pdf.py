"""Writes a proof as a PDF, in the typeface that the office gave, or in one that readers of PDFs carry or replace."""

from __future__ import annotations

from datetime import datetime
from functools import partial
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
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from config.bilingual import Bilingual, Language
from config.refusal import refuse
from notifications.ledger.adapters.proof_workbook import HEADS, SUMMARY_HEADS, TITLE, UNSEALED, summary_cells
from notifications.ledger.domain.proof_lines import Line, Paper

CARRIED = "STSong-Light"
EMBEDDED = "proof"
WIDTHS = (16 * mm, 34 * mm, 24 * mm, 32 * mm, 161 * mm)
SUMMARY_WIDTHS = (55 * mm, 34 * mm, 62 * mm, 50 * mm, 66 * mm)
DIGITS_SHOWN = 16
"""So much of a digest stands under its line; the workbook has all of it."""
LAST_OF_THE_CARRIED = 0xFFFF
UNKNOWN_SIGN = "□"
PRODUCT = Bilingual("文化配送", "Culture delivery")
PAGE = Bilingual("第 {n} 页，共 {pages} 页", "page {n} of {pages}")
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
        subject=paper.subject.in_(language),
        creator=PRODUCT.in_(language),
        # The same proof gives the same bytes; its date is the one on the paper.
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
    table = Table(rows, colWidths=WIDTHS, repeatRows=1, splitInRow=1, style=LOOK)
    foot = _Foot(face, paper, language)
    document.build(
        [*above, *_summary(face, paper, language), table],
        canvasmaker=partial(_DatedPages, made_at=paper.made_at, foot=foot),
    )


def _summary(face: _Typeface, paper: Paper, language: Language) -> list[Any]:
    """Of a campaign first what became of each business, on pages of its own."""
    if not paper.summary:
        return []
    rows = [[face.words(head.in_(language)) for head, _ in SUMMARY_HEADS]]
    rows += [[face.words(cell) for cell in summary_cells(each, language)] for each in paper.summary]
    return [Table(rows, colWidths=SUMMARY_WIDTHS, repeatRows=1, splitInRow=1, style=LOOK), PageBreak()]


class _DatedPages(Canvas):  # type: ignore[misc]  # the library has no types
    """Pages that keep the day of the proof, and get their feet once it is known how many there are."""

    def __init__(self, *given: Any, made_at: datetime, foot: _Foot, **named: Any) -> None:
        super().__init__(*given, **named)
        zone = f"{made_at:%z}" or "+0000"
        stamp = f"D:{made_at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"
        self.setDateFormatter(lambda *_: stamp)
        self._foot = foot
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the library's name
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for held in self._held:
            self.__dict__.update(held)
            self._foot.draw(self, len(self._held))
            super().showPage()
        super().save()


class _Foot:
    """The foot of every page: its number among how many, and the ledger's head, so that no page stands alone."""

    def __init__(self, face: _Typeface, paper: Paper, language: Language) -> None:
        self._face = face.name
        self._language = language
        self.words = f"{paper.head.position} · {paper.head.head}"

    def draw(self, canvas: Canvas, pages: int) -> None:
        canvas.setFont(self._face, 7)
        canvas.drawString(15 * mm, 10 * mm, self.words)
        number = PAGE.fill(n=canvas.getPageNumber(), pages=pages).in_(self._language)
        canvas.drawRightString(landscape(A4)[0] - 15 * mm, 10 * mm, number)


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
