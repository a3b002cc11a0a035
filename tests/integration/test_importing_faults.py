"""Bad input: each faulty row is named with its place, what is wrong and the way out; nothing is half taken."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from api.import_files import GivenFile
from api.import_marking import marked_workbooks
from config.clock import FixedClock
from config.database import Store
from config.refusal import Refusal
from scheduler.adapters.district_tables import AreaRow, OrderRow, ProviderRow, VenueRow
from scheduler.adapters.import_tables import ImportRow
from tests.integration.import_desk import (
    ALLOTMENT,
    AREAS,
    COURSES,
    HELD,
    ORDERS,
    VENUES,
    WHOLE,
    Desk,
    csv,
    csvs,
    desk_of,
    sheet,
    told,
    workbook,
)


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    return desk_of(store, clock)


def refusal(desk: Desk, *files: GivenFile, **choices: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        desk.take(*files, **choices)
    return [f"{fault.place}：{fault.sentence.zh}" for fault in refused.value.faults]


def first_sentences(faults: list[str]) -> list[str]:
    """Without the remedies, whose wording belongs to the column."""
    return [fault.partition("。")[0] for fault in faults]


def test_one_faulty_row_and_nothing_is_changed(desk: Desk) -> None:
    faulty = csvs(areas=AREAS.replace("153000", "一千"), venues=VENUES)
    assert first_sentences(refusal(desk, *faulty)) == [
        "areas.csv 第3行 人口：“一千”：不是整数",
        "venues.csv 第3行 所属街道：“A2”：所指的“A2”那一行有错，尚未取入",
    ]
    assert (desk.count(AreaRow), desk.count(VenueRow), desk.count(ImportRow)) == (0, 0, 0)


def test_the_good_rows_are_taken_by_choice_without_those_that_lean_on_bad_ones(desk: Desk) -> None:
    taken = desk.take(*csvs(areas=AREAS.replace("153000", "一千"), venues=VENUES), accept="good_rows")
    assert sorted(desk.rows(AreaRow)) == ["A1"]
    assert sorted(desk.rows(VenueRow)) == ["V1"]
    assert sheet(taken.preview, "venues").counts["errors"] == 1
    assert desk.rows(ImportRow)[taken.import_id].accepted == "good_rows"


def test_a_missing_column_is_told_once_and_not_again_by_all_that_lean_on_it(desk: Desk) -> None:
    headless = "\n".join(line.rsplit(",", 1)[0] for line in AREAS.splitlines())
    preview = desk.look(*csvs(areas=headless, venues=VENUES))
    assert [(e.place, e.sentence.zh) for e in sheet(preview, "areas").errors] == [
        ("areas.csv 第1行 经度", "缺少“经度”列；现有的列：街道编号、街道名称、人口、纬度")
    ]
    assert sheet(preview, "venues").errors == ()
    assert len(sheet(preview, "venues").waiting) == 2


def test_an_unknown_area_names_those_that_are_meant_perhaps(desk: Desk) -> None:
    desk.take_whole_district()
    (fault,) = refusal(desk, csv("orders", ORDERS.replace("北站街道", "北站街")))
    assert fault.startswith("orders.csv 第3行 街道：“北站街”不在街道表中或有重名。")
    assert "北站街道" in fault


@pytest.mark.parametrize(
    ("name", "words", "place", "sentence"),
    [
        ("orders", ORDERS.replace("2026-06-12", "2026-06-31"), "固定日期", "2026 年没有 6 月 31 日"),
        ("orders", ORDERS.replace("2026-06,F1", "2026-13,F1"), "月份", "看不出是哪个月"),
        ("orders", ORDERS.replace("2026-06-12", "2026-07-12"), "固定日期", "固定的日子不在点单月份内"),
        ("orders", ORDERS.replace("F1", "F9"), "项目", "“F9”不在配送项目表中或有重名"),
        ("orders", ORDERS.replace("O1,彭浦镇", "O1,北站街道"), "指定场地", "这个场地不在该街道"),
        ("allotment", ALLOTMENT.replace("1,2", "3,2"), "最少", "最少多于最多"),
        ("courses", COURSES.replace("09:30", "09:40"), "开始时间", "分钟须为 15 的整数倍"),
        ("courses", COURSES.replace("书法教学组", "第一放映队"), "配送主体", "该主体不提供这个项目"),
        ("held", HELD.replace("培训", "演出"), "类别", "与项目的类别不一致"),
        ("areas", AREAS.replace("68000", "0"), "人口", "数值超出范围"),
    ],
)
def test_each_kind_of_bad_input_is_named(
    desk: Desk, name: str, words: str, place: str, sentence: str
) -> None:
    desk.take_whole_district()
    ((where, what),) = told(desk.look(csv(name, words)))
    assert (where.rpartition(" ")[2], what) == (place, sentence)


def test_one_row_named_twice_in_different_words_is_an_error(desk: Desk) -> None:
    desk.take_whole_district()
    twice = ALLOTMENT + "A1,露天电影,2026-06,0,5\n"
    assert told(desk.look(csv("allotment", twice))) == [
        ("allotment.csv 第4行 街道", "第 4 行与第 2 行说的是同一条")
    ]


def test_a_file_of_which_nothing_is_known_is_refused_with_what_could_be_meant(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.look(csv("venuess", "甲,乙\n1,2\n"))
    (fault,) = refused.value.faults
    assert fault.place == "venuess.csv"
    assert "请把名称改为其中之一：场地" in fault.sentence.zh


def test_a_file_that_is_no_table_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.look(GivenFile("区.docx", b"PK"))
    assert refused.value.faults[0].sentence.zh == "不认识 .docx 文件，请另存为 CSV 或 XLSX"


def test_short_lines_at_fault_do_not_stop_the_reading(desk: Desk) -> None:
    preview = desk.look(*csvs(areas=AREAS + "A3\n", venues=VENUES))
    assert {error.row for error in sheet(preview, "areas").errors} == {4}
    assert len(sheet(preview, "venues").new) == 2


def test_the_workbook_comes_back_with_the_faulty_cells_marked(desk: Desk) -> None:
    desk.take_whole_district()
    given = workbook("本月", 点单=ORDERS.replace("F1", "F9"), 说明="看这里")
    (marked,) = marked_workbooks((given,), desk.look(given))
    assert marked.name == "本月-已标注.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(marked.content))["点单"]
    coloured = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert coloured == {"D3"}
    assert "不在配送项目表中" in page["D3"].comment.text


def test_of_csv_files_only_those_with_something_wrong_come_back(desk: Desk) -> None:
    files = csvs(areas=AREAS, venues=VENUES.replace("200", "很多"))
    (marked,) = marked_workbooks(files, desk.look(*files))
    page = openpyxl.load_workbook(io.BytesIO(marked.content))["venues"]
    assert marked.name == "venues-已标注.xlsx"
    assert page["E2"].comment is not None


def test_a_doubled_rank_of_orders_does_not_hide_a_lost_order(desk: Desk) -> None:
    desk.take_whole_district()
    faulty = csvs(programmes=WHOLE["programmes"].replace("100,60", "一百,60"), orders=ORDERS)
    desk.take(*faulty, accept="good_rows")
    assert sorted(desk.rows(OrderRow)) == ["O1", "O2"]


def test_a_contract_of_more_at_least_than_at_most_is_an_error(desk: Desk) -> None:
    sheets = csvs(
        providers="主体编号,主体名称,类别,每日上限,每周上限,每月上限,合同全年最少场次,合同全年最多场次\n"
        "P1,第一放映队,露天电影,1,5,20,30,20\n"
        "P2,第二放映队,露天电影,1,5,20,,20\n"
    )
    assert first_sentences(refusal(desk, *sheets)) == [
        "providers.csv 第2行 合同全年最多场次：“20”：全年最多场次小于最少场次"
    ]
    desk.take(
        *csvs(
            providers="主体编号,主体名称,类别,每日上限,每周上限,每月上限,合同全年最多场次\nP2,第二放映队,露天电影,1,5,20,20\n"
        )
    )
    with desk.store.reading() as session:
        row = session.scalars(sa.select(ProviderRow)).one()
    assert (row.year_least, row.year_most) == (None, 20)
