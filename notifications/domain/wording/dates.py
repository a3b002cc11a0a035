"""Days and times as texts carry them: dates with their weekday, never "tomorrow" or "7 days left"."""

from __future__ import annotations

from datetime import date, datetime

from config.bilingual import Language

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
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


def day_in(language: Language, day: str) -> str:
    """`6月12日（周五）`, `Fri 12 June`; `day` is ISO."""
    civil = date.fromisoformat(day)
    if language == "zh":
        return f"{civil.month}月{civil.day}日（{weekday_in(language, day)}）"
    return f"{weekday_in(language, day)} {civil.day} {_MONTHS_EN[civil.month - 1]}"


def plain_day_in(language: Language, day: str) -> str:
    """`6月12日`, `12 June`: where the weekday is already said."""
    civil = date.fromisoformat(day)
    return (
        f"{civil.month}月{civil.day}日" if language == "zh" else f"{civil.day} {_MONTHS_EN[civil.month - 1]}"
    )


def weekday_in(language: Language, day: str) -> str:
    """`周五`, `Fri`."""
    place = date.fromisoformat(day).weekday()
    return f"周{_WEEKDAYS_ZH[place]}" if language == "zh" else _WEEKDAYS_EN[place]


def moment_in(language: Language, day: str, start: str) -> str:
    """`6月12日（周五）19:30`, `Fri 12 June 19:30`."""
    return f"{day_in(language, day)}{'' if language == 'zh' else ' '}{start}"


def instant_in(language: Language, instant: datetime) -> str:
    """A civil moment, as `moment_in` writes it; the caller brings it into the district's zone."""
    return moment_in(language, instant.date().isoformat(), f"{instant:%H:%M}")


def plain_instant_in(language: Language, instant: datetime) -> str:
    """`6月9日20:00`, `9 June 20:00`: beside days that go without their weekday."""
    gap = "" if language == "zh" else " "
    return f"{plain_day_in(language, instant.date().isoformat())}{gap}{instant:%H:%M}"


def month_in(language: Language, month: str) -> str:
    """`6月`, `June`; `month` is `YYYY-MM`."""
    number = int(month[5:7])
    return f"{number}月" if language == "zh" else _MONTHS_EN[number - 1]
