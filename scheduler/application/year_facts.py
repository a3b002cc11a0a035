"""Gathers the problem of a year from the store: its open months, what is promised, what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import IN_LAST_VERSION, as_delivery
from scheduler.adapters.calendar_tables import MonthRow, PublishedDeliveryRow
from scheduler.adapters.district_repository import read_district, read_mergers
from scheduler.application.allotting import YearAllotted, preview_year
from scheduler.application.allotting_facts import closed_months
from scheduler.application.contract_facts import year_contracts
from scheduler.application.planning_facts import PlanningSettings, read_workdays
from scheduler.domain.allotting import owed_by_taking_over
from scheduler.domain.allotting_rules import WHOLE, AllottingRules
from scheduler.domain.allotting_supply import months_of
from scheduler.domain.allotting_year import AreaMonth
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment
from scheduler.domain.merging import as_merged, of_areas
from scheduler.solver.standing import Before, standing_deliveries
from scheduler.solver.year.problem import Goal, YearProblem


def read_year_problem(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    rules: AllottingRules,
    district_id: str,
    year: int,
) -> YearProblem:
    """The year's problem as the store states it now; refused without targets or without an open month.

    The months published or begun stay as they are: what they had counts for the year's targets. An open
    month may differ from its allotted number as far as `catch_up` lets it; the year's goals may not be missed.
    """
    closed = closed_months(session, clock, district_id, year)
    months = tuple(month for month in months_of(year) if month not in closed)
    if not months:
        raise refuse(
            f"{year}",
            "{year} 年各月都已发布或已经开始，没有可排的月份。",
            "every month of {year} is published or has begun: there is none left to plan.",
            year=year,
        )
    allotted = preview_year(session, clock, district_id, year, rules, settings.parameters)
    mergers, first_day = read_mergers(session, district_id), month_days(months[0])[0]
    district = as_merged(read_district(session, district_id), mergers, first_day)
    standing = frozenset(area.id for area in district.areas)
    workdays = read_workdays(session, district_id)
    before = Before(around=of_areas(_published(session, district_id, months), mergers, first_day))
    return YearProblem(
        district=replace(
            district,
            orders=tuple(one for one in district.orders if one.month in months),
            allotments=tuple(one for one in _windows(allotted, rules, months) if one.area_id in standing),
            courses=(),
        ),
        months=months,
        today=clock.today(),
        fixed=standing_deliveries(district, workdays, months[0], clock.today(), before),
        goals=tuple(one for one in _goals(allotted, months) if one.area_id in standing),
        contracts=year_contracts(session, district_id, year, months),
        parameters=settings.parameters,
        weights=settings.weights,
    )


def _published(session: Session, district_id: str, months: tuple[str, ...]) -> tuple[Delivery, ...]:
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.month.not_in(months))
        .order_by(PublishedDeliveryRow.day, PublishedDeliveryRow.id)
    )
    return tuple(as_delivery(row) for row in rows)


def _windows(allotted: YearAllotted, rules: AllottingRules, months: tuple[str, ...]) -> Iterator[Allotment]:
    for found in allotted.categories:
        for one in found.months:
            if one.month in months:
                yield _window(one, rules.catch_up.value)


def _window(one: AreaMonth, catch_up: int) -> Allotment:
    """What an appeal has fixed, and months without supply or season, keep their number."""
    if one.standing != "open":
        return one.allotment
    least = min(one.number - 1, floor(one.number * (WHOLE - catch_up) / WHOLE))
    most = max(one.most, one.number + 1, ceil(one.number * (WHOLE + catch_up) / WHOLE))
    return replace(one.allotment, least=max(0, least), most=most)


def _goals(allotted: YearAllotted, months: tuple[str, ...]) -> Iterator[Goal]:
    """What is left of the year's numbers for the open months, and of books promised to each area."""
    had = allotted.year.had
    for found in allotted.categories:
        for one in found.areas:
            came = [
                count
                for (area_id, category, month), count in had.items()
                if (area_id, category) == (one.area_id, one.category) and month not in months
            ]
            left = one.number - sum(each.deliveries for each in came)
            yield Goal(one.area_id, one.category, "deliveries", max(0, left))
            for promise in allotted.year.promises:
                if promise.category is one.category and promise.each_area and promise.unit != "deliveries":
                    due = promise.for_months(one.months)
                    due += owed_by_taking_over(allotted.year, promise, one.area_id)
                    short = due - sum(each.of(promise.unit) for each in came)
                    yield Goal(one.area_id, one.category, promise.unit, max(0, short))
