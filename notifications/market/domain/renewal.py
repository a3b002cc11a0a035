"""When a licence has been renewed, and when an operator says that renewal was applied for."""

from __future__ import annotations

import re
from datetime import date

_FILED = re.compile(r"[已己刚]经?(在?网上)?(提交|递交|提出|申请|申办|报送|交)|(提交|递交|申请)[过好完]?了")
_NOT_YET = re.compile(r"[没未]|不|准备|打算|马上|明天|下周|正在|[吗?？]")


def begins_new_period(before: date | None, after: date | None) -> bool:
    """Whether a licence that ran to `before` and now runs to `after` has been renewed."""
    return bool(before and after and after > before)


def says_filed(text: str) -> bool:
    """Whether a reply says plainly that renewal was applied for; an officer still has to verify it."""
    return _FILED.search(text) is not None and _NOT_YET.search(text) is None
