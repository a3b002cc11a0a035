"""A generated district of nine areas with the real district's sizes, for tests at full scale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

from scheduler.domain.district import (
    Allotment,
    Area,
    Course,
    DayMark,
    District,
    Order,
    Period,
    Programme,
    Provider,
    Venue,
)
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.problem import Problem, month_problem
from scheduler.solver.solution import Options, Progress, Solution
from scheduler.solver.solve import solve
from tests.unit.solver.small_district import MONTH, TODAY, at, june, programme, settings, venue

POPULATIONS = (35, 68, 85, 80, 95, 78, 155, 81, 153)
LATITUDES = (31.249, 31.247, 31.258, 31.2555, 31.27, 31.284, 31.31, 31.309, 31.293)
LONGITUDES = (121.452, 121.471, 121.475, 121.457, 121.452, 121.452, 121.448, 121.458, 121.436)
HOW_MANY = {
    Category.PERFORMANCE: (14, 16),
    Category.FILM: (5, 10),
    Category.TRAINING: (25, 30),
    Category.FEATURE: (12, 16),
    Category.BOOKS: (4, 4),
}
"""Providers and programmes of each category."""
IN_MONTH = {Category.PERFORMANCE: 4, Category.FILM: 7, Category.FEATURE: 8, Category.BOOKS: 9}


def nine_areas(seed: int = 1) -> District:
    """The district of one seed: 60 providers, 76 programmes, ranked orders, running courses."""
    dice = Random(seed)  # noqa: S311 - data for tests
    areas = tuple(
        Area(f"a{n}", f"Area {n}", heads * 1000, LATITUDES[n], LONGITUDES[n])
        for n, heads in enumerate(POPULATIONS)
    )
    venues = tuple(place for one in areas for place in _venues(one, dice))
    providers, programmes = _menu(dice)
    courses = _courses(dice, areas, venues, programmes)
    return District(
        id="nine",
        name="Nine",
        timezone="Asia/Shanghai",
        latitude=31.28,
        longitude=121.45,
        areas=areas,
        venues=venues,
        providers=providers,
        programmes=programmes,
        orders=_orders(dice, areas, programmes),
        allotments=_allotments(areas, courses),
        courses=courses,
        day_marks=(
            *(DayMark(date(2026, 6, day), "holiday", "端午节") for day in (19, 20, 21)),
            *(DayMark(date(2026, 6, day), "quiet", "高考") for day in (7, 8, 9)),
        ),
        month_budget=400_000,
        years_with_holidays=frozenset({2026}),
    )


def nine_area_problem(seed: int = 1, **before: object) -> Problem:
    parameters, weights = settings()
    return month_problem(nine_areas(seed), MONTH, TODAY, parameters, weights, **before)  # type: ignore[arg-type]


@cache
def planned_month() -> tuple[Problem, Solution, tuple[Progress, ...]]:
    """A nine-area month planned once for all tests: the problem, its solution, what the watcher heard."""
    problem = nine_area_problem(4)
    heard: list[Progress] = []
    solution = solve(problem, Options(workers=1, deterministic_seconds=8.0), watch=heard.append)
    return problem, solution, tuple(heard)


def _venues(place: Area, dice: Random) -> tuple[Venue, ...]:
    hall = venue(f"{place.id}-hall", place.id, capacity=dice.choice((200, 300, 400)))
    library = venue(f"{place.id}-library", place.id, VenueKind.LIBRARY, capacity=80, hours=("09:00", "20:30"))
    square = venue(
        f"{place.id}-square", place.id, VenueKind.OPEN_AIR, capacity=1500, hours=("06:00", "22:00")
    )
    shut = june(dice.randint(1, 25))
    closed = replace(hall, closures=(Period(shut, shut + timedelta(days=2)),))
    return closed, replace(library, features=frozenset()), square


def _menu(dice: Random) -> tuple[tuple[Provider, ...], tuple[Programme, ...]]:
    providers: list[Provider] = []
    programmes: list[Programme] = []
    for category, (givers, items) in HOW_MANY.items():
        own = [_provider(f"{category}-{n}", category, dice) for n in range(givers)]
        providers += own
        for n in range(items):
            chosen = dice.sample(own, dice.choice((1, 1, 2)))
            programmes.append(_programme(f"{category}-item-{n}", category, [p.id for p in chosen], dice))
    return tuple(providers), tuple(programmes)


def _provider(provider_id: str, category: Category, dice: Random) -> Provider:
    away = june(dice.randint(1, 27))
    weekdays = frozenset(range(1, 8)) - frozenset(dice.sample(range(1, 8), 2))
    return Provider(
        provider_id,
        provider_id,
        frozenset({category}),
        per_day=2,
        per_week=6,
        per_month=16,
        blackouts=(Period(away, away + timedelta(days=dice.randint(0, 4))),)
        if category is not Category.TRAINING
        else (),
        weekdays=frozenset(range(1, 8)) if category is Category.TRAINING else weekdays,
        van_volumes=200 if category is Category.BOOKS else 0,
    )


def _programme(programme_id: str, category: Category, providers: list[str], dice: Random) -> Programme:
    cost = dice.randint(5, 60) * 100
    if category is Category.FILM:
        return programme(
            programme_id,
            category,
            *providers,
            minutes=dice.choice((90, 95, 105, 118, 130)),
            open_air=True,
            amplified=True,
            needs=("screen",),
            cost=cost,
        )
    if category is Category.TRAINING:
        return programme(
            programme_id, category, *providers, sessions=12, setup=0, clearing=0, cost=300, audience=40
        )
    if category is Category.BOOKS:
        return programme(
            programme_id, category, *providers, minutes=45, setup=0, clearing=0, volumes=84, cost=200
        )
    needs = ("stage",) if category is Category.PERFORMANCE else ()
    audience = dice.choice((60, 120, 250)) if category is Category.PERFORMANCE else 50
    return programme(
        programme_id,
        category,
        *providers,
        minutes=dice.choice((60, 75, 90)),
        needs=needs,
        cost=cost,
        audience=audience,
    )


def _courses(
    dice: Random, areas: tuple[Area, ...], venues: tuple[Venue, ...], programmes: tuple[Programme, ...]
) -> tuple[Course, ...]:
    trainings = [one for one in programmes if one.category is Category.TRAINING]
    courses: list[Course] = []
    taken: set[tuple[str, int, str]] = set()
    for number in range(16):
        given, place = dice.choice(trainings), areas[number % len(areas)]
        provider_id = min(given.provider_ids)
        halls = [one.id for one in venues if one.area_id == place.id and not one.open_air]
        while True:
            weekday, start, hall = (
                dice.randint(0, 6),
                dice.choice(("09:00", "13:30", "18:30")),
                dice.choice(halls),
            )
            if (hall, weekday, start) not in taken and (provider_id, weekday, start) not in taken:
                break
        taken |= {(hall, weekday, start), (provider_id, weekday, start)}
        first = date(2026, 4, 13) + timedelta(days=7 * dice.randint(0, 3) + weekday)
        courses.append(Course(f"K{number}", place.id, given.id, provider_id, hall, first, at(start), 12))
    return tuple(courses)


def _orders(dice: Random, areas: tuple[Area, ...], programmes: tuple[Programme, ...]) -> tuple[Order, ...]:
    orders: list[Order] = []
    favourites = dice.sample(programmes, 20)
    for place in areas:
        wished = {one.id: one for one in dice.sample(favourites, 7) + dice.sample(programmes, 7)}
        for rank, one in enumerate(sorted(wished.values(), key=lambda _: dice.random()), start=1):
            weekdays = frozenset(dice.sample(range(1, 8), 3)) if dice.random() < 0.5 else frozenset()
            orders.append(Order(f"O-{place.id}-{rank}", place.id, MONTH, one.id, rank, weekdays=weekdays))
    return tuple(orders)


def _allotments(areas: tuple[Area, ...], courses: tuple[Course, ...]) -> tuple[Allotment, ...]:
    allotments: list[Allotment] = []
    for category, total in IN_MONTH.items():
        by_heads = sorted(areas, key=lambda one: -one.population)
        for place_number, one in enumerate(by_heads):
            least = total // len(areas) + (place_number < total % len(areas))
            allotments.append(Allotment(one.id, category, MONTH, least, least + 1))
    for one in areas:
        running = sum(course.area_id == one.id for course in courses)
        allotments.append(Allotment(one.id, Category.TRAINING, MONTH, 4 * running + 1, 5 * running + 4))
    return tuple(allotments)
