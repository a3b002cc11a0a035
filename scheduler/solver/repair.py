"""Rain on a film day: for each film indoors, a reserve date, or go on; everything else stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.terms import Category
from scheduler.solver.assemble import ruled
from scheduler.solver.columns import Column, sessions_of
from scheduler.solver.decisions import Wanted, columns_of
from scheduler.solver.finding import Finding, day_words
from scheduler.solver.moves import Verdict, judge_move, moved
from scheduler.solver.problem import Problem
from scheduler.solver.sieve import Sieve

Kind = Literal["indoors", "reserve", "go_on"]


@dataclass(frozen=True, slots=True)
class RainOption:
    """One way to go: the film's state then, and what the rules say of it; no state, and why, if there is none.

    `instead` tells what forbids the venue booked for rain, where another one is offered.
    """

    kind: Kind
    delivery: Delivery | None
    verdict: Verdict
    why_not: Bilingual | None = None
    instead: tuple[Finding, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether it breaks no hard rule that is not broken already."""
        return self.delivery is not None and not self.verdict.hard


@dataclass(frozen=True, slots=True)
class RainChoice:
    """What can be done about one outdoor film when rain comes."""

    film: Delivery
    indoors: RainOption
    reserve: RainOption
    go_on: RainOption


NOTHING = Verdict((), (), 0)


def rain_choices(
    problem: Problem,
    deliveries: Iterable[Delivery],
    day: date,
    turned_away: Mapping[DeliveryId, Delivery] | None = None,
) -> tuple[RainChoice, ...]:
    """The choices for each outdoor film of `day`, all other deliveries as they are.

    `turned_away` gives, as they stood in the open, films that the rain moved into a venue which then
    declined: they have the choices again. Of two films no reserve date takes what the other's has
    taken. Refused if no such film stands on that day.
    """
    plan, homes = tuple(deliveries), turned_away or {}
    films = [one for one in plan if one.day == day and (one.id in homes or in_the_open(problem, one))]
    if not films:
        words = day_words(day)
        raise refuse(
            "day",
            "{day}没有露天电影，不需要雨天安排。请核对日期。",
            "No outdoor film stands on {day}; there is nothing to arrange for rain. Check the date.",
            day=words,
        )
    choices: list[RainChoice] = []
    for film in films:
        choice = _choice(freed(problem, film), plan, film, homes.get(film.id, film))
        choices.append(choice)
        if choice.reserve.delivery is not None:
            plan = moved(plan, [choice.reserve.delivery])
    return tuple(choices)


def in_the_open(problem: Problem, delivery: Delivery) -> bool:
    """Whether it is a film at an open-air site."""
    venue = problem.venues.get(delivery.venue_id)
    return delivery.category is Category.FILM and venue is not None and venue.open_air


def freed(problem: Problem, film: Delivery) -> Problem:
    """The problem with this film free to move: not standing, unpinned, and its order not bound to its day."""
    orders = tuple(
        replace(order, pinned_day=None, pinned_start=None) if order.id == film.order_id else order
        for order in problem.district.orders
    )
    return replace(
        problem,
        district=replace(problem.district, orders=orders),
        fixed=tuple(one for one in problem.fixed if one.id != film.id),
        published=_unpinned(problem.published, film),
        draft=_unpinned(problem.draft, film),
    )


def _unpinned(deliveries: Iterable[Delivery], film: Delivery) -> tuple[Delivery, ...]:
    return tuple(replace(one, pinned=frozenset()) if one.id == film.id else one for one in deliveries)


def _choice(problem: Problem, plan: Sequence[Delivery], film: Delivery, home: Delivery) -> RainChoice:
    return RainChoice(
        film,
        _indoors(problem, plan, film),
        _reserve(problem, plan, home),
        RainOption("go_on", home, NOTHING),
    )


def _indoors(problem: Problem, plan: Sequence[Delivery], film: Delivery) -> RainOption:
    """In the rain venue booked with the film, else in the indoor venue of the area that costs least."""
    shelters = [
        venue.id
        for venue in problem.district.venues
        if venue.area_id == film.area_id and not venue.open_air and venue.id != film.venue_id
    ]
    shelters.sort(key=lambda venue_id: venue_id != film.rain_venue_id)
    tried = [_option("indoors", problem, plan, _inside(film, venue_id)) for venue_id in shelters]
    booked = [one for one in tried if one.delivery and one.delivery.venue_id == film.rain_venue_id]
    allowed = [one for one in (*booked, *tried) if one.allowed]
    if allowed and allowed[0] in booked:
        return allowed[0]
    if allowed:
        best = min(allowed, key=lambda one: one.verdict.points)
        return replace(best, instead=tuple(found for one in booked for found in one.verdict.hard))
    if tried:
        return tried[0]
    why_not = Bilingual("本街道没有别的室内场地", "the area has no other indoor venue")
    return RainOption("indoors", None, NOTHING, why_not)


def _inside(film: Delivery, venue_id: str) -> Delivery:
    return replace(film, venue_id=venue_id, rain_venue_id=venue_id, reserve_day=None, reserve_start=None)


def _reserve(problem: Problem, plan: Sequence[Delivery], film: Delivery) -> RainOption:
    """Its reserve date if it has one, else the later date of the month that changes least.

    That keeps venue and provider if it can be, then it is the soonest.
    """
    if film.reserve is not None:
        planned = _option("reserve", problem, plan, film.shown_on(film.reserve))
        if planned.allowed:
            return planned
    for column in sorted(_later(problem, film), key=lambda column: _change(column, film)):
        (showing,) = sessions_of(problem, column)
        later = replace(showing, id=film.id, pinned=film.pinned)
        option = _option("reserve", problem, plan, later)
        if option.allowed:
            return option
    why_not = Bilingual(
        "本月以后的日子里没有各项规则都允许的时间", "no later time of the month is allowed by all rules"
    )
    return RainOption("reserve", None, NOTHING, why_not)


def _later(problem: Problem, film: Delivery) -> Iterator[Column]:
    model = ruled(problem)
    wanted = Wanted(
        film.area_id, problem.programmes[film.programme_id], problem.orders.get(film.order_id or "")
    )
    for column in columns_of(problem, Sieve(problem, tuple(model.bars)), wanted):
        if column.days[0] > film.day:
            yield column


def _change(column: Column, film: Delivery) -> tuple[object, ...]:
    return (
        column.provider_id != film.provider_id,
        column.venue_id != film.venue_id,
        column.days[0],
        column.start != film.start,
        column.rain_venue_id != film.rain_venue_id,
        column.start,
        column.provider_id,
        column.rain_venue_id or "",
    )


def _option(kind: Kind, problem: Problem, plan: Sequence[Delivery], then: Delivery) -> RainOption:
    return RainOption(kind, then, judge_move(problem, plan, [then]))
