"""Reads days and times as a person writes them on the command line; refused with how they are written."""

from __future__ import annotations

from datetime import date, time

from config.refusal import refuse


def day_of(given: str, place: str) -> date:
    """A civil day, 2026-06-12."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise refuse(
            place,
            "“{given}”不是日期，请写成 2026-06-12 的样子。",
            "“{given}” is not a day; write it like 2026-06-12.",
            given=given,
        ) from None


def first_day(given: str, words: str) -> date:
    """The day that comes after a name; refused with an example of the right order, `words` its beginning."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise refuse(
            "DAY",
            "“{given}”不是日期。先写名称，再写日期，如：{example}",
            "“{given}” is not a day. The name comes first, then the day, as in: {example}",
            given=given,
            example=f"culture {words} 2026-06-10",
        ) from None


def last_day(first: str, last: str | None, place: str, *, open_ended: bool) -> date | None:
    """The last day, the first where none is given; None where it is open."""
    return None if open_ended else day_of(last or first, place)


def refuse_outside(day: date, month: str, place: str) -> None:
    """Refused where the day is not of the month."""
    if f"{day:%Y-%m}" != month:
        raise refuse(
            place,
            "{day} 不在 {month}。请改日期，或把月份写成 {right}。",
            "{day} is not in {month}. Change the day, or write {right} for the month.",
            day=day,
            month=month,
            right=f"{day:%Y-%m}",
        )


def time_of(given: str, place: str) -> time:
    """A civil time, 19:30."""
    try:
        return time.fromisoformat(given)
    except ValueError:
        raise refuse(
            place,
            "“{given}”不是时刻，请写成 19:30 的样子。",
            "“{given}” is not a time; write it like 19:30.",
            given=given,
        ) from None
