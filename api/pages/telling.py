"""How days, times, months and numbers are written for the reader, in either language."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from config.bilingual import Language

WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weekday(day: date, language: Language) -> str:
    name = WEEKDAYS[language][day.weekday()]
    return f"周{name}" if language == "zh" else name


def day(value: date, language: Language) -> str:
    """`6月12日 周五` or `Fri 12 Jun`."""
    if language == "zh":
        return f"{value.month}月{value.day}日 {weekday(value, language)}"
    return f"{weekday(value, language)} {value.day} {MONTHS[value.month - 1]}"


def dated(value: date, language: Language) -> str:
    """`2026年6月12日` or `12 Jun 2026`, where the day of the week says nothing."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def full_day(value: date, language: Language) -> str:
    """`2026年6月12日 周五` or `Fri 12 Jun 2026`."""
    return (
        f"{value.year}年{day(value, language)}"
        if language == "zh"
        else f"{day(value, language)} {value.year}"
    )


def month(value: str, language: Language) -> str:
    """`2026-06` as `2026年6月` or `June 2026`."""
    year, number = value.split("-")
    return f"{year}年{int(number)}月" if language == "zh" else f"{LONG_MONTHS[int(number) - 1]} {year}"


def clock(value: time) -> str:
    return f"{value:%H:%M}"


def moment(value: datetime, zone: ZoneInfo, language: Language) -> str:
    """An instant as civil time of the district, `5月20日 09:00`."""
    local = value.astimezone(zone)
    if language == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {MONTHS[local.month - 1]} {local:%H:%M}"


def full_moment(value: datetime, zone: ZoneInfo, language: Language) -> str:
    """`2026年5月20日 周三 09:00`."""
    local = value.astimezone(zone)
    return f"{full_day(local.date(), language)} {local:%H:%M}"


def amount(value: float) -> str:
    """A number without needless decimals: `1800`, `0.4`."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
