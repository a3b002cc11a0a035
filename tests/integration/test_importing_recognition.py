"""Files come as they are: one CSV, several, a folder, a workbook; by name in either language or by headers."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from api.import_files import GivenFile, open_given, read_files
from api.import_marking import template_workbook
from api.import_preview import ImportPreview
from api.importing import IMPORT_SHEETS
from config.clock import FixedClock
from config.database import Store
from config.refusal import Refusal
from tests.integration.import_desk import (
    AREAS,
    BLACKOUTS,
    CLOSURES,
    ORDERS,
    PROVIDERS,
    VENUES,
    Desk,
    csv,
    csvs,
    desk_of,
    workbook,
)


@pytest.fixture
def desk(sqlite_store: Store, clock: FixedClock) -> Desk:
    return desk_of(sqlite_store, clock)


def new(preview: ImportPreview) -> dict[str, int]:
    return {one.sheet: len(one.new) for one in preview.sheets}


def test_a_workbook_with_several_sheets_in_chinese_or_english(desk: Desk) -> None:
    given = workbook("全区", 街道=AREAS, Venues=VENUES, providers=PROVIDERS)
    assert new(desk.look(given)) == {"areas": 2, "venues": 2, "providers": 2}


def test_a_table_of_another_name_is_known_by_its_headers(desk: Desk) -> None:
    files = csvs(**{"2026年街道情况": AREAS, "场地一览（定稿）": VENUES, "Sheet1": PROVIDERS})
    assert new(desk.look(*files)) == {"areas": 2, "venues": 2, "providers": 2}


def test_tables_that_look_alike_are_told_apart(desk: Desk) -> None:
    files = csvs(a=AREAS, b=VENUES, c=PROVIDERS, d=CLOSURES, e=BLACKOUTS)
    assert new(desk.look(*files)) == {"areas": 2, "venues": 2, "closures": 1, "providers": 2, "blackouts": 1}


def test_a_title_above_the_headers_does_not_hide_them(desk: Desk) -> None:
    assert new(desk.look(csv("导出", "示范区街道一览\n\n" + AREAS))) == {"areas": 2}


def test_a_known_table_beside_an_unknown_one_is_taken_and_the_other_warned_of(desk: Desk) -> None:
    preview = desk.look(workbook("全区", 街道=AREAS, 备注="这里写什么都可以"))
    assert new(preview) == {"areas": 2}
    (warning,) = preview.unread
    assert (warning.place, warning.sentence.zh) == ("全区.xlsx 备注", "认不出是哪一张表，未读取")
    assert preview.all_good


def test_two_tables_for_one_sheet_are_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.look(csv("areas", AREAS), csv("街道", AREAS))
    assert refused.value.faults[0].sentence.zh == "“街道”已在 areas.csv 里读到一份，请只留一份，或分两次导入"


def test_a_folder_gives_its_tables_and_its_profile_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "areas.csv",
        "全区.XLSX",
        "district.toml",
        "说明.txt",
        "~$全区.xlsx",
        ".hidden.csv",
        "other.toml",
    ):
        (tmp_path / name).write_bytes(b"x")
    assert [file.name for file in read_files(tmp_path)] == ["areas.csv", "district.toml", "全区.XLSX"]


def test_an_empty_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "没有.csv"):
        with pytest.raises(Refusal):
            read_files(path)


def test_the_template_is_recognised_sheet_by_sheet_and_its_notes_are_not_warned_of() -> None:
    given = open_given((template_workbook(),), IMPORT_SHEETS)
    assert list(given.tables) == [sheet.name for sheet in IMPORT_SHEETS]
    assert given.unread == ()


def test_of_a_template_only_the_sheets_that_were_filled_in_are_told_of(desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook().content))
    book["街道"].append(["A1", "北站街道", "68000", "31.247", "121.471"])
    content = io.BytesIO()
    book.save(content)
    preview = desk.look(GivenFile("模板.xlsx", content.getvalue()))
    assert [one.sheet for one in preview.sheets] == ["areas"]
    assert (new(preview), preview.unread, preview.all_good) == ({"areas": 1}, (), True)


@pytest.mark.parametrize(
    "given", [template_workbook(), csv("areas", AREAS.splitlines()[0] + "\n")], ids=["template", "headers"]
)
def test_tables_without_a_row_are_refused(desk: Desk, given: GivenFile) -> None:
    with pytest.raises(Refusal) as refused:
        desk.look(given)
    (fault,) = refused.value.faults
    assert fault.place == given.name
    assert fault.sentence.zh == "没有可导入的行：文件是空的，或只有表头。请填好后再导入。"


def test_an_empty_file_is_refused_alone_and_warned_of_beside_others(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.look(csv("空表", ""))
    assert [(one.place, one.sentence.zh) for one in refused.value.faults] == [
        ("空表.csv", "“空表”：文件是空的，未读取。请填好后再导入。")
    ]
    preview = desk.look(csv("空表", ""), csv("areas", AREAS))
    assert [one.place for one in preview.unread] == ["空表.csv"]
    assert new(preview) == {"areas": 2}


def test_numbers_and_dates_of_a_workbook_are_read_as_such(desk: Desk) -> None:
    desk.take_whole_district()
    assert desk.look(workbook("点单", 点单=ORDERS)).changes_nothing
