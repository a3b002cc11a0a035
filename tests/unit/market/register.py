"""A tiny register for the tests: the holidays of 2026, one rule book, and one licence to bend."""

from __future__ import annotations

from datetime import date, timedelta

from notifications.market.domain.business import Business, BusinessStatus, Licence
from notifications.market.domain.licence_rules import LicenceRule, Mark, RuleBook
from scheduler.workdays import Workdays


def days(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=step) for step in range((end - start).days + 1)}


DAYS = Workdays(
    holidays=dict.fromkeys(
        days("2026-05-01", "2026-05-05")
        | days("2026-09-25", "2026-09-27")
        | days("2026-10-01", "2026-10-07"),
        "假日",
    ),
    makeups=dict.fromkeys((date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)), "调休"),
    quiet={},
    years=frozenset({2026}),
)
"""The working days of 2026 as published; no other year has a table."""

KARAOKE = "歌舞娱乐场所"
ENTERTAINMENT_PERMIT = "娱乐经营许可证"
NETWORK_PERMIT = "网络文化经营许可证"
ART_FILING = "艺术品经营备案"

ENTERTAINMENT_RULE = LicenceRule(
    KARAOKE, ENTERTAINMENT_PERMIT, date(2020, 1, 1), "甲条例", Mark.FOUND, validity_months=24, lead_days=30
)
RULES = RuleBook(
    [
        ENTERTAINMENT_RULE,
        LicenceRule("上网服务场所", NETWORK_PERMIT, date(2020, 1, 1), "乙条例", Mark.GENERAL, lead_days=30),
        LicenceRule("互联网文化单位", NETWORK_PERMIT, date(2020, 1, 1), "丙规定", Mark.FOUND, 36, 60),
        LicenceRule("电影放映单位", "电影放映经营许可证", date(2020, 1, 1), "", Mark.MISSING),
        LicenceRule("美术品经营单位", ART_FILING, date(2020, 1, 1), "丁办法", Mark.GENERAL, filing=True),
    ]
)


def business(status: BusinessStatus = BusinessStatus.OPEN, category: str = KARAOKE) -> Business:
    return Business("B001", "甲歌厅", category, status, "某路1号", "A1", "负责人")


def licence(
    expires: date | None = date(2026, 10, 25), kind: str = ENTERTAINMENT_PERMIT, filed: date | None = None
) -> Licence:
    return Licence("L001", "B001", kind, "沪文娱0001", date(2024, 10, 26), expires, filed)
