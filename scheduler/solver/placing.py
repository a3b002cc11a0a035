"""Where else and when one delivery could be held: free, at a cost, or blocked, each place judged by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from config.refusal import refuse
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.terms import Category
from scheduler.solver.accounting import Points
from scheduler.solver.decisions import Wanted, starts_offered
from scheduler.solver.finding import Finding
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import reserve_start
from scheduler.solver.sessions import session_days
from scheduler.solver.trying import Change, Ground, Reach


class Standing(StrEnum):
    """How a place stands to a delivery."""

    FREE = "free"
    """It may go there, and no wish loses by it."""
    COSTS = "costs"
    """It may go there, and wishes lose by it."""
    BLOCKED = "blocked"
    """A rule that the plan keeps now would be broken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The places asked about; what is None is left open."""

    venue_id: str | None = None
    provider_id: str | None = None
    day: date | None = None
    start: time | None = None

    @property
    def whole(self) -> bool:
        """Whether it names one place and time."""
        return None not in (self.venue_id, self.provider_id, self.day, self.start)


@dataclass(frozen=True, slots=True)
class Place:
    """One place and time for a delivery: as it would be there, what forbids it, what it costs if nothing does.

    `change` takes the whole course along where the delivery is a session of one that may still move.
    """

    delivery: Delivery
    change: Change
    blocked: tuple[Finding, ...]
    cost: tuple[Points, ...]

    @property
    def points(self) -> int:
        return sum(one.points for one in self.cost)

    @property
    def standing(self) -> Standing:
        if self.blocked:
            return Standing.BLOCKED
        return Standing.COSTS if self.points > 0 else Standing.FREE


def ground_for(problem: Problem, plan: Sequence[Delivery], delivery: Delivery, asked: Asked) -> Ground:
    """The ground on which the places of one delivery are tried."""
    reach = Reach(
        venues=frozenset({*_venues(problem, delivery, asked), *_shelters(problem, delivery)}),
        providers=frozenset({*_providers(problem, delivery, asked), delivery.provider_id}),
        kinds=frozenset({(delivery.area_id, delivery.category)}),
        courses=frozenset({delivery.course_id} - {None}),  # type: ignore[arg-type]
    )
    return Ground(problem, tuple(plan), reach)


def known_delivery(plan: Iterable[Delivery], delivery_id: DeliveryId) -> Delivery:
    """The delivery of the plan with this id; refused if it has none."""
    found = next((one for one in plan if one.id == delivery_id), None)
    if found is None:
        raise refuse(
            f"--delivery {delivery_id}",
            "计划里没有这个场次。请核对编号。",
            "the plan has no such delivery. Check its number.",
        )
    return found


def places(ground: Ground, delivery: Delivery, asked: Asked) -> tuple[Place, ...]:
    """Every other place and time asked about, the best first: free, then by cost, then what is blocked.

    Of a film's rain venues the best one is told for each place.
    """
    best: dict[tuple[object, ...], Place] = {}
    near: dict[tuple[str, str | None, str], Ground] = {}
    for there in _there(ground.problem, delivery, asked):
        parties = (there.venue_id, there.rain_venue_id, there.provider_id)
        if parties not in near:
            near[parties] = Ground(ground.problem, ground.plan, _reach(delivery, there))
        place = _judged(ground, near[parties], delivery, there, thoroughly=asked.whole)
        key = (there.venue_id, there.provider_id, there.day, there.start)
        if key not in best or _order(place) < _order(best[key]):
            best[key] = place
    return tuple(sorted(best.values(), key=lambda place: (*_order(place), _nearness(place, delivery))))


def judged(ground: Ground, delivery: Delivery, there: Delivery) -> Place:
    """One place judged thoroughly."""
    return _judged(ground, ground, delivery, there, thoroughly=True)


def _judged(ground: Ground, near: Ground, delivery: Delivery, there: Delivery, *, thoroughly: bool) -> Place:
    """One place judged; unless `thoroughly`, what a session may never do is not asked about the others too."""
    change = moving(ground, delivery, there)
    blocked = () if thoroughly else ground.barred(change)
    blocked = blocked or near.brought(change)
    return Place(there, change, blocked, () if blocked else ground.cost(change))


def _reach(*states: Delivery) -> Reach:
    """All that a delivery touches in some states of it."""
    return Reach(
        venues=frozenset(
            venue_id
            for one in states
            for venue_id in (one.venue_id, one.rain_venue_id)
            if venue_id is not None
        ),
        providers=frozenset(one.provider_id for one in states),
        kinds=frozenset((one.area_id, one.category) for one in states),
        courses=frozenset(one.course_id for one in states if one.course_id is not None),
    )


def moving(ground: Ground, delivery: Delivery, there: Delivery) -> Change:
    """The change that brings a delivery there; a course that may move goes as a whole."""
    course = _course(ground, delivery)
    first_day = _first_day(ground.problem, delivery, there) if course else None
    if first_day is None:
        return Change(frozenset({delivery.id}), (there,))
    programme = ground.problem.programmes[delivery.programme_id]
    days = session_days(first_day, programme.sessions, ground.problem.workdays)
    known = {one.session: one for one in course}
    sessions = [
        replace(
            known.get(number) or replace(delivery, id=f"{delivery.course_id}#{number}", pinned=frozenset()),
            session=number,
            day=day,
            start=there.start,
            venue_id=there.venue_id,
            provider_id=there.provider_id,
        )
        for number, day in enumerate(days, start=1)
        if day in ground.problem.days
    ]
    return Change(frozenset(one.id for one in course), tuple(sessions))


def _course(ground: Ground, delivery: Delivery) -> list[Delivery]:
    """The month's sessions of the delivery's course, if it begins in the month and may still move as a whole."""
    if delivery.course_id is None or delivery.course_id in ground.problem.running:
        return []
    course = [one for one in ground.near if one.course_id == delivery.course_id]
    return course if any(one.session == 1 for one in course) else []


def _first_day(problem: Problem, delivery: Delivery, there: Delivery) -> date | None:
    """The day on which the course would begin for this session to be held there; None if no week fits."""
    programme = problem.programmes.get(delivery.programme_id)
    if programme is None or delivery.session is None or delivery.session > programme.sessions:
        return None
    for day in problem.days:
        if day.weekday() == there.day.weekday():
            days = session_days(day, programme.sessions, problem.workdays)
            if days[0] == day and days[delivery.session - 1] == there.day:
                return day
    return None


def _there(problem: Problem, delivery: Delivery, asked: Asked) -> Iterator[Delivery]:
    days = [asked.day] if asked.day is not None else problem.days
    for venue_id in _venues(problem, delivery, asked):
        for rain_venue_id in _rain_venues(problem, delivery, venue_id):
            for provider_id in _providers(problem, delivery, asked):
                for start in _starts(problem, delivery, asked):
                    for day in days:
                        there = replace(
                            delivery,
                            venue_id=venue_id,
                            rain_venue_id=rain_venue_id,
                            provider_id=provider_id,
                            day=day,
                            start=start,
                        )
                        if _nearness(there, delivery)[:-1] != (False, False, 0, False):
                            yield from _with_rain_plan(problem, there)


def _with_rain_plan(problem: Problem, there: Delivery) -> Iterator[Delivery]:
    """A film there with its rain venue, or with each reserve date that it could have where the area has no hall."""
    plain = replace(there, reserve_day=None, reserve_start=None)
    venue, within = problem.venues.get(there.venue_id), problem.parameters.film_reserve_within
    outdoors = there.category is Category.FILM and venue is not None and venue.open_air
    if not outdoors or there.rain_venue_id is not None or _shelters(problem, there) or not within:
        yield there if there.reserve_day == there.day else plain
        return
    for later in range(1, within + 1):
        day = there.day + timedelta(days=later)
        if day in problem.days:
            yield replace(plain, reserve_day=day, reserve_start=reserve_start(problem, there.start, day))


def _venues(problem: Problem, delivery: Delivery, asked: Asked) -> list[str]:
    if asked.venue_id is not None:
        return [asked.venue_id]
    own = {venue.id for venue in problem.district.venues if venue.area_id == delivery.area_id}
    return sorted(own | {delivery.venue_id})


def _shelters(problem: Problem, delivery: Delivery) -> list[str]:
    if delivery.category is not Category.FILM:
        return []
    own = (venue for venue in problem.district.venues if venue.area_id == delivery.area_id)
    return [venue.id for venue in own if not venue.open_air]


def _rain_venues(problem: Problem, delivery: Delivery, venue_id: str) -> list[str | None]:
    """The rain venue that it has, and for a film in the open air every other one of the area."""
    venue = problem.venues.get(venue_id)
    others = _shelters(problem, delivery) if venue is not None and venue.open_air else []
    return list(dict.fromkeys([delivery.rain_venue_id, *others]))


def _providers(problem: Problem, delivery: Delivery, asked: Asked) -> list[str]:
    if asked.provider_id is not None:
        return [asked.provider_id]
    programme = problem.programmes.get(delivery.programme_id)
    able = programme.provider_ids & problem.providers.keys() if programme is not None else frozenset()
    return sorted(able) or [delivery.provider_id]


def _starts(problem: Problem, delivery: Delivery, asked: Asked) -> list[time]:
    if asked.start is not None:
        return [asked.start]
    programme = problem.programmes.get(delivery.programme_id)
    if programme is None:
        return [delivery.start]
    wanted = Wanted(delivery.area_id, programme, problem.orders.get(delivery.order_id or ""))
    return sorted({*starts_offered(problem, wanted), delivery.start})


def _order(place: Place) -> tuple[int, int]:
    if place.blocked:
        return (2, len(place.blocked))
    return (0, place.points)


def _nearness(there: Delivery | Place, delivery: Delivery) -> tuple[bool, bool, int, bool, object]:
    """How little is changed: provider, venue, days away, start; then in a fixed order."""
    there = there.delivery if isinstance(there, Place) else there
    fixed = (there.venue_id, there.provider_id, there.day, there.start, there.rain_venue_id or "")
    return (
        there.provider_id != delivery.provider_id,
        there.venue_id != delivery.venue_id,
        abs((there.day - delivery.day).days),
        there.start != delivery.start,
        fixed,
    )
