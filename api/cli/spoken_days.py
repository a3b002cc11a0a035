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
