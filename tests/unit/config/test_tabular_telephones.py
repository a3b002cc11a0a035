"""Telephone numbers are recognised by form: mobiles to text, landlines to call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.telephones import Telephone, fits_mask, masked, parse_telephones


@pytest.mark.parametrize(
    "written",
    [
        "15400010001",
        "+86 154 0001 0001",
        "154-0001-0001",
        "１５４００010001",
        "0086 154 0001 0001",
        "(+86)15400010001",
    ],
)
def test_a_mobile_is_possible_in_form_though_its_range_is_not_in_use(written: str) -> None:
    assert parse_telephones(written) == (Telephone("+8615400010001", "mobile"),)


@pytest.mark.parametrize(
    "written",
    ["021-0000-0100", "(021)00000100", "02100000100", "+86 21 0000 0100", "０２１－０００００１００"],
)
def test_a_number_with_its_area_code_is_a_landline_and_call_only(written: str) -> None:
    (number,) = parse_telephones(written)
    assert number == Telephone("+862100000100", "landline")
    assert number.call_only


def test_an_extension_is_kept() -> None:
    (number,) = parse_telephones("021-0000-0100转8")
    assert number == Telephone("+862100000100", "landline", "8")
    assert number.shown == "021-0000-0100转8"


def test_a_three_digit_area_code_is_shown_with_its_own_hyphen() -> None:
    assert [one.shown for one in parse_telephones("0512-0000-0100")] == ["0512-0000-0100"]


@pytest.mark.parametrize("mark", ["、", ";", "；", "/", ",", "，", "\n", " 或 ", " "])
def test_several_numbers_in_a_cell_are_split_in_their_order(mark: str) -> None:
    found = parse_telephones(f"15400010002{mark}15400010001{mark}15400010002")
    assert [one.number for one in found] == ["+8615400010002", "+8615400010001"]


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert parse_telephones("+1 500 555 0006") == (Telephone("+15005550006", "mobile"),)


@pytest.mark.parametrize(
    "written", ["0000 0100", "00000100", "1540001000", "154000100012", "问门卫", "154xxxx0001", "12", "+1 23"]
)
def test_what_lacks_its_area_code_or_a_digit_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_telephones(written)


def test_an_empty_cell_holds_no_number() -> None:
    assert parse_telephones("") == ()


@given(st.integers(0, 99_999_999))
def test_every_mobile_reads_back_from_how_it_is_shown(tail: int) -> None:
    (number,) = parse_telephones(f"154{tail:08}")
    assert parse_telephones(number.shown) == (number,)


def test_a_number_is_masked_in_one_way_whatever_stands_beside_it() -> None:
    assert [masked(each) for each in ("+8615400010001", "+8615400020001", "+862100000100")] == [
        "154****0001",
        "154****0001",
        "021-****-0100",
    ]


def test_a_written_mask_fits_the_numbers_that_it_may_stand_for() -> None:
    assert fits_mask("+8615400010001", "154***10001")
    assert not fits_mask("+8615400020001", "154***10001")
    assert not fits_mask("+8615400010001", "15400010001")
