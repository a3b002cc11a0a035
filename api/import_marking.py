"""Gives an import's files back as workbooks in which what is wrong is coloured and explained; writes the template."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from api.import_files import GivenFile, on_disk
from api.import_preview import ImportPreview
from api.importing import IMPORT_SHEETS
from config.tabular import open_tables
from config.tabular_marking import mark_faults
from config.tabular_template import write_template
from scheduler.adapters.district_files import PROFILE


def marked_workbooks(files: Sequence[GivenFile], preview: ImportPreview) -> tuple[GivenFile, ...]:
    """Each file in which something is wrong or asked, as XLSX named `<stem>-已标注.xlsx`; the rest are left out."""
    faults = (*preview.errors, *preview.asked, *preview.warnings)
    marked: list[GivenFile] = []
    with on_disk(files) as paths, tempfile.TemporaryDirectory(prefix="culture-marked-") as directory:
        for path in paths:
            if path.name == PROFILE:
                continue
            places = {table.place for table in open_tables(path)}
            here = [fault for fault in faults if fault.table in places]
            if here:
                target = Path(directory, f"{len(marked)}.xlsx")
                mark_faults(path, target, here)
                marked.append(GivenFile(f"{path.stem}-已标注.xlsx", target.read_bytes()))
    return tuple(marked)


def template_workbook() -> GivenFile:
    """An empty workbook with every sheet that an import knows, its columns explained and its choices offered."""
    with tempfile.TemporaryDirectory(prefix="culture-template-") as directory:
        target = Path(directory, "template.xlsx")
        write_template(target, IMPORT_SHEETS)
        return GivenFile("导入模板.xlsx", target.read_bytes())
