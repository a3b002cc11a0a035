"""A year's targets as numbers for each area, category and month, each with the parts that it was made from."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from scheduler.domain.allotting_months import Row, Spread, spread
from scheduler.domain.allotting_rules import MONTHS, WHOLE, AllottingRules
from scheduler.domain.allotting_shares import Claim, divide
from scheduler.domain.allotting_year import (
    AreaMonth,
    AreaYear,
    CategoryYear,
    Had,
    Pin,
    Promise,
    Standing,
    Year,
)
from scheduler.domain.calendar import month_days
from scheduler.domain.district import Area
from scheduler.domain.terms import Category


def allot(year: Year, rules: AllottingRules) -> tuple[CategoryYear, ...]:
    """The allotment of every category that the year promises something of.

    ValueError names the category whose floors alone come to more than its target.
    """
    return tuple(
        _category(year, rules, category)
        for category in Category
        if any(promise.category is category for promise in year.promises)
    )


def _category(year: Year, rules: AllottingRules, category: Category) -> CategoryYear:
    promises = [one for one in year.promises if one.category is category]
    if any(one.each_area for one in promises):
        areas = tuple(_promised(year, category, area, promises) for area in year.areas)
        target = sum(one.promised for one in areas)
    else:
        target = max(_deliveries(year, category, one, year.areas, MONTHS) for one in promises)
        areas = _shared(year, rules, category, target)
    columns = year.columns[category]
    rows = [
        Row(one.area_id, one.number, _months_there(year, area), _fixed(year, category, area))
        for one, area in zip(areas, year.areas, strict=True)
    ]
    done = spread(rows, columns, rules.catch_up.value)
    months = tuple(
        _month(year, rules, category, row, place, done) for row in rows for place in range(len(columns))
    )
    return CategoryYear(category, target, areas, months, done.left)


def owed_by_taking_over(year: Year, promise: Promise, area_id: str) -> int:
    """What areas that are part of this one now still lacked when they went, in the promise's unit."""
    return sum(
        max(0, promise.for_months(len(_months_there(year, gone))) - _came(year, promise, (gone,)))
        for gone in year.areas
        if year.taken_over.get(gone.id) == area_id and not _open_months(year, promise.category, gone)
    )


def _promised(year: Year, category: Category, area: Area, promises: list[Promise]) -> AreaYear:
    """The year of an area to which a number is promised for itself; part of a year counts in part.

    What an area that has gone can no longer get is due to the one that took it over.
    """
    there, least = len(_months_there(year, area)), _least(year, category, area)
    promised = max(_deliveries(year, category, one, (area,), there) for one in promises)
    due = max(
        _deliveries(year, category, one, (area,), there, owed_by_taking_over(year, one, area.id))
        for one in promises
    )
    if area.id in year.taken_over and not _open_months(year, category, area):
        due = least
    pin = _pin(year, area.id, category, None)
    return AreaYear(
        area.id,
        category,
        max(due if pin is None else pin.number, least),
        promised,
        each_area=True,
        portion=None,
        by_head=Fraction(0),
        by_orders=Fraction(0),
        heads=(0, 0),
        points=(0, 0),
        fixed=least,
        months=there,
        pin=pin,
        taken=max(0, due - promised),
    )


def _deliveries(
    year: Year, category: Category, promise: Promise, areas: tuple[Area, ...], months: int, owed: int = 0
) -> int:
    """A promise and what is owed beside it in deliveries: for books so many batches as bring what has not come yet."""
    amount = promise.for_months(months) + owed
    if promise.unit == "deliveries":
        return amount
    brings = [
        year.batches[column.month][0 if promise.unit == "volumes" else 1]
        for column in year.columns[category]
        if column.open and column.weight and column.month in year.batches
    ]
    missing = max(0, amount - _came(year, promise, areas))
    batches = ceil(Fraction(missing * len(brings), sum(brings))) if sum(brings) else 0
    return sum(one.deliveries for one in _had(year, category, areas)) + batches


def _came(year: Year, promise: Promise, areas: tuple[Area, ...]) -> int:
    """What the areas have of a promise, in its unit."""
    return sum(one.of(promise.unit) for one in _had(year, promise.category, areas))


def _had(year: Year, category: Category, areas: tuple[Area, ...]) -> list[Had]:
    return [
        year.had.get((area.id, category, column.month), Had())
        for area in areas
        for column in year.columns[category]
    ]


