"""A planned year as a workbook: tables of texts and whole numbers, a sheet for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

Cell = str | int | None
WIDTH, FIRST_WIDTH = 9, 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name and its heads."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def write_tables(file: Path, sheets: Sequence[Sheet]) -> None:
    """Write the tables, heads in sight, numbers as such; no text is taken for a formula or a link."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1})
        cell = book.add_format({"border": 1})
        for table in sheets:
            sheet = book.add_worksheet(table.name)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 1, FIRST_WIDTH)
            sheet.set_column(2, len(table.heads), WIDTH)
            for number, name in enumerate(table.heads):
                sheet.write_string(0, number, name, head)
            for line, row in enumerate(table.rows, start=1):
                for number, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(line, number, value, cell)
                    else:
                        sheet.write_string(line, number, value or "", cell)
