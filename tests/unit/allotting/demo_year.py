"""The demonstration's year as its allotment is made from, read from its files as they are on 20 May 2026."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import config
from config.settings import load_settings
from scheduler.adapters.district_files import read_district
from scheduler.domain.allotting import allot
from scheduler.domain.allotting_months import Column
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.allotting_supply import months_of, year_columns
from scheduler.domain.allotting_year import CategoryYear, Had, Promise, Year
from scheduler.domain.district import Period
from scheduler.domain.terms import Category, DeliveryState
from scheduler.workdays import workdays_from

RULES = load_settings(environment={}).section("allotment", AllottingRules)
FILES = read_district(Path(config.__file__).with_name("districts") / "demo")
DISTRICT = FILES.district
CLOSED = frozenset(months_of(2026)[:5])
FILM_MONTHS = (5, 6, 7, 8, 9, 10)
PROMISES = (
    Promise(Category.PERFORMANCE, "deliveries", 50, each_area=False),
    Promise(Category.FILM, "deliveries", 42, each_area=False),
    Promise(Category.TRAINING, "deliveries", 900, each_area=False),
    Promise(Category.FEATURE, "deliveries", 92, each_area=False),
    Promise(Category.BOOKS, "volumes", 1000, each_area=True),
    Promise(Category.BOOKS, "titles", 100, each_area=True),
)


def columns(closed: frozenset[str] = CLOSED) -> dict[Category, tuple[Column, ...]]:
    workdays = workdays_from(DISTRICT.day_marks, DISTRICT.years_with_holidays)
    return {
        category: year_columns(
            DISTRICT,
            2026,
            category,
            rules=RULES,
            workdays=workdays,
            film_months=FILM_MONTHS,
            closed=closed,
        )
        for category in Category
    }


def demo_year() -> Year:
    """Spring as it was held; the orders of June and July; books of one batch a month."""
    held = [one.delivery for one in FILES.held if one.state is DeliveryState.HELD]
    count = Counter((one.area_id, one.category, f"{one.day:%Y-%m}") for one in held)
    volumes = Counter[tuple[str, Category, str]]()
    titles = Counter[tuple[str, Category, str]]()
    for one in held:
        volumes[one.area_id, one.category, f"{one.day:%Y-%m}"] += one.volumes
        titles[one.area_id, one.category, f"{one.day:%Y-%m}"] += one.titles
    category_of = {one.id: one.category for one in DISTRICT.programmes}
    orders = Counter((one.area_id, category_of[one.programme_id]) for one in DISTRICT.orders)
    return Year(
        2026,
        DISTRICT.areas,
        PROMISES,
        columns(),
        {place: Had(number, volumes[place], titles[place]) for place, number in count.items()},
        dict(orders),
        {month: (84, 9) if int(month[5:]) % 3 == 1 else (83, 8) for month in months_of(2026)},
    )


def unheld(year: Year) -> Year:
    """The same year with nothing held and every month open: New Year's morning."""
    return replace(year, had={}, columns=columns(frozenset()))


def merged(year: Year) -> Year:
    """Two areas become one in July."""
    first, second, *others = year.areas
    new = replace(first, id="new", population=first.population + second.population)
    return replace(
        year,
        areas=(
            *(replace(one, valid=Period(None, date(2026, 6, 30))) for one in (first, second)),
            *others,
            replace(new, valid=Period(date(2026, 7, 1), None)),
        ),
    )


def by_category(year: Year) -> dict[Category, CategoryYear]:
    return {one.category: one for one in allot(year, RULES)}
