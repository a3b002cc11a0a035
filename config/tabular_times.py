"""Reads cells that hold civil time: dates, months, times, periods, weekdays, opening hours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from config.bilingual import Bilingual
from config.tabular_cells import BadCell, CellValue, Kind, folded, whole

_EARLIEST, _LATEST = 1900, 2199
_DATE = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?")
_PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?")
_NAMED_MONTH = re.compile(r"([a-z]{3})-(\d{2})")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""A spreadsheet that saves a CSV writes 2026-06 as Jun-26."""
_TIME = re.compile(r"(\d{1,2})\s*[:时]\s*(\d{2})?\s*(?::\d{2}|分)?")


def day() -> Kind:
    """A civil date: 2026-06-12, 2026/6/12, 2026年6月12日, or a date cell of a workbook."""
    return Kind(_read_day, Bilingual("日期，如 2026-06-12", "a date, e.g. 2026-06-12"))


def _read_day(value: CellValue) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = folded(value)
    match = _DATE.fullmatch(words) or _PACKED_DATE.fullmatch(words)
    if not match:
        raise BadCell("看不出是哪一天", "this is not a date")
    year, month, number = (int(part) for part in match.groups())
    if not _EARLIEST <= year <= _LATEST:
        raise BadCell("年份 {year} 不合理", "the year {year} makes no sense here", year=year)
    try:
        return date(year, month, number)
    except ValueError:
        raise BadCell(
            "{year} 年没有 {month} 月 {number} 日",
            "there is no day {number} in month {month} of {year}",
            year=year,
            month=month,
            number=number,
        ) from None


def month() -> Kind:
    """A calendar month as `YYYY-MM`: 2026-06, 2026年6月, Jun-26, or a date cell of that month."""

    def read(value: CellValue) -> str:
        if isinstance(value, date):
            return f"{value:%Y-%m}"
        named = _NAMED_MONTH.fullmatch(folded(value).casefold())
        if named and named[1] in _MONTH_NAMES:
            return f"20{named[2]}-{_MONTH_NAMES.index(named[1]) + 1:02}"
        match = _MONTH.fullmatch(folded(value))
        if not match or not _EARLIEST <= int(match[1]) <= _LATEST or not 1 <= int(match[2]) <= 12:  # noqa: PLR2004
            raise BadCell("看不出是哪个月", "this is not a month")
        return f"{int(match[1]):04}-{int(match[2]):02}"

    return Kind(read, Bilingual("月份，如 2026-06", "a month, e.g. 2026-06"))


def clock_time(grid_minutes: int | None = None) -> Kind:
    """A civil time HH:MM, on a grid of so many minutes where asked."""

    def read(value: CellValue) -> time:
        found = _read_time(value)
        if grid_minutes and found.minute % grid_minutes:
            raise BadCell(
                "分钟须为 {grid} 的整数倍", "the minutes must be a multiple of {grid}", grid=grid_minutes
            )
        return found

    on_grid = Bilingual(
        f"，分钟为 {grid_minutes} 的整数倍" if grid_minutes else "",
        f", on a grid of {grid_minutes} minutes" if grid_minutes else "",
    )
    return Kind(read, Bilingual(f"时间，如 19:30{on_grid.zh}", f"a time, e.g. 19:30{on_grid.en}"))


