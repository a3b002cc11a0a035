"""Small districts made by hand, and the settings that the product ships with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from functools import cache
from pathlib import Path

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Area, DayMark, District, Programme, Provider, Venue
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.parameters import Parameters, Weights, planning_settings
from scheduler.solver.problem import Problem, month_problem

DEFAULTS = Path(__file__).parents[3] / "config" / "defaults.toml"
MONTH = "2026-06"
TODAY = date(2026, 5, 20)
ALL_WEEK = range(1, 8)

DAY_MARKS = (
    *(DayMark(date(2026, 6, day), "holiday", "端午节") for day in (19, 20, 21)),
    DayMark(date(2026, 6, 7), "quiet", "高考"),
    DayMark(date(2026, 6, 8), "quiet", "高考"),
    DayMark(date(2026, 6, 28), "makeup", "调休"),
)


@cache
def shipped_settings() -> tuple[Parameters, Weights]:
    return planning_settings(tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["planning"])


@cache
def settings() -> tuple[Parameters, Weights]:
    """The settings that ship, but any hour, day and repetition is as good as another: see `choosy`."""
    parameters, weights = shipped_settings()
    easy = replace(parameters, good_hours=(), weekend_percent=0, evening_percent=0, variety_month_most=31)
    return easy, weights


def choosy(problem: Problem) -> Problem:
    """The problem with the hours, the portions and the variety that the shipped settings wish for."""
    return replace(problem, parameters=shipped_settings()[0])


def june(day: int) -> date:
    return date(2026, 6, day)


def at(text: str) -> time:
    return time.fromisoformat(text)


def area(area_id: str = "north", population: int = 50_000, latitude: float = 31.28) -> Area:
    return Area(area_id, area_id.title(), population, latitude, 121.45)


def venue(
    venue_id: str = "hall",
    area_id: str = "north",
    kind: VenueKind = VenueKind.CENTRE,
    *,
    capacity: int = 300,
    features: Iterable[str] = ("stage", "screen"),
    hours: tuple[str, str] = ("08:30", "21:30"),
) -> Venue:
    opens, closes = at(hours[0]), at(hours[1])
    return Venue(
        venue_id,
        area_id,
        venue_id.title(),
        kind,
        capacity,
        frozenset(features),
        dict.fromkeys(ALL_WEEK, (opens, closes)),
    )


def square(venue_id: str = "square", area_id: str = "north") -> Venue:
    return venue(venue_id, area_id, VenueKind.OPEN_AIR, capacity=2000, hours=("06:00", "22:00"))


def provider(
    provider_id: str,
    *categories: Category,
    per_day: int = 3,
    per_week: int = 10,
    per_month: int = 30,
    van_volumes: int = 0,
) -> Provider:
    return Provider(
        provider_id,
        provider_id.title(),
        frozenset(categories or Category),
        per_day,
        per_week,
        per_month,
        van_volumes=van_volumes,
    )


def programme(
    programme_id: str,
    category: Category,
    *provider_ids: str,
    minutes: int = 90,
    setup: int = 30,
    clearing: int = 15,
    cost: int = 1000,
    audience: int = 100,
    sessions: int = 1,
    needs: Iterable[str] = (),
    open_air: bool = False,
    amplified: bool = False,
    volumes: int = 0,
) -> Programme:
    return Programme(
        programme_id,
        programme_id.title(),
        category,
        frozenset(provider_ids),
        minutes,
        setup,
        clearing,
        frozenset(needs),
        cost,
        audience,
        sessions=sessions,
        open_air=open_air,
        amplified=amplified,
        volumes=volumes,
    )


OPERA = programme("opera", Category.PERFORMANCE, "troupe", needs=("stage",))
CARNIVAL = programme("carnival", Category.PERFORMANCE, "troupe", open_air=True, amplified=True, audience=1500)
FILM = programme(
    "film", Category.FILM, "cinema", minutes=100, open_air=True, amplified=True, needs=("screen",)
)
LONG_FILM = replace(FILM, id="long-film", name="Long-Film", minutes=125)
DANCE = programme("dance", Category.TRAINING, "teacher", sessions=4, setup=0, clearing=0)
TEA = programme("tea", Category.FEATURE, "teahouse", minutes=60, setup=15)
BOOKS = programme("books", Category.BOOKS, "library", minutes=30, setup=0, clearing=0, volumes=100, cost=0)

PROGRAMMES = (OPERA, CARNIVAL, FILM, LONG_FILM, DANCE, TEA, BOOKS)
PROVIDERS = (
    provider("troupe", Category.PERFORMANCE),
    provider("cinema", Category.FILM),
    provider("teacher", Category.TRAINING),
    provider("teahouse", Category.FEATURE),
    provider("library", Category.BOOKS, van_volumes=150),
)


def most(area_id: str, category: Category, high: int, low: int = 0) -> Allotment:
    return Allotment(area_id, category, MONTH, low, high)


def small_district(**changes: object) -> District:
    """Two areas with a hall and a square each, a provider and a programme of each category; no orders."""
    district = District(
        id="test",
        name="Test",
        timezone="Asia/Shanghai",
        latitude=31.28,
        longitude=121.45,
        areas=(area(), area("south", 30_000, 31.25)),
        venues=(venue(), square(), venue("den", "south"), square("green", "south")),
        providers=PROVIDERS,
        programmes=PROGRAMMES,
        allotments=tuple(
            most(area_id, category, 10) for area_id in ("north", "south") for category in Category
        ),
        day_marks=DAY_MARKS,
        years_with_holidays=frozenset({2026}),
    )
    return replace(district, **changes)  # type: ignore[arg-type]


def small_problem(district: District | None = None, **before: object) -> Problem:
    parameters, weights = settings()
    return month_problem(
        district or small_district(),
        MONTH,
        TODAY,
        parameters,
        weights,
        **before,  # type: ignore[arg-type]
    )


def with_reserve(film: Delivery, day: int, start: str = "19:45") -> Delivery:
    """The film without a rain venue, but with a reserve date."""
    return replace(film, rain_venue_id=None, reserve_day=june(day), reserve_start=at(start))


def delivery(delivery_id: str, given: Programme, day: int, start: str, **changes: object) -> Delivery:
    """A delivery in the north's hall (open-air ones on its square), by the programme's first provider."""
    plain = Delivery(
        id=delivery_id,
        area_id="north",
        category=given.category,
        programme_id=given.id,
        provider_id=min(given.provider_ids),
        venue_id="square" if given.open_air else "hall",
        day=june(day),
        start=at(start),
        minutes=given.minutes,
        rain_venue_id="hall" if given.category is Category.FILM else None,
        volumes=given.volumes,
        titles=given.titles,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
