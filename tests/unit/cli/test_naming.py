"""A name that nobody has is refused with the few that are near it, or with none."""

from __future__ import annotations

import pytest

from api.cli.naming import one_of
from config.refusal import Refusal

AREAS = {
    str(number): name
    for number, name in enumerate(
        (
            "北站街道",
            "宝山路街道",
            "天目西路街道",
            "共和新路街道",
            "大宁路街道",
            "彭浦新村街道",
            "临汾路街道",
            "芷江西路街道",
            "彭浦镇",
        )
    )
}
ORDERS = {f"O2606-{number:03}": f"O2606-{number:03}" for number in range(1, 61)}


def refused(names: dict[str, str], given: str) -> str:
    with pytest.raises(Refusal) as caught:
        one_of(names, given, "area")
    return caught.value.faults[0].sentence.zh


def test_of_many_that_are_alike_the_three_nearest_are_told_at_most() -> None:
    said = refused(ORDERS, "O2606-999")
    assert said.startswith("没有“O2606-999”。")
    assert said.count("O2606-") <= 1 + 3


def test_a_common_ending_makes_no_name_near() -> None:
    assert refused(AREAS, "火星街道") == "没有“火星街道”。请写全名或代号。"
    assert refused(AREAS, "天木西路街道").startswith("没有“天木西路街道”。是指：天目西路街道")


def test_a_part_of_several_names_is_told_with_all_of_them() -> None:
    assert refused(AREAS, "彭浦") == "“彭浦”不能确定是哪一个。是指：彭浦新村街道、彭浦镇？"
    assert one_of(AREAS, "北站", "area") == "0"
