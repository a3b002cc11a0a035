"""Makes up districts with correlated wishes: areas, venues, providers, menu, orders, running courses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from scheduler.domain.district import Allotment, Area, Course, District, Order, Programme, Provider, Venue
from scheduler.domain.terms import Category, VenueKind

MONTH = "2026-06"
ALL_WEEK = frozenset(range(1, 8))
NEAR_SHANGHAI = (31.23, 121.47)
DISTRICT_DEGREES = 0.09
OWN_MENU = {
    Category.PERFORMANCE: (5, 9),
    Category.FILM: (2, 6),
    Category.TRAINING: (9, 14),
    Category.FEATURE: (4, 9),
    Category.BOOKS: (1, 3),
}
"""Providers and programmes of each category in a district of nine areas."""
CITY_MENU = {Category.PERFORMANCE: (16, 30), Category.FILM: (6, 12), Category.FEATURE: (8, 16)}
"""The same for what all districts of a city share: 30 providers."""
WISHES = {
    Category.PERFORMANCE: 4,
    Category.FILM: 3,
    Category.TRAINING: 3,
    Category.FEATURE: 3,
    Category.BOOKS: 1,
}
"""How many orders of each category an area places."""
IN_NINE_AREAS = {Category.PERFORMANCE: 9, Category.FILM: 8, Category.FEATURE: 9, Category.BOOKS: 9}
"""How many deliveries nine areas are allotted at least, courses apart."""
RUNNING_IN_NINE_AREAS = 8
NEW_SESSIONS = 4
WEEKEND_EVENINGS = frozenset({5, 6, 7})


@dataclass(frozen=True, slots=True)
class Menu:
    """Providers and what they give."""

    providers: tuple[Provider, ...] = ()
    programmes: tuple[Programme, ...] = ()


def make_menu(dice: Random, prefix: str, sizes: dict[Category, tuple[int, int]], share: float) -> Menu:
    """A menu of the given sizes; `share` scales them to a district of another size."""
    providers: list[Provider] = []
    programmes: list[Programme] = []
    for category, (givers, items) in sizes.items():
        count = max(1, round(givers * share))
        own = [_provider(f"{prefix}{category}-{n}", category) for n in range(count)]
        providers += own
        for n in range(max(2, round(items * share))):
            chosen = dice.sample(own, min(len(own), dice.choice((1, 1, 2))))
            programmes.append(_programme(dice, f"{prefix}{category}-item-{n}", category, chosen))
    return Menu(tuple(providers), tuple(programmes))


def _provider(provider_id: str, category: Category) -> Provider:
    van = 300 if category is Category.BOOKS else 0
    return Provider(provider_id, provider_id, frozenset({category}), 2, 7, 31, van_volumes=van)


def _programme(dice: Random, programme_id: str, category: Category, givers: list[Provider]) -> Programme:
    by = frozenset(giver.id for giver in givers)
    cost = dice.randint(5, 60) * 100
    if category is Category.FILM:
        minutes, needs, audience = dice.choice((84, 90, 95, 100)), {"screen"}, 200
    elif category is Category.PERFORMANCE:
        minutes, needs, audience = dice.choice((60, 75, 90, 120)), {"stage"}, dice.choice((60, 120, 250))
    elif category is Category.TRAINING:
        minutes, needs, audience, cost = 90, set[str](), 40, 300
    else:
        minutes, needs, audience = dice.choice((45, 60, 90)), set[str](), 50
    still = category in {Category.TRAINING, Category.BOOKS}
    film = category is Category.FILM
    return Programme(
        programme_id,
        programme_id,
        category,
        by,
        minutes,
        0 if still else dice.choice((15, 30, 45)),
        0 if still else 15,
        frozenset(needs),
        cost,
        audience,
        sessions=12 if category is Category.TRAINING else 1,
        open_air=film,
        amplified=film,
        volumes=84 if category is Category.BOOKS else 0,
        titles=8 if category is Category.BOOKS else 0,
    )


def make_district(dice: Random, number: int, areas: int, city: Menu) -> District:
    """One district beside others, with a menu of its own and the city's; nothing is tight yet."""
    prefix = f"d{number}-"
    centre = (
        NEAR_SHANGHAI[0] + DISTRICT_DEGREES * (number // 4),
        NEAR_SHANGHAI[1] + DISTRICT_DEGREES * (number % 4),
    )
    places = tuple(_area(dice, f"{prefix}a{n}", centre) for n in range(areas))
    venues = tuple(venue for one in places for venue in _venues(dice, one))
    own = make_menu(dice, prefix, OWN_MENU, areas / 9)
    programmes = (*own.programmes, *city.programmes)
    courses = _courses(dice, prefix, places, venues, own)
    return District(
        id=f"{prefix}district",
        name=f"District {number}",
        timezone="Asia/Shanghai",
        latitude=centre[0],
        longitude=centre[1],
        areas=places,
        venues=venues,
        providers=(*own.providers, *city.providers),
        programmes=programmes,
        orders=tuple(orders_of(dice, places, venues, programmes, MONTH)),
        allotments=tuple(_allotments(dice, places, courses)),
        courses=courses,
        years_with_holidays=frozenset({2026}),
    )


def _area(dice: Random, area_id: str, centre: tuple[float, float]) -> Area:
    heads = round(math.exp(dice.gauss(math.log(80), 0.45))) * 1000
    north, east = (round(middle + dice.uniform(-0.03, 0.03), 4) for middle in centre)
    return Area(area_id, area_id, heads, north, east)


def _venues(dice: Random, place: Area) -> tuple[Venue, ...]:
    day_off = dice.choice((1, 1, 2))
    open_days = sorted(ALL_WEEK - {day_off})
    hall = dict.fromkeys(open_days, (time(8, 30), time(21, 30)))
    every_day = sorted(ALL_WEEK)
    return (
        Venue(
            f"{place.id}-hall",
            place.id,
            f"{place.id}-hall",
            VenueKind.CENTRE,
            dice.choice((200, 300, 400)),
            frozenset({"stage", "screen"}),
            hall,
        ),
        Venue(
            f"{place.id}-library",
            place.id,
            f"{place.id}-library",
            VenueKind.LIBRARY,
            80,
            frozenset(),
            dict.fromkeys(every_day, (time(9), time(20, 30))),
        ),
        Venue(
            f"{place.id}-square",
            place.id,
            f"{place.id}-square",
            VenueKind.OPEN_AIR,
            1500,
            frozenset({"stage", "screen"}),
            dict.fromkeys(every_day, (time(6), time(22))),
        ),
    )


def orders_of(
    dice: Random,
    places: tuple[Area, ...],
    venues: tuple[Venue, ...],
    programmes: tuple[Programme, ...],
    month: str,
) -> list[Order]:
    """Wishes that collide: all areas look at the same few favourites and at the same evenings."""
    liked = {one.id: 1 / (1 + dice.randrange(len(programmes))) for one in programmes}
    orders: list[Order] = []
    for place in places:
        wished: dict[str, float] = {}
        for category, count in WISHES.items():
            menu = [one for one in programmes if one.category is category]
            by_liking = sorted(menu, key=lambda one: -liked[one.id] * dice.uniform(0.4, 1.6))
            wished |= {one.id: liked[one.id] * dice.uniform(0.5, 1.5) for one in by_liking[:count]}
        halls = [venue.id for venue in venues if venue.area_id == place.id and venue.kind is VenueKind.CENTRE]
        for rank, programme_id in enumerate(sorted(wished, key=lambda one: -wished[one]), start=1):
            evenings = WEEKEND_EVENINGS if dice.random() < 0.7 else frozenset(dice.sample(range(1, 8), 2))
            hall = halls[0] if dice.random() < 0.3 else None
            order_id = f"O-{place.id}-{rank}"
            orders.append(Order(order_id, place.id, month, programme_id, rank, hall, evenings))
    return orders


def _allotments(dice: Random, places: tuple[Area, ...], courses: tuple[Course, ...]) -> list[Allotment]:
    by_heads = sorted(places, key=lambda one: -one.population)
    allotments: list[Allotment] = []
    for category, in_nine in IN_NINE_AREAS.items():
        total = round(in_nine * len(places) / 9)
        for place_number, one in enumerate(by_heads):
            least = total // len(places) + (place_number < total % len(places))
            spare = 0 if category is Category.BOOKS else dice.choice((1, 1, 2))
            allotments.append(Allotment(one.id, category, MONTH, least, least + spare))
    for one in places:
        running = sum(course.area_id == one.id for course in courses)
        most = 5 * running + NEW_SESSIONS + 1
        allotments.append(Allotment(one.id, Category.TRAINING, MONTH, 4 * running + NEW_SESSIONS - 1, most))
    return allotments


def _courses(
    dice: Random, prefix: str, places: tuple[Area, ...], venues: tuple[Venue, ...], menu: Menu
) -> tuple[Course, ...]:
    """Running courses that keep halls and teachers busy."""
    trainings = [one for one in menu.programmes if one.category is Category.TRAINING]
    taken: set[tuple[str, int, time]] = set()
    courses: list[Course] = []
    for number in range(round(RUNNING_IN_NINE_AREAS * len(places) / 9)):
        given, place = dice.choice(trainings), places[number % len(places)]
        teacher = min(given.provider_ids)
        halls = [one for one in venues if one.area_id == place.id and not one.open_air]
        while True:
            hall, weekday = dice.choice(halls), dice.randint(1, 7)
            start = dice.choice((time(9), time(13, 30), time(18, 30)))
            uses = {(hall.id, weekday, start), (teacher, weekday, start)}
            if weekday in hall.hours and not uses & taken:
                break
        taken |= uses
        first = date(2026, 4, 20) + timedelta(days=7 * dice.randint(0, 3) + weekday - 1)
        courses.append(Course(f"{prefix}K{number}", place.id, given.id, teacher, hall.id, first, start, 12))
    return tuple(courses)
