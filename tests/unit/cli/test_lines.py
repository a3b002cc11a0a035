"""Lines of a terminal: Chinese counted double, no word cut, no mark alone at the wrong end of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cli.lines import columns_of, lines_of


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("排一个月的计划", 8, ["排一个月", "的计划"]),
        ("排一个月，的计划", 8, ["排一个", "月，的计", "划"]),
        ("看（旧）的", 6, ["看", "（旧）", "的"]),
        ("plan a month", 7, ["plan a", "month"]),
        ("用 Ctrl+C 停下", 8, ["用", "Ctrl+C", "停下"]),
        ("queued|held|sent", 12, ["queued|held|", "sent"]),
        ("1–10000", 12, ["1–10000"]),
        ("", 12, [""]),
    ],
)
def test_a_line_ends_where_a_reader_would_end_it(text: str, width: int, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@given(st.text(alphabet="中文，（）「plan -.|", max_size=60), st.integers(8, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(columns_of, lines)) <= width
