"""Reads a table into typed rows and, apart from them, errors, warnings and questions: one reader for all rooms."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from config.tabular_cells import FORMULA_ERRORS, BadCell, CellValue, folded, is_blank, shown
from config.tabular_files import RawTable, open_tables
from config.tabular_sheet import Column, Reading, Row, RowFault, Sheet, fold_header

__all__ = [
    "Column",
    "RawTable",
    "Reading",
    "Row",
    "RowFault",
    "Sheet",
    "names_of",
    "open_tables",
    "read_file",
    "read_table",
    "refusal_of",
    "resolve",
]

Key = tuple[Any, ...]
R = TypeVar("R")

_ROWS_SEARCHED_FOR_HEADERS = 10
_MOST_SUGGESTIONS = 50
"""To look for what was meant takes time; a column with more unknown words is wrong as a whole."""


def read_file(sheet: Sheet[R], path: Path) -> Reading[R]:
    """Reads one sheet from a CSV file or a workbook; a workbook with several must hold it by name."""
    tables = open_tables(path)
    named = [table for table in tables if sheet.answers_to(table.name)]
    if not named and len(tables) != 1:
        found = "、".join(table.name for table in tables)
        raise Refusal(
            Fault(
                path.name,
                Bilingual(
                    "没有“{zh}”这张表；现有：{found}。请把工作表改名为“{zh}”",
                    "there is no sheet “{zh}” ({en}); found: {found}. Name the sheet “{zh}”",
                ).fill(zh=sheet.title.zh, en=sheet.title.en, found=found),
            )
        )
    return read_table(sheet, (named or list(tables))[0])


def read_table(sheet: Sheet[R], raw: RawTable) -> Reading[R]:
    """Types a raw table: every faulty cell is named, blank rows are skipped, a doubled key names both rows."""
    header_row, headers, positions = _find_headers(sheet, raw)
    reading: Reading[R] = Reading(sheet, raw, positions, ())
    reading = replace(reading, warnings=tuple(_unknown_headers(reading, header_row, headers)))
    missing = [column for column in sheet.columns if column.required and column.name not in positions]
    if missing:
        return replace(
            reading, errors=tuple(_missing(raw, column, header_row, headers) for column in missing)
        )
    rows: list[Row[R]] = []
    faults: list[RowFault] = []
    keys: dict[int, Key] = {}
    for number, cells in raw.rows:
        if number > header_row:
            values, found = _read_row(reading, number, cells)
            found += _overflowing(reading, number, len(headers), cells)
            faults += found
            if not any(fault.kind == "error" for fault in found):
                rows.append(Row(number, sheet.record(**values)))
                keys[number] = tuple(getattr(rows[-1].record, name) for name in sheet.key)
            elif all(values.get(name) is not None for name in sheet.key):
                keys[number] = tuple(values[name] for name in sheet.key)
    reading = replace(
        reading,
        rows=tuple(rows),
        errors=tuple(fault for fault in faults if fault.kind == "error"),
        warnings=(*reading.warnings, *(fault for fault in faults if fault.kind != "error")),
    )
    return _judge_rows(reading, keys)


def _find_headers(sheet: Sheet[R], raw: RawTable) -> tuple[int, list[str], dict[str, int]]:
    """The row with most known headers among the first ones, since a title often stands above it."""
    best: tuple[int, list[str], dict[str, int]] = (raw.rows[0][0] if raw.rows else 1, [], {})
    for number, cells in raw.rows[:_ROWS_SEARCHED_FOR_HEADERS]:
        words = [fold_header(cell) for cell in cells]
        positions = {
            column.name: next(index for index, word in enumerate(words) if word in column.known_as())
            for column in sheet.columns
            if column.known_as() & set(words)
        }
        if len(positions) > len(best[2]) or not best[1]:
            best = (number, [shown(cell) for cell in cells], positions)
    return best


def _missing(raw: RawTable, column: Column, row: int, headers: Sequence[str]) -> RowFault:
    found = "、".join(word for word in headers if word) or "（空）"
    sentence = Bilingual(
        "缺少“{header}”列；现有的列：{found}", "the column “{header}” is missing; found: {found}"
    ).fill(header=column.header, found=found)
    also = "、".join((column.name, *column.aliases))
    remedy = Bilingual(
        "请加上这一列，表头写“{header}”（也可写 {also}）", "Add it with the header “{header}” (or {also})"
    ).fill(header=column.header, also=also)
    return RowFault("error", raw.place, row, column.header, None, "", sentence, remedy)


def _unknown_headers(reading: Reading[R], row: int, headers: Sequence[str]) -> list[RowFault]:
    used = set(reading.positions.values())
    taken = {word for name in reading.positions for word in reading.sheet.column(name).known_as()}
    strange = Bilingual("不认识这一列，未读取", "this column is not known and was not read")
    twice = Bilingual("这一列出现了两次，只读取了前一列", "this column stands twice; only the first was read")
    remedy = Bilingual("如是笔误请改正表头，否则可不管", "Correct the header if it is a slip, else leave it")
    return [
        RowFault(
            "warning",
            reading.raw.place,
            row,
            word,
            index,
            word,
            twice if fold_header(word) in taken else strange,
            remedy,
        )
        for index, word in enumerate(headers)
        if word and index not in used
    ]


def _overflowing(reading: Reading[R], number: int, width: int, cells: Sequence[CellValue]) -> list[RowFault]:
    """A CSV row with more cells than headers holds an unquoted comma, so its cells stand in wrong columns."""
    extra = [shown(cell) for cell in cells[width:] if not is_blank(cell)]
    if not extra or not reading.raw.is_csv:
        return []
    sentence = Bilingual(
        "这一行比表头多出几格，内容可能错位", "this row has more cells than there are headers"
    )
    remedy = Bilingual(
        "含逗号的内容请加英文双引号，或改用顿号", "Put double quotes around text with a comma, or use 、"
    )
    return [RowFault("error", reading.raw.place, number, "", width, "、".join(extra), sentence, remedy)]


def _read_row(
    reading: Reading[R], number: int, cells: Sequence[CellValue]
) -> tuple[dict[str, Any], list[RowFault]]:
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    for column in reading.sheet.columns:
        index = reading.positions.get(column.name)
        cell = cells[index] if index is not None and index < len(cells) else None
        if is_blank(cell):
            values[column.name] = column.default
            if column.required:
                blank = Bilingual("不能为空", "this must not be blank")
                faults.append(reading.fault_at(number, column.name, blank))
            continue
        try:
            values[column.name] = _read_cell(column, cell)
        except BadCell as bad:
            faults.append(reading.fault_at(number, column.name, bad.sentence))
            continue
        question = column.kind.question and column.kind.question(values[column.name])
        if question:
            remedy = Bilingual("请逐个确认，或拆成几行", "Confirm each, or give each a row of its own")
            faults.append(reading.fault_at(number, column.name, question, remedy=remedy, kind="ask"))
    return values, faults


def _read_cell(column: Column, cell: CellValue) -> Any:
    if cell in FORMULA_ERRORS:
        raise BadCell("这里的公式出错", "the formula here has no result")
    return column.kind.read(cell)


def _judge_rows(reading: Reading[R], keys: Mapping[int, Key]) -> Reading[R]:
    """Doubled keys, then the sheet's own checks of whole rows.

    Of rows with one key, at fault otherwise or not, each is told of the others: which is meant, a person knows.
    """
    faults: list[RowFault] = []
    alike: dict[Key, list[int]] = defaultdict(list)
    for number, key in keys.items():
        alike[key].append(number)
    for number, key in keys.items():
        others = [str(other) for other in alike[key] if other != number]
        if others:
            sentence = Bilingual("第 {b} 行与第 {a} 行重复", "row {b} repeats row {a}").fill(
                a=Bilingual("、".join(others), ", ".join(others)), b=number
            )
            remedy = Bilingual("请只留一行，或改正编号", "Keep one of them, or correct its key")
            faults.append(reading.fault_at(number, reading.sheet.key[0], sentence, remedy=remedy))
    for row in reading.rows:
        for check in reading.sheet.checks:
            verdict = check(row.record)
            if verdict:
                faults.append(reading.fault_at(row.number, verdict[0], verdict[1]))
    return reading.without(faults)


def resolve(reading: Reading[R], column: str, known: Mapping[str, str], of: Bilingual) -> Reading[R]:
    """Puts the id for every id or name that stands in a column; an unknown one is an error of its row.

    `known` maps folded ids and names to ids (see `names_of`); an ambiguous name maps to "".
    """
    faults: list[RowFault] = []
    rows: list[Row[R]] = []
    for row in reading.rows:
        given = getattr(row.record, column)
        several = isinstance(given, frozenset)
        words: Sequence[str] = sorted(given) if several else ([given] if given is not None else [])
        ids = [known.get(folded(word).casefold()) for word in words]
        wrong = [word for word, found in zip(words, ids, strict=True) if not found]
        if wrong:
            zh, en = ("不在{of}表中或有重名", "is not among the {of}, or names two of them")
            sentence = Bilingual("“{word}”" + zh, "“{word}” " + en).fill(word="、".join(wrong), of=of)
            remedy = _meant(wrong[0], known if len(faults) < _MOST_SUGGESTIONS else {}, of)
            faults.append(reading.fault_at(row.number, column, sentence, remedy=remedy))
        elif words:
            value = frozenset(ids) if several else ids[0]
            rows.append(Row(row.number, replace(row.record, **{column: value})))  # type: ignore[type-var]
        else:
            rows.append(row)
    return replace(reading, rows=tuple(rows)).without(faults)


def _meant(word: str, known: Mapping[str, str], of: Bilingual) -> Bilingual:
    """What to write instead of an unknown word: those of the known ones that look like it, if any."""
    words = [one for one, id_ in known.items() if id_]
    close = difflib.get_close_matches(folded(word).casefold(), words, n=3, cutoff=0.6)
    remedy = Bilingual("请改成{of}表里的编号或名称", "Write an id or name from the {of}").fill(of=of)
    if not close:
        return remedy
    return Bilingual(
        f"{remedy.zh}，是否想写：{'、'.join(close)}", f"{remedy.en}; perhaps you meant: {', '.join(close)}"
    )


def names_of(records: Mapping[str, str]) -> dict[str, str]:
    """The look-up for `resolve` from id → name: ids first; a name that two share maps to ""."""
    known: dict[str, str] = {}
    for id_, name in records.items():
        word = folded(name).casefold()
        known[word] = id_ if word not in known else ""
    return known | {folded(id_).casefold(): id_ for id_ in records}


def refusal_of(readings: Iterable[Reading[Any]]) -> Refusal | None:
    """All errors of several readings as one refusal, or None when every row is good."""
    faults = [error.fault for reading in readings for error in reading.errors]
    return Refusal(*faults) if faults else None
