"""A text takes exactly the parts that the carrier bills."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.segments import Segments, parts, segments, signed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("€" * 81, Segments("GSM-7", 162, 2)),
        ("中" * 70, Segments("UCS-2", 70, 1)),
        ("中" * 71, Segments("UCS-2", 71, 2)),
        ("中" * 134, Segments("UCS-2", 134, 2)),
        ("中" * 135, Segments("UCS-2", 135, 3)),
        ("😀" * 35, Segments("UCS-2", 70, 1)),
        ("😀" * 36, Segments("UCS-2", 72, 2)),
        ("a" * 69 + "中", Segments("UCS-2", 70, 1)),
        ("`", Segments("UCS-2", 1, 1)),
    ],
)
def test_encoding_units_and_parts_are_those_of_the_standard(text: str, expected: Segments) -> None:
    assert segments(text) == expected


def test_an_escaped_character_moves_whole_into_the_next_part() -> None:
    text = "a" * 152 + "€" + "b" * 20
    assert parts(text) == ("a" * 152, "€" + "b" * 20)


def test_a_surrogate_pair_moves_whole_into_the_next_part() -> None:
    text = "中" * 66 + "😀" + "文" * 10
    assert parts(text) == ("中" * 66, "😀" + "文" * 10)


def test_pairs_that_leave_a_unit_empty_in_each_part_cost_a_part_more_than_division_says() -> None:
    assert segments("😀" * 67) == Segments("UCS-2", 134, 3)


def test_the_signature_is_counted() -> None:
    assert segments(signed("中" * 60, "示范区文化配送")) == Segments("UCS-2", 69, 1)
    assert segments(signed("中" * 62, "示范区文化配送")) == Segments("UCS-2", 71, 2)


@given(st.text(alphabet=st.sampled_from("aé€中文😀1\n["), max_size=400))
def test_parts_hold_the_whole_text_and_none_is_over_full(text: str) -> None:
    cut = parts(text)
    assert "".join(cut) == text
    counted = segments(text)
    room = {"GSM-7": (160, 153), "UCS-2": (70, 67)}[counted.encoding][len(cut) > 1]
    for part in cut:
        weight = (
            sum(2 if char in "€[" else 1 for char in part)
            if counted.encoding == "GSM-7"
            else len(part.encode("utf-16-be")) // 2
        )
        assert weight <= room
