"""When a licence has been renewed."""

from __future__ import annotations

from datetime import date


def begins_new_period(before: date | None, after: date | None) -> bool:
    """Whether a licence that ran to `before` and now runs to `after` has been renewed."""
    return bool(before and after and after > before)
