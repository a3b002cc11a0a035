"""Which columns a month offers: every wanted programme at every place and time that no rule bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cached_property

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order, Programme
from scheduler.domain.terms import SLOT_MINUTES, Category
from scheduler.solver.candidate import clock_minutes, clock_time
from scheduler.solver.columns import Column, Decisions, Span, standing_column
from scheduler.solver.model import Model
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.reserve_offer import ReserveOffer
from scheduler.solver.sieve import Sieve

Place = tuple[str, Category]
"""Area and category."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A programme wanted by an area: for an order, or for none to fill the least allotment."""

    area_id: str
    programme: Programme
    order: Order | None = None


def offer(model: Model, *, widely: bool = False, fill: Container[Place] = ()) -> Decisions:
    """All columns: first what stands, then what no bar of the model forbids, in a fixed order.

    Orders go first: what nobody ordered is offered where the orders cannot reach the least
    allotment, and in the places of `fill`; `widely`, wherever what stands does not reach it.
    """
    return Offer(model).decisions(widely=widely, fill=fill)


@dataclass
class Offer:
    """What can be offered to models with the same bars; what was sifted once is kept for the next."""

    model: Model

    @cached_property
    def sieve(self) -> Sieve:
        return Sieve(self.model.problem, tuple(self.model.bars))

    @cached_property
    def ordered(self) -> list[Column]:
        """The columns of what was ordered."""
        return self.allowed(orders_wanted(self.model.problem))

    def decisions(self, *, widely: bool = False, fill: Container[Place] = ()) -> Decisions:
        """The columns as `offer` says."""
        problem = self.model.problem
        standing = [standing_column(problem, delivery) for delivery in problem.fixed]
        reached = (
            {}
            if widely
            else {place: most for place, most in _reach(self.ordered).items() if place not in fill}
        )
        fillers = self.allowed(fillers_wanted(problem, reached))
        wider = widely or any(place in fill for place in _places(problem))
        offered = Offered.LEAST_OPEN if wider else Offered.ORDERS_FIRST
        return Decisions((*standing, *self.ordered, *fillers), offered)

    def reach(self, place: Place) -> int:
        """How many deliveries the orders of an area and category could make at most."""
        orders = (
            one for one in orders_wanted(self.model.problem) if (one.area_id, one.programme.category) == place
        )
        return _reach(self.allowed(orders)).get(place, 0)

    def allowed(self, wanted: Iterable[Wanted]) -> list[Column]:
        """The columns that no bar forbids."""
        bars = [when for _, when in self.model.column_bars]
        found: list[Column] = []
        for one in wanted:
            for column in columns_of(self.model.problem, self.sieve, one):
                for when in bars:
                    if when(column) is not None:
                        break
                else:
                    found.append(column)
        return found


def orders_wanted(problem: Problem) -> list[Wanted]:
    """What the areas ordered for the month."""
    return [
        Wanted(order.area_id, problem.programmes[order.programme_id], order)
        for order in problem.district.orders
        if order.programme_id in problem.programmes and order.area_id in problem.areas
    ]


def fillers_wanted(problem: Problem, reached: Mapping[Place, int]) -> list[Wanted]:
    """What stood before without an order, and the menu where `reached` with what stands is less than the least."""
    wanted = stood_unasked(problem)
    for area_id, category in _places(problem):
        if is_open(problem, (area_id, category), reached.get((area_id, category), 0)):
            for programme in _menu(problem, category):
                wanted[area_id, programme.id] = Wanted(area_id, programme)
    return list(wanted.values())


def stood_unasked(problem: Problem) -> dict[tuple[str, str], Wanted]:
    """What stood before without an order, by area and programme."""
    wanted: dict[tuple[str, str], Wanted] = {}
    for delivery in _before(problem):
        programme = problem.programmes.get(delivery.programme_id)
        unasked = delivery.order_id not in problem.orders
        if unasked and programme is not None and delivery.area_id in problem.areas:
            wanted[delivery.area_id, programme.id] = Wanted(delivery.area_id, programme)
    return wanted


