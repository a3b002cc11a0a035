"""The last day to apply for renewal, and the working days on which a reminder counted from it falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from notifications.market.domain.licence_rules import LicenceRule


class WorkingDays(Protocol):
    """The district's holidays and make-up workdays, as data; a year may have no table yet."""

    def is_workday(self, day: date) -> bool:
        """Whether the office works; in a year without a table Monday to Friday are taken to work."""
        ...

    def knows_year(self, year: int) -> bool:
        """Whether the year's holidays and make-up workdays have been entered."""
        ...


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


def deadline_of(expires: date, rule: LicenceRule, days: WorkingDays) -> Deadline:
    """`apply_by = expires − lead`, in calendar days.

    Source: the rule's own citation; counting from the expiry back is the district's design.
    """
    if rule.lead_days is None:
        raise ValueError(f"{rule.category} {rule.kind}: no lead is entered, so there is no deadline")
    apply_by = expires - timedelta(days=rule.lead_days)
    last_workday = workday_at_or_before(apply_by, days)
    return Deadline(expires, apply_by, last_workday, rule, years_without_table(days, apply_by, last_workday))


def workday_at_or_before(day: date, days: WorkingDays) -> date:
    """The day itself if the office works on it, else the nearest earlier day on which it does."""
    while not days.is_workday(day):
        day -= timedelta(days=1)
    return day


def years_without_table(days: WorkingDays, *dates: date) -> tuple[int, ...]:
    """The years of these dates whose holidays have not been entered, ascending."""
    return tuple(sorted({day.year for day in dates if not days.knows_year(day.year)}))
