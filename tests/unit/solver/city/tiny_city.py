"""Cities of a few areas, small enough that the undivided problem is solved to the end."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scheduler.domain.district import Order, Period, Provider
from scheduler.domain.terms import Category
from scheduler.solver.problem import Problem
from tests.unit.solver.small_district import (
    FILM,
    MONTH,
    OPERA,
    TEA,
    area,
    at,
    june,
    most,
    provider,
    small_district,
    small_problem,
    square,
    venue,
)

DISTRICTS = ("east", "mid", "west")


def tiny_city(seed: int, districts: int = 3) -> Problem:
    """Districts of one or two areas; a troupe and a cinema shared by all, a tea house for each district."""
    dice = Random(seed)  # noqa: S311 - made-up facts, not secrets
    names = DISTRICTS[:districts]
    areas = tuple(
        replace(area(f"{name}{n}", dice.choice((20_000, 50_000)), 31.2 + dice.random() / 5), district_id=name)
        for name in names
        for n in range(dice.choice((1, 2)))
    )
    providers = (
        shared(dice, "troupe", Category.PERFORMANCE, first=5),
        shared(dice, "cinema", Category.FILM, first=12),
        *(
            replace(
                provider(f"tea-{name}", Category.FEATURE, per_month=4),
                district_id=name,
                contract=Period(june(8), june(11)),
            )
            for name in names
        ),
    )
    teas = tuple(replace(TEA, id=f"tea-of-{name}", provider_ids=frozenset({f"tea-{name}"})) for name in names)
    orders = [
        Order(
            f"O-{one.id}-{rank}",
            one.id,
            MONTH,
            programme,
            rank,
            weekdays=frozenset({dice.randint(5, 7)}),
        )
        for one in areas
        for rank, programme in enumerate(
            dice.sample(["opera", "film", f"tea-of-{one.district_id}"], 3), start=1
        )
    ]
    allotments = tuple(
        most(one.id, category, 2, low)
        for one in areas
        for category, low in (
            (Category.PERFORMANCE, 0),
            (Category.FILM, 0),
            (Category.FEATURE, dice.choice((0, 1))),
        )
    )
    problem = small_problem(
        small_district(
            areas=areas,
            venues=tuple(
                place
                for one in areas
                for place in (venue(f"{one.id}-hall", one.id), square(f"{one.id}-square", one.id))
            ),
            providers=providers,
            programmes=(OPERA, FILM, *teas),
            orders=tuple(orders),
            allotments=allotments,
            month_budget=dice.choice((None, 1000 * len(areas) + 1000)),
        )
    )
    starts = tuple((one, () if one is Category.FILM else (at("10:00"), at("17:30"))) for one in Category)
    return replace(problem, parameters=replace(problem.parameters, offered_starts=starts))


def shared(dice: Random, name: str, category: Category, first: int) -> Provider:
    """A provider that comes to the city for three days only."""
    one = provider(name, category, per_day=dice.choice((1, 2)), per_week=dice.choice((2, 3)), per_month=3)
    return replace(one, contract=Period(june(first), june(first + 2)))
