"""Opens CSV files and workbooks as raw tables: rows of cells with the row numbers a person sees."""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from config.bilingual import Bilingual
from config.file_trouble import file_trouble
from config.refusal import refuse
from config.tabular_cells import CellValue, is_blank

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
MOST_BYTES = 50 * 1024 * 1024
"""A table larger than this is refused unread; a district's year is under one megabyte."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet or CSV file, untyped; `name` is the sheet's title or the file's stem.

    `rows` holds only rows with something in them, each with its number counted from 1 as on screen.
    """

    path: Path
    name: str
    rows: tuple[tuple[int, tuple[CellValue, ...]], ...]

    @property
    def place(self) -> str:
        """How a person finds it: the file's name, and the sheet's where the file is a workbook."""
        return self.path.name if self.is_csv else f"{self.path.name} {self.name}"

    @property
    def is_csv(self) -> bool:
        return self.path.suffix.lower() == ".csv"

    def cells(self, number: int) -> tuple[CellValue, ...]:
        """The cells of the row with this number; none if nothing stands there."""
        at = bisect_left(self.rows, number, key=lambda row: row[0])
        found = at < len(self.rows) and self.rows[at][0] == number
        return self.rows[at][1] if found else ()


def open_tables(path: Path) -> tuple[RawTable, ...]:
    """Every table of a CSV file, a workbook or a folder of both; Refusal when it cannot be read."""
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if _readable(one))
        return tuple(table for one in files for table in open_tables(one))
    if not path.is_file():
        raise refuse(str(path), "没有这个文件，请检查路径", "there is no such file; check the path")
    if path.stat().st_size > MOST_BYTES:
        raise refuse(
            path.name,
            "文件超过 {most} MB，请拆成几个文件",
            "the file is larger than {most} MB; split it",
            most=MOST_BYTES // 2**20,
        )
    if path.suffix.lower() == ".csv":
        return (_open_csv(path),)
    if path.suffix.lower() in WORKBOOKS:
        return _open_workbook(path)
    raise refuse(
        path.name,
        "不认识 {suffix} 文件，请另存为 CSV 或 XLSX",
        "files of type {suffix} are not read; save it as CSV or XLSX",
        suffix=path.suffix or path.name,
    )


def _readable(path: Path) -> bool:
    return path.suffix.lower() in {".csv", *WORKBOOKS} and not path.name.startswith(("~$", "."))


def _open_csv(path: Path) -> RawTable:
    words = _decode(path)
    head = words.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise refuse(
            path.name,
            "CSV 的引号不成对或已损坏（{error}），请用表格软件重新保存",
            "the CSV has an open quote or is damaged ({error}); save it again from a spreadsheet",
            error=error,
        ) from None
    return RawTable(path, path.stem, _numbered(rows))


def _decode(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in words:
            return words
    raise refuse(
        path.name,
        "看不出文字编码，请另存为 UTF-8 的 CSV",
        "the text encoding is not recognised; save it as CSV in UTF-8",
    )


def _open_workbook(path: Path) -> tuple[RawTable, ...]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        pages: dict[str, list[list[CellValue]]] = {
            name: [list(row) for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in workbook.sheet_names
        }
        _put_formula_errors(path, pages)
        return tuple(RawTable(path, name, _numbered(rows)) for name, rows in pages.items())
    except python_calamine.PasswordError:
        raise refuse(
            path.name, "工作簿有密码，请去掉密码后重存", "the workbook has a password; save it without"
        ) from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise refuse(
            path.name,
            "工作簿打不开：{why}。请用表格软件打开后另存为 XLSX",
            "the workbook cannot be opened: {why}. Open it in a spreadsheet and save it as XLSX",
            why=_trouble(error),
        ) from None


def _trouble(error: Exception) -> Bilingual:
    if isinstance(error, OSError):
        return file_trouble(error)
    return Bilingual("文件已损坏，或不是 Excel 工作簿", f"it is damaged, or no workbook ({error})")


def _put_formula_errors(path: Path, pages: dict[str, list[list[CellValue]]]) -> None:
    """Puts #N/A and its kin where the quick reader gives a blank, so that no lost value passes for none."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(b't="e"' in parts.read(name) for name in names):
            return
    # imported here so that only a workbook with lost values waits for it
    import openpyxl  # noqa: PLC0415

    for page in openpyxl.load_workbook(path, data_only=True).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "e" and cell.row and cell.column:
                    pages[page.title][cell.row - 1][cell.column - 1] = str(cell.value)


def _numbered(
    rows: Iterable[Sequence[CellValue]],
) -> tuple[tuple[int, tuple[CellValue, ...]], ...]:
    return tuple(
        (number, tuple(row)) for number, row in enumerate(rows, 1) if not all(is_blank(cell) for cell in row)
    )
