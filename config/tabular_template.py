"""Writes a workbook to fill in: one sheet for each table, its columns explained, its choices offered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from config.bilingual import Bilingual
from config.tabular_sheet import Column, Sheet

NOTES_TITLE = "填写说明"
_ROWS_TO_FILL = 2000
_MOST_LISTED_CHARACTERS = 255
"""What the format of workbooks allows a list of choices to hold in place."""
_NOTE_HEADERS = ("表", "列", "必填", "怎么填", "How to fill it in", "也认这些表头")


def write_template(path: Path, sheets: Sequence[Sheet[Any]]) -> None:
    """A workbook that `read_table` reads once it is filled in; overwrites `path`.

    Cells to fill in are text, so that a code such as 0012 stays as typed and nothing runs as a formula.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        for sheet in sheets:
            _write_sheet(workbook, sheet)
        _write_notes(workbook, sheets)


def _write_sheet(workbook: Any, sheet: Sheet[Any]) -> None:
    page = workbook.add_worksheet(sheet.title.zh)
    needed = workbook.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
    optional = workbook.add_format({"bold": True, "bg_color": "#DCE4EE"})
    plain = workbook.add_format({"num_format": "@"})
    page.freeze_panes(1, 0)
    for index, column in enumerate(sheet.columns):
        width = max(12, 2 * len(column.header) + 4)
        page.set_column(index, index, width, plain)
        page.write_string(0, index, column.header, needed if column.required else optional)
        page.write_comment(0, index, _explained(column).zh, {"x_scale": 2})
        if column.kind.choices and len(",".join(column.kind.choices)) <= _MOST_LISTED_CHARACTERS:
            # A list may hold several choices parted by a mark, so another entry is warned of, not barred.
            page.data_validation(
                1,
                index,
                _ROWS_TO_FILL,
                index,
                {
                    "validate": "list",
                    "source": list(column.kind.choices),
                    "error_type": "warning",
                    "error_title": column.header,
                    "error_message": _explained(column).zh[:_MOST_LISTED_CHARACTERS],
                },
            )


def _write_notes(workbook: Any, sheets: Sequence[Sheet[Any]]) -> None:
    page = workbook.add_worksheet(NOTES_TITLE)
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    page.freeze_panes(1, 0)
    for index, (header, width) in enumerate(zip(_NOTE_HEADERS, (14, 16, 6, 48, 48, 30), strict=True)):
        page.set_column(index, index, width)
        page.write_string(0, index, header, bold)
    lines = [(sheet, column) for sheet in sheets for column in sheet.columns]
    for row, (sheet, column) in enumerate(lines, 1):
        explained = _explained(column)
        also = "、".join((column.name, *column.aliases))
        words = (
            sheet.title.zh,
            column.header,
            "是" if column.required else "",
            explained.zh,
            explained.en,
            also,
        )
        for index, word in enumerate(words):
            page.write_string(row, index, word, wrapped)


def _explained(column: Column) -> Bilingual:
    shape = column.kind.shape
    if column.note is None:
        return shape
    return Bilingual(f"{column.note.zh}；{shape.zh}", f"{column.note.en}; {shape.en}")
