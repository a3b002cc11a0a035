"""What an import is given: files by name and content, read from disk or uploaded, opened as recognised tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.recognising import recognise, unrecognised
from config.refusal import Refusal, refuse
from config.tabular import RowFault, Sheet, open_tables
from config.tabular_files import WORKBOOKS, RawTable
from config.tabular_template import NOTES_TITLE
from scheduler.adapters.district_files import PROFILE, DistrictProfile, read_profile


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file as it was given; `name` is its own name, without a folder."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class GivenTables:
    """What the files hold: each recognised sheet's table, the district's profile, and what was left unread."""

    tables: dict[str, RawTable]
    profile: DistrictProfile | None
    unread: tuple[RowFault, ...]


def read_files(*paths: Path) -> tuple[GivenFile, ...]:
    """The files themselves, and those of folders: CSV, workbooks and `district.toml`. Refused when none is there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.is_file() and _wanted(one.name))
        elif path.is_file():
            found.append(path)
        else:
            raise refuse(str(path), "没有这个文件，请检查路径", "there is no such file; check the path")
    if not found:
        raise refuse(
            "、".join(str(path) for path in paths) or "import",
            "这里没有 CSV 或 XLSX 文件，请指明文件或文件夹",
            "there is no CSV or XLSX file here; name a file or a folder that holds some",
        )
    return tuple(GivenFile(path.name, path.read_bytes()) for path in found)


def _wanted(name: str) -> bool:
    if name.startswith(("~$", ".")):
        return False
    return name == PROFILE or Path(name).suffix.lower() in {".csv", *WORKBOOKS}


@contextmanager
def on_disk(files: Sequence[GivenFile]) -> Iterator[tuple[Path, ...]]:
    """The files in a directory of their own for as long as they are read; each keeps its name."""
    with tempfile.TemporaryDirectory(prefix="culture-import-") as directory:
        paths = []
        for number, file in enumerate(files):
            path = Path(directory, str(number), Path(file.name).name or "unnamed")
            path.parent.mkdir()
            path.write_bytes(file.content)
            paths.append(path)
        yield tuple(paths)


def open_given(files: Sequence[GivenFile], sheets: Sequence[Sheet[Any]]) -> GivenTables:
    """Every table of the files, recognised by name or headers.

    Refused: a file that cannot be read, two tables for one sheet, and files of which none is recognised.
    """
    tables: dict[str, RawTable] = {}
    unread: list[RowFault] = []
    profile = None
    with on_disk(files) as paths:
        for path in paths:
            if path.name == PROFILE:
                profile = read_profile(path)
                continue
            for table in open_tables(path):
                if table.name == NOTES_TITLE:
                    continue  # the template's own notes
                sheet = recognise(table, sheets)
                if sheet is None:
                    unread += [unrecognised(table, sheets)] if table.rows or table.is_csv else []
                elif sheet.name in tables:
                    raise _twice(sheet, table, tables[sheet.name])
                else:
                    tables[sheet.name] = table
    if unread and not tables and profile is None:
        raise Refusal(*(fault.fault for fault in unread))
    return GivenTables(tables, profile, tuple(unread))


def _twice(sheet: Sheet[Any], table: RawTable, earlier: RawTable) -> Refusal:
    return refuse(
        table.place,
        "“{title}”已在 {other} 里读到一份，请只留一份，或分两次导入",
        "“{title}” stands in {other} already; keep one of them, or import one after the other",
        title=sheet.title,
        other=earlier.place,
    )
