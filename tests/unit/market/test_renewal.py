"""Whether an operator says that renewal was applied for: only what is said plainly counts."""

from __future__ import annotations

import pytest

from notifications.market.domain.renewal import says_filed


@pytest.mark.parametrize(
    "text", ["已提交申请", "已经在网上提交了", "已申请", "材料已交", "上周申请过了", "刚递交", "提交好了"]
)
def test_a_filing_said_plainly_is_heard(text: str) -> None:
    assert says_filed(text)


@pytest.mark.parametrize(
    "text",
    ["还没申请", "未提交", "准备提交申请", "已申请不了", "是否已提交？", "材料正在准备", "收到", "下周申请"],
)
def test_anything_else_is_not(text: str) -> None:
    assert not says_filed(text)
