"""Recognises which sheet a table is: by its name, or else by the headers it carries."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from config.bilingual import Bilingual
from config.tabular import RawTable, RowFault, Sheet
from config.tabular_sheet import fold_header

_ROWS_SEARCHED = 10
_ENOUGH = 0.6
"""Of a sheet's required columns, the share that must be there for a table of another name to be taken for it."""


def recognise(table: RawTable, sheets: Sequence[Sheet[Any]]) -> Sheet[Any] | None:
    """The sheet of this name, or the one whose headers fit best and clearly; None when none does."""
    for sheet in sheets:
        if sheet.answers_to(table.name):
            return sheet
    fits = sorted(((*_fit(table, sheet), -place) for place, sheet in enumerate(sheets)), reverse=True)
    if not fits or fits[0][0] < _ENOUGH or (len(fits) > 1 and fits[0][:2] == fits[1][:2]):
        return None
    return sheets[-fits[0][2]]


def _fit(table: RawTable, sheet: Sheet[Any]) -> tuple[float, float]:
    """The share of required columns found, and the share of the table's own headers that the sheet knows."""
    best = (0.0, 0.0)
    for _, cells in table.rows[:_ROWS_SEARCHED]:
        words = {fold_header(cell) for cell in cells} - {""}
        required = [column for column in sheet.columns if column.required]
        found = sum(bool(column.known_as() & words) for column in required)
        known = sum(bool(column.known_as() & words) for column in sheet.columns)
        if words and required:
            best = max(best, (found / len(required), known / len(words)))
    return best


def unrecognised(table: RawTable, sheets: Sequence[Sheet[Any]]) -> RowFault:
    """A warning that this table was left unread, with the sheets that could have been meant."""
    if not table.rows:
        return _warning(
            table,
            Bilingual("文件是空的，未读取", "the file is empty and was not read"),
            Bilingual("请填好后再导入", "Fill it in and import it again"),
        )
    names = {word: sheet for sheet in sheets for word in (sheet.name, sheet.title.zh, sheet.title.en)}
    close = difflib.get_close_matches(table.name.casefold(), list(names), n=2, cutoff=0.7)
    meant = list(dict.fromkeys(names[word].title.zh for word in close)) or [s.title.zh for s in sheets]
    english = list(dict.fromkeys(names[word].title.en for word in close)) or [s.title.en for s in sheets]
    return _warning(
        table,
        Bilingual("认不出是哪一张表，未读取", "this is none of the known tables and was not read"),
        Bilingual(
            f"如要导入，请把名称改为其中之一：{'、'.join(meant)}，并保留模板的表头；否则可不管",
            f"To import it, name it one of: {', '.join(english)} and keep the template's headers; else leave it",
        ),
    )


def _warning(table: RawTable, sentence: Bilingual, remedy: Bilingual) -> RowFault:
    return RowFault("warning", table.place, None, "", None, table.name, sentence, remedy)
