"""The last day to apply for renewal, and the working day by which the office must have been seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifications.market.domain.licence_rules import LicenceRule
from scheduler.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Deadline:
    """When renewal must have been applied for; a holiday never rolls it, or the expiry, forward.

    `last_workday` is the last day on which the office works at or before `apply_by`.
    `provisional_years` are the years it rests on that have no holiday table yet.
    """

    expires: date
    apply_by: date
    last_workday: date
    rule: LicenceRule
    provisional_years: tuple[int, ...]

    @property
    def provisional(self) -> bool:
        return bool(self.provisional_years)


def deadline_of(expires: date, rule: LicenceRule, workdays: Workdays) -> Deadline:
    """`apply_by = expires − lead`, in calendar days.

    Source: the rule's own citation; counting from the expiry back is the district's design.
    """
    if rule.lead_days is None:
        raise ValueError(f"{rule.category} {rule.kind}: no lead is entered, so there is no deadline")
    apply_by = expires - timedelta(days=rule.lead_days)
    last_workday = workdays.workday_on_or_before(apply_by)
    return Deadline(
        expires, apply_by, last_workday, rule, provisional_years(workdays, apply_by, last_workday)
    )


def provisional_years(workdays: Workdays, *days: date) -> tuple[int, ...]:
    """The years of these days whose holidays have not been entered, ascending."""
    return tuple(sorted({day.year for day in days if workdays.is_provisional(day)}))


@lru_cache(maxsize=512)  # the texts of one sending have few last days
def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The midnight (UTC) that ends a civil day."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
