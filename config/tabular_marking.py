"""Gives a person's table back as a workbook in which the faulty cells are coloured and explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from config.refusal import refuse
from config.tabular_cells import shown
from config.tabular_files import RawTable, open_tables
from config.tabular_sheet import RowFault

FAULTS_TITLE = "导入问题"
_KIND_NAMES = {"error": "错误 error", "warning": "提醒 warning", "ask": "请确认 question"}
_COLOURS = {"error": "FFFF9C9C", "warning": "FFFFE699", "ask": "FFBDD7EE"}
_GRAVEST_FIRST = ("error", "ask", "warning")
_HEADERS = ("性质", "位置", "值", "问题", "怎么改", "What is wrong", "What to do")
_MARKED_BY = "culture"


def mark_faults(source: Path, target: Path, faults: Sequence[RowFault]) -> None:
    """Writes `source` with every faulty cell coloured and commented to `target`, the rest kept as it was.

    Faults of a table as a whole, and all others again, stand in a sheet of their own. A CSV file, or
    a workbook of another format, is given back as XLSX. Refusal when `source` cannot be read.
    """
    tables = open_tables(source)
    workbook = _opened(source, tables)
    for table in tables:
        mine = [fault for fault in faults if fault.table == table.place]
        page = workbook[_title(table)]
        by_cell: dict[tuple[int, int], list[RowFault]] = defaultdict(list)
        for fault in mine:
            if fault.row is not None and fault.column_index is not None:
                by_cell[fault.row, fault.column_index].append(fault)
        for (row, index), found in by_cell.items():
            _mark(page.cell(row, index + 1), found)
    _list_faults(workbook, faults)
    workbook.save(target)


def _opened(source: Path, tables: Sequence[RawTable]) -> openpyxl.Workbook:
    if source.suffix.lower() in {".xlsx", ".xlsm"}:
        try:
            return openpyxl.load_workbook(source, keep_vba=source.suffix.lower() == ".xlsm")
        except (OSError, ValueError, KeyError) as error:
            raise refuse(
                source.name,
                "工作簿无法加批注（{error}），请另存为 XLSX 再试",
                "the workbook cannot be marked ({error}); save it as XLSX and try again",
                error=error,
            ) from error
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        page = workbook.create_sheet(_title(table))
        for number, cells in table.rows:
            for index, value in enumerate(cells, 1):
                _write_text(page.cell(number, index), shown(value))
    return workbook


def _title(table: RawTable) -> str:
    """A sheet's title as its workbook has it; a file's stem is cut to the 31 characters that fit."""
    return table.name[:31]


def _mark(cell: Any, found: Sequence[RowFault]) -> None:
    gravest = min((fault.kind for fault in found), key=_GRAVEST_FIRST.index)
    cell.fill = PatternFill("solid", fgColor=_COLOURS[gravest])
    told = "\n".join(
        f"{fault.sentence.zh}。{fault.remedy.zh}。\n{fault.sentence.en}. {fault.remedy.en}."
        for fault in found
    )
    theirs = cell.comment is not None and cell.comment.author != _MARKED_BY
    before = f"{cell.comment.text}\n" if theirs else ""
    cell.comment = Comment(before + told, _MARKED_BY, height=160, width=320)


def _list_faults(workbook: openpyxl.Workbook, faults: Iterable[RowFault]) -> None:
    if FAULTS_TITLE in workbook.sheetnames:
        workbook.remove(workbook[FAULTS_TITLE])
    page: Any = workbook.create_sheet(FAULTS_TITLE)
    page.append(_HEADERS)
    for row, fault in enumerate(faults, 2):
        words = (
            _KIND_NAMES[fault.kind],
            fault.place,
            fault.value,
            fault.sentence.zh,
            fault.remedy.zh,
            fault.sentence.en,
            fault.remedy.en,
        )
        for index, word in enumerate(words, 1):
            _write_text(page.cell(row, index), word)
            page.cell(row, index).fill = PatternFill("solid", fgColor=_COLOURS[fault.kind])
    for letter, width in zip("ABCDEFG", (16, 34, 20, 44, 44, 44, 44), strict=True):
        page.column_dimensions[letter].width = width


def _write_text(cell: Cell, words: str) -> None:
    """Text stays text: a cell that begins with = is never taken for a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", words) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(("=", "+", "-", "@"))
