"""What each month of a year weighs for a category, and how many deliveries its providers could make at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from scheduler.domain.allotting_months import Column
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.calendar import month_days
from scheduler.domain.district import District, Programme, Provider
from scheduler.domain.terms import Category
from scheduler.workdays import Workdays


def months_of(year: int) -> tuple[str, ...]:
    """The months of a year by name, January first."""
    return tuple(f"{year:04}-{number:02}" for number in range(1, 13))


def year_columns(
    district: District,
    year: int,
    category: Category,
    *,
    rules: AllottingRules,
    workdays: Workdays,
    film_months: Collection[int],
    closed: Collection[str],
) -> tuple[Column, ...]:
    """The months of the year as a category's numbers are spread over them; `closed` ones get nothing more."""
    return tuple(
        Column(
            month,
            _weight(category, month, rules, workdays, film_months),
            supply(district, category, month, workdays),
            month not in closed,
        )
        for month in months_of(year)
    )


def _weight(
    category: Category, month: str, rules: AllottingRules, workdays: Workdays, film_months: Collection[int]
) -> int:
    days = _days(month)
    number = days[0].month
    if category is Category.FILM and number not in film_months:
        return 0
    counted = rules.counted.value[category]
    if counted == "days without holidays":
        days = [day for day in days if not workdays.is_holiday(day)]
    elif counted == "working days":
        days = [day for day in days if workdays.is_workday(day)]
    return rules.season.value[category][number - 1] * (1 if counted == "months" else len(days))


def supply(district: District, category: Category, month: str, workdays: Workdays) -> int:
    """How many deliveries of a category the providers could make in a month by their own limits.

    A provider of several categories is counted for each with an equal part, rounded down. Venues, vans
    and money are left to the month's plan.
    """
    given = [one for one in district.programmes if _days(month)[0].month in one.months]
    return sum(_of_provider(provider, given, category, month, workdays) for provider in district.providers)


def _of_provider(
    provider: Provider, given: list[Programme], category: Category, month: str, workdays: Workdays
) -> int:
    categories = {one.category for one in given if provider.id in one.provider_ids}
    if category not in categories:
        return 0
    weeks = Counter(
        day.isocalendar()[:2]
        for day in _days(month)
        if day.isoweekday() in provider.weekdays
        and provider.contract.holds(day)
        and not any(away.holds(day) for away in provider.blackouts)
        and (category is not Category.BOOKS or workdays.is_workday(day))
    )
    able = sum(min(provider.per_week, days * provider.per_day) for days in weeks.values())
    return min(provider.per_month, able) // len(categories)


def _days(month: str) -> list[date]:
    first, last = month_days(month)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