def _shared(year: Year, rules: AllottingRules, category: Category, target: int) -> tuple[AreaYear, ...]:
    """The years of all areas where the target is the district's: floors, then heads and orders."""
    there = {area.id: len(_months_there(year, area)) for area in year.areas}
    heads = {area.id: area.population * there[area.id] for area in year.areas}
    points = {area.id: year.points.get((area.id, category), 0) for area in year.areas}
    all_heads, all_points = sum(heads.values()), sum(points.values())
    part = Fraction(rules.by_orders.value if all_points else 0, WHOLE)
    by_head = {id_: (1 - part) * Fraction(one, all_heads or 1) for id_, one in heads.items()}
    by_orders = {id_: part * Fraction(one, all_points or 1) for id_, one in points.items()}
    floors = {id_: rules.floor.value[category] * months // MONTHS for id_, months in there.items()}
    if sum(floors.values()) > target:
        raise ValueError(category)
    claims = []
    for area in year.areas:
        least, pin = _least(year, category, area), _pin(year, area.id, category, None)
        if pin is not None:
            least = max(pin.number, least)
        fixed = pin is not None or not _open_months(year, category, area)
        weight = by_head[area.id] + by_orders[area.id]
        claims.append(Claim(area.id, weight, floors[area.id], least, least if fixed else None))
    return tuple(
        AreaYear(
            area.id,
            category,
            portion.number,
            target,
            each_area=False,
            portion=portion,
            by_head=portion.by_weight * by_head[area.id] / (claim.weight or 1),
            by_orders=portion.by_weight * by_orders[area.id] / (claim.weight or 1),
            heads=(heads[area.id], all_heads),
            points=(points[area.id], all_points),
            fixed=_least(year, category, area),
            months=there[area.id],
            pin=_pin(year, area.id, category, None),
        )
        for area, claim, portion in zip(year.areas, claims, divide(target, claims), strict=True)
    )


def _month(
    year: Year, rules: AllottingRules, category: Category, row: Row, place: int, done: Spread
) -> AreaMonth:
    column = year.columns[category][place]
    month, number = column.month, done.numbers[row.area_id, column.month]
    pin = _pin(year, row.area_id, category, month)
    standing: Standing = "open"
    if not column.open:
        standing = "closed"
    elif pin is not None:
        standing = "pinned"
    elif month not in row.months:
        standing = "absent"
    elif not column.weight:
        standing = "off season"
    room = rules.room.value[category] if standing == "open" else 0
    earlier = [one.month for one in year.columns[category][:place]]
    due = done.due[row.area_id, month]
    return AreaMonth(
        row.area_id,
        category,
        month,
        number,
        max(number, min(number + room, column.supply)),
        standing,
        sum(done.numbers[row.area_id, one] for one in earlier),
        due,
        due - (done.due[row.area_id, earlier[-1]] if earlier else 0),
        done.totals[month],
        column.supply,
        pin,
    )


def _fixed(year: Year, category: Category, area: Area) -> dict[str, int]:
    """What stands whatever is reckoned: closed months as they were, and the months that are pinned."""
    fixed = {
        column.month: year.had.get((area.id, category, column.month), Had()).deliveries
        for column in year.columns[category]
        if not column.open
    }
    return fixed | {
        pin.month: pin.number
        for pin in year.pins
        if pin.month is not None
        and (pin.area_id, pin.category) == (area.id, category)
        and pin.month not in fixed
    }


def _least(year: Year, category: Category, area: Area) -> int:
    return sum(_fixed(year, category, area).values())


def _pin(year: Year, area_id: str, category: Category, month: str | None) -> Pin | None:
    """The last pin of the place: a later appeal goes before an earlier one."""
    found = [pin for pin in year.pins if (pin.area_id, pin.category, pin.month) == (area_id, category, month)]
    return found[-1] if found else None


def _months_there(year: Year, area: Area) -> frozenset[str]:
    """The months in which the area is there for most of the days."""
    return frozenset(
        column.month
        for column in year.columns[Category.TRAINING]
        if area.valid.holds(month_days(column.month)[0].replace(day=15))
    )


def _open_months(year: Year, category: Category, area: Area) -> list[str]:
    there = _months_there(year, area)
    return [one.month for one in year.columns[category] if one.open and one.weight and one.month in there]
