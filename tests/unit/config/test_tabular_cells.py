"""What each kind of cell takes, and what it says when it does not."""

from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.bilingual import Bilingual
from config.tabular_cells import (
    BadCell,
    CellValue,
    choice,
    decimal,
    identifier,
    listed,
    shown,
    telephones,
    text,
    whole,
    yes_no,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


COLOURS = choice({Colour.RED: Bilingual("红", "crimson"), Colour.BLUE: Bilingual("蓝", "azure")})


def refused(kind_read: object, value: CellValue) -> Bilingual:
    with pytest.raises(BadCell) as caught:
        kind_read(value)  # type: ignore[operator]
    return caught.value.sentence


@pytest.mark.parametrize("cell", ["35000", "３５０００", "35,000", 35000, 35000.0, " 35000 "])
def test_a_whole_number_is_taken_however_it_is_typed(cell: CellValue) -> None:
    assert whole(1, 100_000).read(cell) == 35000


@pytest.mark.parametrize("cell", ["3.5", 3.5, "三", "", "1e3", True])
def test_what_is_no_whole_number_is_refused(cell: CellValue) -> None:
    assert refused(whole(1, 100).read, cell) == Bilingual("不是整数", "this is not a whole number")


@given(st.integers(-1000, 1000))
def test_a_whole_number_is_taken_exactly_within_its_range(number: int) -> None:
    if 10 <= number <= 20:
        assert whole(10, 20).read(str(number)) == number
    else:
        assert refused(whole(10, 20).read, number).en == "the number is out of range"


def test_a_latitude_beyond_the_pole_is_refused() -> None:
    assert decimal(-90, 90).read("31.25") == 31.25
    assert refused(decimal(-90, 90).read, "131.25").zh == "数值超出范围"


@pytest.mark.parametrize("cell", ["红", "crimson", "Crimson", "red", "RED", " 红 "])
def test_a_choice_is_known_in_chinese_in_english_and_by_its_code(cell: str) -> None:
    assert COLOURS.read(cell) is Colour.RED


def test_a_word_that_is_no_choice_is_refused_and_the_choices_are_offered() -> None:
    assert refused(COLOURS.read, "绿") == Bilingual("不在可选项之内", "this is not one of the choices")
    assert COLOURS.shape == Bilingual("红、蓝 之一", "one of crimson (红), azure (蓝)")
    assert COLOURS.choices == ("红", "蓝")


@pytest.mark.parametrize("cell", ["红、蓝", "红;蓝", "红；蓝", "红,蓝", "红，蓝", "蓝\n红", "红、、蓝、"])
def test_a_list_is_parted_by_any_of_the_usual_marks(cell: str) -> None:
    assert listed(COLOURS).read(cell) == frozenset({Colour.RED, Colour.BLUE})


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("是", True), ("Yes", True), ("１", True), ("否", False), ("no", False), (False, False)],
)
def test_yes_and_no_are_read_in_both_languages(cell: CellValue, meant: bool) -> None:
    assert yes_no().read(cell) is meant


def test_perhaps_is_neither_yes_nor_no() -> None:
    assert refused(yes_no().read, "待定").en == "this is neither yes nor no"


def test_a_code_is_folded_and_holds_no_blank() -> None:
    assert identifier().read("ＧＷ００１-1") == "GW001-1"
    assert identifier().read(12.0) == "12"
    assert refused(identifier().read, "GW 001").zh == "编号不合规"


def test_a_text_keeps_its_full_width_signs_and_has_a_longest_length() -> None:
    assert text(10).read("电影《河》（一）") == "电影《河》（一）"
    assert refused(text(3).read, "四个字呢").zh == "文字过长：4 字，最多 3 字"


def test_several_numbers_in_one_cell_are_split_and_asked_about() -> None:
    kind = telephones()
    numbers = kind.read("154 0001 0001、021-0000-0100")
    assert [one.shown for one in numbers] == ["154 0001 0001", "021-0000-0100"]
    assert kind.question is not None
    assert kind.question(numbers) == Bilingual(
        "一格内有 2 个号码（154 0001 0001 手机；021-0000-0100 座机，只能打电话），请确认各是谁的",
        "2 numbers stand in one cell (154 0001 0001 mobile; 021-0000-0100 landline, call-only); say whose each is",
    )
    assert kind.question(numbers[:1]) is None


def test_what_is_no_telephone_number_is_quoted() -> None:
    assert refused(telephones().read, "154 0001 0001、问门卫").zh == "“问门卫”不像电话号码"


@pytest.mark.parametrize(
    ("cell", "seen"), [(None, ""), (3.0, "3"), (3.5, "3.5"), (True, "TRUE"), (" 甲 ", "甲")]
)
def test_a_cell_is_shown_as_the_person_sees_it(cell: CellValue, seen: str) -> None:
    assert shown(cell) == seen


def test_what_to_write_says_nothing_twice() -> None:
    several = listed(COLOURS)
    assert several.shape.zh == "一个或多个，用顿号或分号隔开，每个为红、蓝 之一"
    assert several.shape.zh.count("：") == 0
