"""A district's folder is read whole, or refused with every fault at once and nothing half read."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

import config
from config.refusal import Refusal
from config.tabular import open_tables
from config.tabular_template import write_template
from scheduler.adapters.district_files import read_district, read_sheets
from scheduler.adapters.sheets import SHEETS

DEMO = Path(config.__file__).with_name("districts") / "demo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEMO, tmp_path / "demo")
    return tmp_path / "demo"


def edit(folder: Path, file: str, before: str, after: str) -> None:
    """Puts `after` for the only place where `before` stands."""
    words = (folder / file).read_text(encoding="utf-8-sig")
    assert words.count(before) == 1, before
    (folder / file).write_text(words.replace(before, after), encoding="utf-8")


def faults(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as caught:
        read_district(folder)
    return [(fault.place, fault.sentence.zh) for fault in caught.value.faults]


def test_a_population_out_of_range_is_told_once_and_not_again_at_every_venue_of_the_area(
    folder: Path,
) -> None:
    edit(folder, "areas.csv", "北站街道,68000", "北站街道,-68000")
    assert faults(folder) == [
        (
            "areas.csv 第3行 人口",
            "“-68000”：数值超出范围。请填写：1 至 5000000 之间的整数。",
        )
    ]


def test_an_unknown_area_is_named_with_the_way_out(folder: Path) -> None:
    edit(folder, "venues.csv", "beizhan-square,北站街道,", "beizhan-square,南站街道,")
    assert faults(folder) == [
        (
            "venues.csv 第7行 所属街道",
            "“南站街道”不在街道表中或有重名。请改成街道表里的编号或名称，是否想写：北站街道。",
        )
    ]


def test_a_venue_may_name_its_area_by_id(folder: Path) -> None:
    edit(folder, "venues.csv", "beizhan-square,北站街道,", "beizhan-square,beizhan,")
    assert read_district(folder).district == read_district(DEMO).district


def test_faults_of_several_files_are_told_together(folder: Path) -> None:
    edit(folder, "closures.csv", "2026-06-08,2026-06-12", "2026-06-12,2026-06-08")
    edit(folder, "district.toml", 'timezone = "Asia/Shanghai"', 'timezone = "Asia/Shanghai"\ncolour = "red"')
    edit(folder, "blackouts.csv", "2026-06-08,2026-06-14", "2026-06-31,2026-06-14")
    (folder / "orders.csv").unlink()
    assert [place for place, _ in faults(folder)] == [
        "district.toml district.colour",
        "demo",
        "closures.csv 第4行 末日",
        "blackouts.csv 第4行 首日",
    ]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "orders.csv").unlink()
    assert faults(folder) == [("demo", "缺少“点单”（orders.csv，或工作簿里名为“点单”的表）")]


def test_a_missing_menu_is_told_once_and_not_again_at_every_order(folder: Path) -> None:
    (folder / "programmes.csv").unlink()
    (folder / "venues.csv").unlink()
    assert [place for place, _ in faults(folder)] == ["demo", "demo"]


def test_a_missing_profile_is_named(folder: Path) -> None:
    (folder / "district.toml").unlink()
    ((place, sentence),) = faults(folder)
    assert place.endswith("district.toml")
    assert sentence == "没有这个文件，请从示范区复制一份"


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Zhabei"', "district.toml district.timezone"),
        ('"021-0000-0100"', '"问门卫"', "district.toml office.telephone"),
        ("latitude = 31.28", "latitude = 131.28", "district.toml district.latitude"),
        ("prompt_day = 15", "prompt_day = 31", "district.toml planning.prompt_day"),
        ('id = "demo"', 'id = "demo', "district.toml"),
    ],
)
def test_a_broken_profile_names_its_key(folder: Path, before: str, after: str, place: str) -> None:
    edit(folder, "district.toml", before, after)
    assert [found for found, _ in faults(folder)] == [place]


def test_a_table_given_twice_is_refused(folder: Path) -> None:
    shutil.copy(folder / "areas.csv", folder / "街道.csv")
    assert faults(folder) == [("街道.csv", "“街道”已在 areas.csv 里读过，请只留一份")]


def test_a_provider_that_does_not_deliver_the_category_is_named(folder: Path) -> None:
    edit(folder, "programmes.csv", "越剧名段欣赏,演出,越剧团", "越剧名段欣赏,演出,越剧团、书法教学组")
    assert [sentence for _, sentence in faults(folder)] == [
        (
            "“越剧团、书法教学组”：书法教学组不做这一类别。"
            "请填写：一个或多个，用顿号或分号隔开，每个为文字，最多 60 字。"
        )
    ]


def test_an_order_cannot_ask_for_a_venue_of_another_area(folder: Path) -> None:
    edit(folder, "orders.csv", "大宁路街道文化广场,,2026-06-12", "北站街道文化广场,,2026-06-12")
    assert [sentence.split("。")[0] for _, sentence in faults(folder)] == [
        "“北站街道文化广场”：这个场地不在该街道"
    ]


def test_a_pinned_day_outside_the_orders_month_is_refused(folder: Path) -> None:
    edit(folder, "orders.csv", "2026-06-12,19:30", "2026-07-12,19:30")
    assert [sentence.split("。")[0] for _, sentence in faults(folder)] == [
        "“2026-07-12”：固定的日子不在点单月份内"
    ]


def test_a_course_keeps_to_its_programme(folder: Path) -> None:
    lines = (folder / "courses.csv").read_text(encoding="utf-8-sig").splitlines()
    first = lines[1].split(",")
    edit(folder, "courses.csv", lines[1], ",".join([*first[:3], "太极健身组", *first[4:7], "40", first[8]]))
    assert [sentence.split("：")[1].split("。")[0] for _, sentence in faults(folder)] == [
        "该主体不提供这个项目",
        "该项目是 12 课次",
    ]


def test_the_same_district_is_read_from_one_workbook(folder: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "district.xlsx", SHEETS)
    workbook = openpyxl.load_workbook(tmp_path / "district.xlsx")
    for table in open_tables(folder):
        sheet = next((one for one in SHEETS if one.answers_to(table.name)), None)
        if sheet is None:
            continue
        page = workbook[sheet.title.zh]
        for number, cells in table.rows[1:]:
            for index, value in enumerate(cells, 1):
                page.cell(number, index).value = value or None  # type: ignore[assignment]
        (folder / f"{sheet.name}.csv").unlink()
    workbook.save(folder / "district.xlsx")
    assert read_district(folder).district == read_district(DEMO).district


def test_a_single_sheet_leans_on_what_is_known_already() -> None:
    tables = open_tables(DEMO / "closures.csv")
    known = {"venues": {"one": "北站街道图书馆"}}
    readings = read_sheets(tables, known)
    assert [line.venue_id for line in readings["closures"].records] == ["one"]
    assert len(readings["closures"].errors) == 5
