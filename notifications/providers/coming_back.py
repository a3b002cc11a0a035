"""When a provider says to come back, in the header Retry-After (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_to_wait(retry_after: str, now: datetime) -> float | None:
    """Seconds from `now` (UTC) until it may be tried again; None where the header names no moment ahead."""
    if seconds := seconds_named(retry_after):
        return seconds
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()) or None


def seconds_named(retry_after: str) -> float | None:
    """The seconds that the header names; None where it names a date, none at all, or nothing."""
    return (float(retry_after) or None) if retry_after.strip().isdecimal() else None
