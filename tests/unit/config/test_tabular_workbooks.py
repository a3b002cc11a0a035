"""Workbooks come in typed, a template goes out to be filled in, and a faulty workbook comes back marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from config.bilingual import Bilingual
from config.refusal import Refusal
from config.tabular import Column, Row, Sheet, open_tables, read_file
from config.tabular_cells import choice, identifier, listed, text, whole
from config.tabular_marking import FAULTS_TITLE, mark_faults
from config.tabular_template import NOTES_TITLE, write_template
from config.tabular_times import clock_time, day


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


SIZES = {Size.SMALL: Bilingual("小", "little"), Size.LARGE: Bilingual("大", "big")}


@dataclass(frozen=True, slots=True)
class Hall:
    id: str
    name: str
    size: Size
    seats: int
    since: date | None
    opens: time | None
    features: frozenset[str]


HALLS = Sheet(
    "halls",
    Bilingual("场馆", "halls"),
    Hall,
    ("id",),
    (
        Column("id", "编号", identifier()),
        Column("name", "名称", text(20), ("title",), note=Bilingual("全称", "in full")),
        Column("size", "大小", choice(SIZES)),
        Column("seats", "座位", whole(1, 500)),
        Column("since", "启用日期", day(), required=False),
        Column("opens", "开门", clock_time(15), required=False),
        Column("features", "设施", listed(text(9)), required=False, default=frozenset()),
    ),
)


def workbook_of(path: Path, *rows: tuple[Any, ...], title: str = "场馆") -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = title
    page.append([column.header for column in HALLS.columns])
    for row in rows:
        page.append(row)
    workbook.save(path)
    return path


def test_a_workbooks_own_dates_times_and_numbers_are_read(tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx",
        ("A1", "大礼堂", "大", 300.0, datetime(2026, 6, 12), time(9, 30), "舞台、银幕"),  # noqa: DTZ001
    )
    reading = read_file(HALLS, path)
    hall = Hall("A1", "大礼堂", Size.LARGE, 300, date(2026, 6, 12), time(9, 30), frozenset({"舞台", "银幕"}))
    assert reading.rows == (Row(2, hall),)
    assert reading.errors == ()


def test_a_formula_without_a_result_is_a_fault_and_never_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet("halls")
        page.write_row(0, 0, ["编号", "名称", "大小", "座位", "启用日期"])
        page.write_row(1, 0, ["A1", "礼堂", "大"])
        page.write_formula("D2", "=100+200", None, 300)
        page.write_formula("E2", "=NA()", None, "#N/A")
    (error,) = read_file(HALLS, path).errors
    assert (error.row, error.column, error.value) == (2, "启用日期", "#N/A")
    assert error.sentence == Bilingual("这里的公式出错", "the formula here has no result")


def test_the_sheet_is_found_among_several_by_its_title(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", ("A1", "大礼堂", "大", 300))
    workbook = openpyxl.load_workbook(path)
    workbook.create_sheet("备忘").append(["下周开会"])
    workbook.move_sheet("备忘", -1)
    workbook.save(path)
    assert [hall.id for hall in read_file(HALLS, path).records] == ["A1"]
    workbook["场馆"].title = "厅"
    workbook.save(path)
    with pytest.raises(Refusal) as caught:
        read_file(HALLS, path)
    assert [fault.sentence.zh for fault in caught.value.faults] == [
        "没有“场馆”这张表；现有：备忘、厅。请把工作表改名为“场馆”"
    ]


def test_a_folder_gives_the_tables_of_all_its_files(tmp_path: Path) -> None:
    workbook_of(tmp_path / "b.xlsx", ("A1", "大礼堂", "大", 300))
    (tmp_path / "a.csv").write_text("编号\nA1\n", encoding="utf-8")
    (tmp_path / "~$b.xlsx").write_bytes(b"a lock left behind")
    (tmp_path / "district.toml").write_text("", encoding="utf-8")
    assert [table.place for table in open_tables(tmp_path)] == ["a.csv", "b.xlsx 场馆"]


def test_a_template_filled_in_reads_back_without_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, [HALLS])
    workbook = openpyxl.load_workbook(path)
    page = workbook["场馆"]
    for column, value in enumerate(("0012", "小剧场", "小", "80", "2026-06-12", "9:00", "舞台"), 1):
        page.cell(2, column).value = value
    workbook.save(path)
    reading = read_file(HALLS, path)
    assert [(hall.id, hall.size, hall.seats) for hall in reading.records] == [("0012", Size.SMALL, 80)]
    assert (reading.errors, reading.warnings) == ((), ())


def test_a_template_explains_each_column_and_offers_its_choices(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, [HALLS])
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["场馆", NOTES_TITLE]
    page = workbook["场馆"]
    assert page["B1"].comment is not None
    assert page["B1"].comment.text == "全称；文字，最多 20 字"
    assert [(str(rule.sqref), rule.formula1) for rule in page.data_validations.dataValidation] == [
        ("C2:C2001", '"小,大"')
    ]
    notes = list(workbook[NOTES_TITLE].iter_rows(min_row=3, max_row=3, values_only=True))
    assert notes == [
        (
            "场馆",
            "名称",
            "是",
            "全称；文字，最多 20 字",
            "in full; text of at most 20 characters",
            "name、title",
        )
    ]


def test_a_faulty_workbook_comes_back_with_its_faulty_cells_marked_and_the_rest_as_it_was(
    tmp_path: Path,
) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "marked.xlsx"
    workbook_of(source, ("A1", "大礼堂", "中", 900), ("A2", "小剧场", "小", 80))
    workbook = openpyxl.load_workbook(source)
    workbook["场馆"]["B3"].font = Font(bold=True)
    workbook["场馆"]["H3"] = "=D3*2"
    workbook.save(source)
    reading = read_file(HALLS, source)
    mark_faults(source, target, (*reading.errors, *reading.warnings))
    page = openpyxl.load_workbook(target)["场馆"]
    marked = {cell.coordinate: cell.fill.fgColor.rgb for row in page for cell in row if cell.fill.fill_type}
    assert marked == {"C2": "FFFF9C9C", "D2": "FFFF9C9C"}
    assert page["C2"].comment is not None
    assert page["C2"].comment.text == (
        "不在可选项之内。请填写：小、大 之一。\nthis is not one of the choices. Write one of little (小), big (大)."
    )
    assert page["C2"].value == "中"
    assert page["B3"].font.bold is True
    assert page["H3"].value == "=D3*2"


def test_all_faults_stand_in_a_sheet_of_their_own_too_and_marking_again_does_not_pile_up(
    tmp_path: Path,
) -> None:
    source = workbook_of(tmp_path / "a.xlsx", ("A1", "大礼堂", "中", 300))
    reading = read_file(HALLS, source)
    mark_faults(source, tmp_path / "b.xlsx", reading.errors)
    mark_faults(tmp_path / "b.xlsx", tmp_path / "b.xlsx", read_file(HALLS, tmp_path / "b.xlsx").errors)
    workbook = openpyxl.load_workbook(tmp_path / "b.xlsx")
    rows = list(workbook[FAULTS_TITLE].iter_rows(values_only=True))
    assert [row[:3] for row in rows] == [
        ("性质", "位置", "值"),
        ("错误 error", "b.xlsx 场馆 第2行 大小", "中"),
    ]
    comment = workbook["场馆"]["C2"].comment
    assert comment is not None
    assert comment.text.count("不在可选项之内") == 1


def test_a_csv_comes_back_as_a_workbook_whose_texts_never_run(tmp_path: Path) -> None:
    source, target = tmp_path / "halls.csv", tmp_path / "halls.xlsx"
    source.write_text("编号,名称,大小,座位\nA1,=1+1,大,x\n", encoding="utf-8")
    reading = read_file(HALLS, source)
    mark_faults(source, target, reading.errors)
    page = openpyxl.load_workbook(target)["halls"]
    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")
    assert page["D2"].fill.fgColor.rgb == "FFFF9C9C"
    assert page["D2"].value == "x"


def test_a_missing_column_is_told_in_the_list_of_faults(tmp_path: Path) -> None:
    source, target = tmp_path / "halls.csv", tmp_path / "halls.xlsx"
    source.write_text("编号,名称,大小\nA1,礼堂,大\n", encoding="utf-8")
    mark_faults(source, target, read_file(HALLS, source).errors)
    rows = list(openpyxl.load_workbook(target)[FAULTS_TITLE].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == ["halls.csv 第1行 座位"]


def test_a_workbook_of_numbers_stored_as_text_and_of_full_width_digits_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet("halls")
        page.write_row(0, 0, ["编号", "名称", "大小", "座位"])
        page.write_row(1, 0, ["Ａ１", "礼堂", "BIG", "３００"])
    assert [(hall.id, hall.seats) for hall in read_file(HALLS, path).records] == [("A1", 300)]
