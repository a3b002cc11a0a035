"""A person's table becomes typed rows; what is wrong with it is named by sheet, row, column and value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from config.bilingual import Bilingual
from config.refusal import Refusal
from config.tabular import (
    Column,
    Row,
    Sheet,
    names_of,
    open_tables,
    read_file,
    read_table,
    refusal_of,
    resolve,
)
from config.tabular_cells import identifier, listed, telephones, text, whole
from config.tabular_times import day
from config.telephones import Telephone


@dataclass(frozen=True, slots=True)
class Shop:
    id: str
    name: str
    seats: int
    opened: date | None
    friends: frozenset[str]
    telephones: tuple[Telephone, ...]


def _empty_name(shop: Shop) -> tuple[str, Bilingual] | None:
    return ("name", Bilingual("与编号相同", "it repeats the id")) if shop.name == shop.id else None


SHOPS = Sheet(
    "shops",
    Bilingual("店铺", "shops"),
    Shop,
    ("id",),
    (
        Column("id", "编号", identifier(), ("code",)),
        Column("name", "名称", text(20)),
        Column("seats", "座位", whole(1, 100), ("number of seats",)),
        Column("opened", "开业日期", day(), required=False),
        Column("friends", "友店", listed(text(20)), required=False, default=frozenset()),
        Column("telephones", "电话", telephones(), required=False, default=()),
    ),
    (_empty_name,),
)


def written(folder: Path, words: str, encoding: str = "utf-8") -> Path:
    path = folder / "shops.csv"
    path.write_bytes(words.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_each_encoding_that_offices_use(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "编号,名称,座位,开业日期\nA1,茶馆,40,2026年6月12日\n", encoding)
    reading = read_file(SHOPS, path)
    assert reading.rows == (Row(2, Shop("A1", "茶馆", 40, date(2026, 6, 12), frozenset(), ())),)
    assert reading.errors == ()
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "header",
    [
        "编号,名称,座位",
        "CODE, name ,Number of Seats",
        "＊编号,名称*,座 位",
        "编号;名称;座位",
        "编号\t名称\t座位",
    ],
)
def test_headers_are_known_in_chinese_and_english_whatever_their_width(tmp_path: Path, header: str) -> None:
    mark = next(one for one in ",;\t" if one in header)
    path = written(tmp_path, header + "\n" + mark.join(("A1", "茶馆", "40")) + "\n")
    assert [shop.seats for shop in read_file(SHOPS, path).records] == [40]


def test_a_title_above_the_headers_and_blank_rows_are_passed_over_and_rows_keep_their_numbers(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "二〇二六年店铺一览,,\n编号,名称,座位\n\n ,,\nA1,茶馆,40\n")
    assert [row.number for row in read_file(SHOPS, path).rows] == [5]


def test_a_missing_column_is_named_with_the_headers_found_and_nothing_is_read(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,桌数\nA1,茶馆,9\n"))
    (error,) = reading.errors
    assert reading.rows == ()
    assert error.place == "shops.csv 第1行 座位"
    assert error.sentence == Bilingual(
        "缺少“座位”列；现有的列：编号、名称、桌数", "the column “座位” is missing; found: 编号、名称、桌数"
    )
    assert error.remedy.en == "Add it with the header “座位” (or seats、number of seats)"
    assert [(one.kind, one.column) for one in reading.warnings] == [("warning", "桌数")]


def test_an_unknown_column_is_a_warning_only(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位,老板\nA1,茶馆,40,某人\n"))
    assert len(reading.rows) == 1
    assert [(one.place, one.column_index) for one in reading.warnings] == [("shops.csv 第1行 老板", 3)]


def test_a_column_that_stands_twice_is_read_once_and_warned_of(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位,name\nA1,茶馆,40,别名\n"))
    assert [shop.name for shop in reading.records] == ["茶馆"]
    assert [(one.column, one.sentence.en) for one in reading.warnings] == [
        ("name", "this column stands twice; only the first was read")
    ]


def test_an_unquoted_comma_that_shifts_the_cells_of_a_csv_is_an_error(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位,友店\nA1,茶馆,40,书店,酒楼\nA2,影院,9,,\n"))
    assert [shop.id for shop in reading.records] == ["A2"]
    assert [(one.place, one.value, one.remedy.zh) for one in reading.errors] == [
        ("shops.csv 第2行", "酒楼", "含逗号的内容请加英文双引号，或改用顿号")
    ]


def test_every_faulty_cell_is_named_with_its_value_and_its_remedy_and_good_rows_remain(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "编号,名称,座位,开业日期\nA1,茶馆,四十,2026-02-30\nA2,书店,400,\nA3,影院,90,\n,画廊,5,\n"
    )
    reading = read_file(SHOPS, path)
    assert [shop.id for shop in reading.records] == ["A3"]
    assert [(one.row, one.column, one.value, one.sentence.zh, one.remedy.zh) for one in reading.errors] == [
        (2, "座位", "四十", "不是整数", "请填写：1 至 100 之间的整数"),
        (2, "开业日期", "2026-02-30", "2026 年没有 2 月 30 日", "请填写：日期，如 2026-06-12"),
        (3, "座位", "400", "数值超出范围", "请填写：1 至 100 之间的整数"),
        (5, "编号", "", "不能为空", "请填写：编号：字母、数字、- _ .，不含空格"),
    ]


def test_the_faults_of_several_tables_make_one_refusal(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位\nA1,茶馆,四十\n"))
    refusal = refusal_of([reading])
    assert refusal is not None
    (fault,) = refusal.faults
    assert fault.place == "shops.csv 第2行 座位"
    assert fault.sentence == Bilingual(
        "“四十”：不是整数。请填写：1 至 100 之间的整数。",
        "“四十”: this is not a whole number. Write a whole number between 1 and 100.",
    )
    assert refusal_of([]) is None


def test_a_doubled_key_is_told_at_each_of_its_rows_and_none_stands(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位\nA1,茶馆,40\nA2,书店,9\nＡ1,茶楼,41\n"))
    assert [shop.name for shop in reading.records] == ["书店"]
    assert [(one.row, one.column, one.sentence.zh) for one in reading.errors] == [
        (2, "编号", "第 2 行与第 4 行重复"),
        (4, "编号", "第 4 行与第 2 行重复"),
    ]


def test_a_doubled_key_is_seen_in_a_row_that_is_at_fault_otherwise(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位\nA1,茶馆,40\nA1,茶楼,许多\n"))
    assert reading.records == ()
    assert {(one.row, one.column) for one in reading.errors} == {(2, "编号"), (3, "编号"), (3, "座位")}


def test_a_row_is_judged_as_a_whole_too(tmp_path: Path) -> None:
    reading = read_file(SHOPS, written(tmp_path, "编号,名称,座位\nA1,A1,40\n"))
    assert [(one.row, one.column, one.sentence.en) for one in reading.errors] == [
        (2, "名称", "it repeats the id")
    ]


def test_several_telephones_are_taken_and_asked_about_apart_from_errors(tmp_path: Path) -> None:
    reading = read_file(
        SHOPS, written(tmp_path, "编号,名称,座位,电话\nA1,茶馆,40,15400010001；021-0000-0100\n")
    )
    assert [one.number for one in reading.records[0].telephones] == ["+8615400010001", "+862100000100"]
    assert reading.errors == ()
    assert [(one.kind, one.row, one.column) for one in reading.warnings] == [("ask", 2, "电话")]


def test_names_are_put_as_ids_and_unknown_or_doubled_ones_are_errors(tmp_path: Path) -> None:
    path = written(
        tmp_path, "编号,名称,座位,友店\nA1,茶馆,1,书店、Ｂ2\nA2,影院,2,老书店\nA3,画廊,3,分店\nA4,网吧,4,\n"
    )
    known = names_of({"B1": "书店", "B2": "酒楼", "B3": "分店", "B4": "分店"})
    reading = resolve(read_file(SHOPS, path), "friends", known, Bilingual("店铺", "shops"))
    assert [shop.friends for shop in reading.records] == [frozenset({"B1", "B2"}), frozenset()]
    assert [(one.row, one.value, one.sentence.zh) for one in reading.errors] == [
        (3, "老书店", "“老书店”不在店铺表中或有重名"),
        (4, "分店", "“分店”不在店铺表中或有重名"),
    ]


def test_a_quoted_cell_may_span_lines_and_the_next_row_is_numbered_as_on_screen(tmp_path: Path) -> None:
    path = written(tmp_path, '编号,名称,座位,友店\nA1,茶馆,1,"书店\n酒楼"\nA2,影院,x,\n')
    reading = read_file(SHOPS, path)
    assert reading.records[0].friends == frozenset({"书店", "酒楼"})
    assert [one.row for one in reading.errors] == [3]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b'\xe7\xbc\x96,"\xff\xfe', "the text encoding is not recognised; save it as CSV in UTF-8"),
        ("a.txt", b"id", "files of type .txt are not read; save it as CSV or XLSX"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal) as caught:
        open_tables(tmp_path / name)
    assert [fault.sentence.en for fault in caught.value.faults] == [sentence]


def test_a_damaged_workbook_and_an_open_quote_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK not a workbook")
    with pytest.raises(Refusal, match="the workbook cannot be opened"):
        open_tables(tmp_path / "a.xlsx")
    with pytest.raises(Refusal, match="the CSV has an open quote or is damaged"):
        open_tables(written(tmp_path, '编号,名称\nA1,"茶馆\n'))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there is no such file"):
        open_tables(tmp_path / "shops.csv")


def test_an_empty_table_lacks_its_columns(tmp_path: Path) -> None:
    (raw,) = open_tables(written(tmp_path, ""))
    assert [one.column for one in read_table(SHOPS, raw).errors] == ["编号", "名称", "座位"]


def test_a_sheet_whose_columns_are_not_its_records_fields_is_refused_at_birth() -> None:
    with pytest.raises(ValueError, match="are not the fields"):
        Sheet("shops", SHOPS.title, Shop, ("id",), SHOPS.columns[:-1])
    doubled = (*SHOPS.columns[:-1], Column("telephones", "座位", telephones(), required=False))
    with pytest.raises(ValueError, match="two columns answer to one header"):
        Sheet("shops", SHOPS.title, Shop, ("id",), doubled)
    with pytest.raises(ValueError, match="the key"):
        Sheet("shops", SHOPS.title, Shop, ("colour",), SHOPS.columns)
