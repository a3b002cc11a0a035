"""Small plans that hypothesis makes up, good and bad: a few deliveries of two areas in two crowded weeks."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Course, Order, Programme
from scheduler.domain.terms import Category
from scheduler.solver.problem import Problem
from scheduler.solver.sessions import session_days
from tests.unit.solver.small_district import (
    BOOKS,
    CARNIVAL,
    DANCE,
    FILM,
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    at,
    delivery,
    june,
    most,
    provider,
    small_district,
    small_problem,
)

MENU = tuple(
    replace(one, provider_ids=one.provider_ids | {"guild"}) for one in (OPERA, TEA, BOOKS, FILM, CARNIVAL)
)
COURSE = replace(DANCE, sessions=3, provider_ids=frozenset({"teacher", "guild"}))
HOURS = ("10:00", "14:00", "15:00", "17:30", "19:30")
VENUES = {"north": ("hall", "square"), "south": ("den", "green")}


def any_plan(
    *, least: int = 2, most_deliveries: int = 7
) -> st.SearchStrategy[tuple[Problem, tuple[Delivery, ...]]]:
    """A problem and a plan of it that need not keep its rules."""
    return st.builds(
        _plan,
        st.randoms(use_true_random=False),
        st.integers(least, most_deliveries),
    )


def _plan(dice: Random, count: int) -> tuple[Problem, tuple[Delivery, ...]]:
    orders = tuple(
        Order(
            f"O{number}",
            dice.choice(("north", "south")),
            MONTH,
            dice.choice((*MENU, COURSE)).id,
            number + 1,
            weekdays=frozenset(dice.sample(range(1, 8), 3)),
            pinned_day=june(dice.choice((4, 5))) if dice.random() < 0.15 else None,
        )
        for number in range(4)
    )
    deliveries = [_delivery(dice, f"2606-{number:03d}", orders) for number in range(1, count + 1)]
    if dice.random() < 0.4:
        deliveries += _course(dice)
    published = tuple(one for one in deliveries if one.course_id is None and dice.random() < 0.3)
    problem = small_problem(
        small_district(
            orders=orders,
            programmes=(*MENU, COURSE),
            providers=(*PROVIDERS, provider("guild", per_day=1, per_week=2, van_volumes=150)),
            allotments=tuple(
                most(area_id, category, dice.randint(1, 4), dice.randint(0, 1))
                for area_id in VENUES
                for category in Category
            ),
            month_budget=dice.choice((None, 4000)),
            courses=(Course("K1", "north", "dance", "teacher", "hall", june(4), at("14:00"), 2),),
        ),
        published=published,
    )
    kept = {one.id for one in problem.standing}
    return problem, (*problem.standing, *(one for one in deliveries if one.id not in kept))


def _delivery(dice: Random, delivery_id: str, orders: tuple[Order, ...]) -> Delivery:
    given: Programme = dice.choice(MENU)
    area_id = dice.choice(("north", "north", "south"))
    indoors, outdoors = VENUES[area_id]
    reserved = given.category is Category.FILM and dice.random() < 0.5
    asked = [one.id for one in orders if (one.area_id, one.programme_id) == (area_id, given.id)]
    return delivery(
        delivery_id,
        given,
        dice.choice((3, 4, 5, 6)),
        dice.choice(HOURS),
        area_id=area_id,
        venue_id=outdoors if given.open_air else indoors,
        rain_venue_id=indoors if given.category is Category.FILM and not reserved else None,
        reserve_day=june(dice.choice((4, 5, 6, 14))) if reserved else None,
        reserve_start=at("19:45") if reserved else None,
        provider_id=dice.choice(sorted(given.provider_ids)),
        order_id=dice.choice([*asked, None]),
        pinned=frozenset(dice.choice(((), (), (), ("day",), ("venue_id",)))),
    )


def _course(dice: Random) -> list[Delivery]:
    first, start = june(dice.choice((3, 4, 12))), dice.choice(HOURS)
    problem = small_problem(small_district())
    return [
        delivery(
            f"2606-1{number:02d}",
            COURSE,
            day.day,
            start,
            course_id="C1",
            session=number,
            provider_id="teacher",
        )
        for number, day in enumerate(session_days(first, COURSE.sessions, problem.workdays), start=1)
        if day in problem.days
    ]