def is_open(problem: Problem, place: Place, reached: int = 0) -> bool:
    """Whether what stands and so many deliveries more are fewer than the least allotment."""
    return problem.standing_counts.get(place, 0) + reached < problem.allotment(*place).least


def _places(problem: Problem) -> Iterator[Place]:
    return ((area_id, category) for area_id in problem.areas for category in Category)


def _menu(problem: Problem, category: Category) -> Iterator[Programme]:
    return (programme for programme in problem.district.programmes if programme.category is category)


def _reach(ordered: Iterable[Column]) -> dict[Place, int]:
    """How many deliveries the orders of an area and category could make at most."""
    by_order: dict[tuple[Place, str | None], int] = defaultdict(int)
    for column in ordered:
        key = ((column.area_id, column.category), column.order_id)
        by_order[key] = max(by_order[key], column.in_month)
    reach: dict[Place, int] = defaultdict(int)
    for (place, _), sessions in by_order.items():
        reach[place] += sessions
    return reach


def columns_of(problem: Problem, sieve: Sieve, wanted: Wanted) -> Iterator[Column]:
    """The columns of one wanted programme that no session rule bars."""
    programme, area_id = wanted.programme, wanted.area_id
    order_id = wanted.order.id if wanted.order else None
    providers = [
        (provider_id, sieve.provider_days(area_id, programme, provider_id))
        for provider_id in sorted(programme.provider_ids & problem.providers.keys())
    ]
    series, places = sieve.series(programme.sessions), places_offered(problem, wanted)
    for start in starts_offered(problem, wanted):
        span = _span(programme, start)
        asked = sieve.days_as_asked(area_id, programme, wanted.order, start)
        if not asked & sieve.month:
            continue
        for venue_id, rain_venue_id in places:
            free = asked & sieve.open_days(area_id, programme, venue_id, rain_venue_id, start)
            if not free & sieve.month:
                continue
            for provider_id, present in providers:
                days = free & present
                for one in series:
                    if days & one.needs == one.needs:
                        yield Column(
                            area_id,
                            programme.category,
                            programme.id,
                            order_id,
                            provider_id,
                            venue_id,
                            rain_venue_id,
                            start,
                            one.days,
                            span,
                            one.in_month,
                        )
    offered = [(start, _span(programme, start)) for start in starts_offered(problem, wanted)]
    yield from ReserveOffer(problem, sieve, area_id, programme, wanted.order).columns(offered, providers)


def starts_offered(problem: Problem, wanted: Wanted) -> list[time]:
    """The starts that planning thinks of: those of the settings, films at dark, what was ordered or stood before."""
    category = wanted.programme.category
    starts = set(problem.parameters.starts_of(category))
    if category is Category.FILM:
        for day in problem.days:
            dark = problem.film_start(day)
            starts |= {dark, clock_time(clock_minutes(dark) + SLOT_MINUTES)}
    if wanted.order is not None and wanted.order.pinned_start is not None:
        starts.add(wanted.order.pinned_start)
    starts |= {
        delivery.start
        for delivery in _before(problem)
        if delivery.area_id == wanted.area_id and delivery.programme_id == wanted.programme.id
    }
    return sorted(starts)


def _before(problem: Problem) -> Iterator[Delivery]:
    """The movable deliveries of the last states."""
    return (delivery for delivery in (*problem.published, *problem.draft) if not problem.stands(delivery))


def places_offered(problem: Problem, wanted: Wanted) -> list[tuple[str, str | None]]:
    """The area's venues, a film's each with its rain venue."""
    own = [venue for venue in problem.district.venues if venue.area_id == wanted.area_id]
    if wanted.programme.category is not Category.FILM:
        return [(venue.id, None) for venue in own]
    shelters = [venue for venue in own if not venue.open_air]
    return [(venue.id, rain.id) for venue in own for rain in shelters if venue.id != rain.id]


def _span(programme: Programme, start: time) -> Span:
    begins = clock_minutes(start)
    return begins - programme.setup_minutes, begins + programme.minutes + programme.clearing_minutes