def _read_time(value: CellValue) -> time:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        if 0 <= minutes < 24 * 60:
            return time(minutes // 60, minutes % 60)
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    match = _TIME.fullmatch(folded(value))
    if not match:
        raise BadCell("看不出是几点", "this is not a time of day")
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        raise BadCell("一天里没有这个时间", "there is no such time of day") from None


WEEKDAY_NAMES = ("一", "二", "三", "四", "五", "六", "日")
_WEEKDAYS = {
    **{str(number): number for number in range(1, 8)},
    **{
        f"{prefix}{name}": n
        for n, name in enumerate(WEEKDAY_NAMES, 1)
        for prefix in ("周", "星期", "礼拜", "")
    },
    **{f"{prefix}天": 7 for prefix in ("周", "星期", "礼拜")},
    **{name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
}
_WEEKDAY_GROUPS = {
    **dict.fromkeys(("每天", "每日", "全周", "daily"), frozenset(range(1, 8))),
    **dict.fromkeys(("工作日", "平日", "weekdays"), frozenset(range(1, 6))),
    **dict.fromkeys(("周末", "双休日", "weekend"), frozenset({6, 7})),
}


def weekdays() -> Kind:
    """A set of ISO weekdays (1 = Monday): 周一、周三, 周一至周五, 1,3, Mon-Fri, 每天."""

    def read(value: CellValue) -> frozenset[int]:
        return _weekdays_in(folded(value))

    return Kind(
        read, Bilingual("星期，如 周一、周三 或 周一至周五", "weekdays, e.g. 周一、周三, 1,3 or Mon-Fri")
    )


def _weekdays_in(words: str) -> frozenset[int]:
    found: set[int] = set()
    for part in filter(None, re.split(r"[;、,\s]+|(?<=[一二三四五六日天])(?=周|星期)", words.casefold())):
        if part in _WEEKDAY_GROUPS:
            found |= _WEEKDAY_GROUPS[part]
            continue
        ends = [_WEEKDAYS.get(end) for end in re.split(r"至|到|-|~|—|–", part)]
        if None in ends or len(ends) > 2:  # noqa: PLR2004 - a span has two ends
            raise BadCell("“{part}”不是星期几", "“{part}” is not a weekday", part=part)
        first, last = ends[0] or 0, ends[-1] or 0
        found |= {(number - 1) % 7 + 1 for number in range(first, last + 1 + 7 * (last < first))}
    return frozenset(found)


def opening_hours() -> Kind:
    """Opening and closing time by ISO weekday: `周一至周五 09:00-21:00; 周六周日 09:00-17:00`; 闭馆 closes a day."""

    def read(value: CellValue) -> dict[int, tuple[time, time]]:
        hours: dict[int, tuple[time, time]] = {}
        seen: set[int] = set()
        for part in filter(None, (one.strip() for one in re.split(r"[;\n]", folded(value)))):
            days, span = _hours_in(part)
            for number in sorted(days):
                if number in seen:
                    raise BadCell(
                        "周{day}写了两次",
                        "weekday {n} is given twice",
                        day=WEEKDAY_NAMES[number - 1],
                        n=number,
                    )
                seen.add(number)
                if span:
                    hours[number] = span
        return dict(sorted(hours.items()))

    return Kind(
        read,
        Bilingual(
            "开放时间，如 周一至周五 09:00-21:00; 周六周日 09:00-17:00",
            "opening hours, e.g. 周一至周五 09:00-21:00; 周六周日 09:00-17:00",
        ),
    )


def _hours_in(part: str) -> tuple[frozenset[int], tuple[time, time] | None]:
    closed = re.fullmatch(r"(.*?)\s*(?:闭馆|休息|关闭|closed)", part)
    if closed:
        return _weekdays_in(closed[1]), None
    match = re.fullmatch(r"(.*?)\s*(\d{1,2}:\d{2})\s*(?:-|至|到|~|—|–)\s*(\d{1,2}:\d{2})", part)
    if not match:
        raise BadCell(
            "“{part}”看不出是哪几天、几点到几点", "“{part}” does not tell days and hours", part=part
        )
    opens, closes = _read_time(match[2]), _read_time(match[3])
    if opens >= closes:
        raise BadCell("“{part}”先关后开", "“{part}” closes before it opens", part=part)
    return _weekdays_in(match[1]) if match[1] else _WEEKDAY_GROUPS["每天"], (opens, closes)


def period() -> Kind:
    """Two dates, both included: `2026-06-01至2026-06-10`; one side may be left open (`至` alone is not a period)."""

    def read(value: CellValue) -> tuple[date | None, date | None]:
        words = folded(value)
        ends = re.split(r"\s*(?:至|到|~|—|–|\.\.|\s-\s)\s*", words)
        if len(ends) != 2 or ends == ["", ""]:  # noqa: PLR2004 - a period has two ends
            raise BadCell("看不出从哪天到哪天", "this does not tell from which day to which")
        first, last = (_read_day(end) if end else None for end in ends)
        if first and last and first > last:
            raise BadCell("结束早于开始", "it ends before it begins")
        return first, last

    return Kind(
        read, Bilingual("起止日期，如 2026-06-01至2026-06-10", "a period, e.g. 2026-06-01至2026-06-10")
    )


def numbers(least: int, most: int) -> Kind:
    """A set of whole numbers, single or in spans: `5至10`, `5月-10月`, `1、4、7`; 全部 stands for all."""
    one: Callable[[CellValue], int] = whole(least, most).read

    def read(value: CellValue) -> frozenset[int]:
        words = folded(value).replace("月", "")
        if words in {"全部", "全年", "all"}:
            return frozenset(range(least, most + 1))
        found: set[int] = set()
        for part in filter(None, re.split(r"[;、,\s]+", words)):
            first, *rest = re.split(r"至|到|-|~|—|–", part)
            last = rest[0] if rest else first
            if one(first) > one(last):
                raise BadCell("“{part}”前大后小", "“{part}” runs backwards", part=part)
            found |= set(range(one(first), one(last) + 1))
        return frozenset(found)

    return Kind(
        read,
        Bilingual(
            f"{least} 至 {most} 的数，如 {least}至{most} 或 {least}、{most}",
            f"numbers, e.g. {least}至{most} or {least},{most}",
        ),
    )
