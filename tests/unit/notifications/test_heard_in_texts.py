"""Who has only the texts reads from them what stands: added, moved, taken back."""

from __future__ import annotations

import pytest

from tests.integration.heard_in_texts import Heard, Holder

SQUARE, HALL = "北站街道露天广场", "北站街道社区文化活动中心"
FIRST = f"【示范区文化配送】6月配送安排（第1版），请核对并答复：\n6月12日（周五）19:30露天电影《露天电影》，{SQUARE}，第一放映队，雨天备用：{HALL}\n同意请回复271"
CHANGED = "【示范区文化配送】6月配送安排有变更，以本条为准（第2版）：\n"
ON_12 = Heard(for_rain=False, day="6月12日", start="19:30", venue=SQUARE)
ON_20 = Heard(for_rain=False, day="6月20日", start="19:30", venue=SQUARE)
WHAT = "露天电影《露天电影》"


@pytest.mark.parametrize(
    ("line", "believes"),
    [
        (f"改期：{WHAT}由6月12日（周五）19:30改为6月20日（周六）19:30，{SQUARE}", {ON_20}),
        (f"取消：6月12日（周五）19:30{WHAT}，{SQUARE}", set()),
        (f"6月12日（周五）19:30{WHAT}改在别处举行，不再使用{SQUARE}", set()),
        (
            f"（1）取消：6月12日（周五）19:30{WHAT}，{SQUARE}；新增：6月20日（周六）19:30{WHAT}，{SQUARE}",
            {ON_20},
        ),
        (f"新增：6月20日（周六）19:30{WHAT}，{SQUARE}，第一放映队", {ON_12, ON_20}),
        (
            f"雨天备用：6月20日（周六）19:30{WHAT}如遇雨，改到{HALL}放映",
            {ON_12, Heard(for_rain=True, day="6月20日", start="19:30", venue=HALL)},
        ),
    ],
)
def test_what_a_change_leaves_standing(line: str, believes: set[Heard]) -> None:
    holder = Holder()
    for text in (FIRST, CHANGED + line):
        holder.reads(text, (SQUARE, HALL))
    assert set(holder.believes) == believes


def test_a_place_for_rain_that_is_moved_stays_where_it_was_told_to_be() -> None:
    holder = Holder()
    holder.reads(CHANGED + f"雨天备用：6月12日（周五）19:30{WHAT}如遇雨，改到{HALL}放映", (SQUARE, HALL))
    holder.reads(
        CHANGED + f"雨天备用改期：{WHAT}由6月12日（周五）19:30改为6月13日（周六）19:30", (SQUARE, HALL)
    )
    assert set(holder.believes) == {Heard(for_rain=True, day="6月13日", start="19:30", venue=HALL)}


def test_what_was_never_told_cannot_be_taken_back() -> None:
    with pytest.raises(AssertionError, match="never told"):
        Holder().reads(CHANGED + f"取消：6月12日（周五）19:30{WHAT}，{SQUARE}", (SQUARE, HALL))
