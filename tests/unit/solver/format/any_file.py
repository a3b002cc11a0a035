"""Any problem and any plan that the format can hold, for property tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import (
    Allotment,
    Area,
    DayMark,
    District,
    Order,
    Period,
    Programme,
    Provider,
    Venue,
)
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.finding import Barred
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import Score, WishScore
from scheduler.solver.parameters import Citation, Parameters, Weights
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Ending, Reason, Unplaced

MONTH = "2026-06"
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)
few = st.integers(0, 50)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
june = st.dates(date(2026, 6, 1), date(2026, 6, 30))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from((0, 0, 30)))
quarters = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
categories = st.sampled_from(Category)
weekdays = st.frozensets(st.integers(1, 7), max_size=3)
truth = st.booleans()


def lists(items: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=most).map(tuple)


def none_or(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | items


def one_of(known: Iterable[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(known))


periods = st.builds(
    Period, none_or(st.dates(max_value=date(2026, 6, 1))), none_or(st.dates(min_value=date(2026, 6, 2)))
)
hours = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: tuple(sorted(pair)))
names = st.lists(ids, min_size=1, max_size=3, unique=True)


@st.composite
def districts(draw: st.DrawFn) -> District:
    areas, venues, providers, programmes, orders = (draw(names) for _ in range(5))
    places = draw(st.lists(st.tuples(one_of(areas), categories), max_size=3, unique=True))
    degrees = (st.floats(-90, 90), st.floats(-180, 180))
    return District(
        id=draw(ids),
        name=draw(text),
        timezone=draw(st.sampled_from(("Asia/Shanghai", "UTC"))),
        latitude=draw(degrees[0]),
        longitude=draw(degrees[1]),
        areas=tuple(
            Area(one, draw(text), draw(few), *(draw(d) for d in degrees), draw(periods)) for one in areas
        ),
        venues=tuple(draw(_venue(one, areas)) for one in venues),
        providers=tuple(draw(_provider(one)) for one in providers),
        programmes=tuple(draw(_programme(one, providers)) for one in programmes),
        orders=tuple(draw(_order(one, areas, programmes, venues)) for one in orders),
        allotments=tuple(Allotment(*place, MONTH, low := draw(few), low + draw(few)) for place in places),
        day_marks=draw(
            lists(st.builds(DayMark, days, st.sampled_from(("holiday", "makeup", "quiet")), text))
        ),
        month_budget=draw(none_or(few)),
        years_with_holidays=draw(st.frozensets(st.integers(2020, 2030), max_size=3)),
    )


def _venue(venue_id: str, areas: list[str]) -> st.SearchStrategy[Venue]:
    return st.builds(
        Venue,
        st.just(venue_id),
        one_of(areas),
        text,
        st.sampled_from(VenueKind),
        few,
        st.frozensets(ids, max_size=2),
        st.dictionaries(st.integers(1, 7), hours, max_size=3),
        periods,
        lists(periods),
    )


def _provider(provider_id: str) -> st.SearchStrategy[Provider]:
    kinds = st.frozensets(categories, max_size=2)
    return st.builds(
        Provider, st.just(provider_id), text, kinds, few, few, few, periods, lists(periods), weekdays, few
    )


def _programme(programme_id: str, providers: list[str]) -> st.SearchStrategy[Programme]:
    return st.builds(
        Programme,
        st.just(programme_id),
        text,
        categories,
        st.frozensets(one_of(providers), max_size=2),
        st.integers(1, 300),
        few,
        few,
        st.frozensets(ids, max_size=2),
        few,
        few,
        sessions=st.integers(1, 12),
        months=st.frozensets(st.integers(1, 12), max_size=12),
        open_air=truth,
        amplified=truth,
        volumes=few,
        titles=few,
    )


def _order(
    order_id: str, areas: list[str], programmes: list[str], venues: list[str]
) -> st.SearchStrategy[Order]:
    return st.builds(
        Order,
        st.just(order_id),
        one_of(areas),
        st.just(MONTH),
        one_of(programmes),
        st.integers(1, 20),
        none_or(one_of(venues)),
        weekdays,
        none_or(days),
        none_or(quarters),
        truth,
    )


def _deliveries(
    day: st.SearchStrategy[date], district: District | None = None
) -> st.SearchStrategy[tuple[Delivery, ...]]:
    def known(part: str) -> st.SearchStrategy[str]:
        return ids if district is None else one_of(one.id for one in getattr(district, part))

    one = st.builds(
        Delivery,
        ids,
        known("areas"),
        categories,
        known("programmes"),
        known("providers"),
        known("venues"),
        day,
        quarters,
        st.integers(1, 300),
        none_or(ids),
        none_or(ids),
        none_or(st.integers(1, 12)),
        none_or(known("venues")),
        few,
        few,
        st.frozensets(st.sampled_from(("day", "start", "venue_id", "provider_id", "programme_id"))),
    )
    return st.lists(one, max_size=3, unique_by=lambda delivery: delivery.id).map(tuple)


parameters = st.builds(
    Parameters,
    film_months=lists(st.integers(1, 12)),
    film_dusk_offset=st.integers(-120, 120),
    film_end_by=times,
    night_from=times,
    night_until=times,
    permit_audience=st.integers(1, 5000),
    permit_lead=few,
    travel_base=few,
    travel_per_km=few,
    order_points=st.lists(few, min_size=1, max_size=4).map(
        lambda points: tuple(sorted(points, reverse=True))
    ),
    spacing_week_most=few,
    service_points=st.tuples(*(st.tuples(st.just(one), few) for one in Category)),
    offered_starts=st.tuples(*(st.tuples(st.just(one), lists(quarters)) for one in Category)),
    citations=lists(st.builds(Citation, ids, text, text, days)),
)
weights = st.builds(Weights, *(st.integers(0, 100_000) for _ in range(7)))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A problem of any facts; its plan need not be possible."""
    district = draw(districts())
    today = draw(st.dates(date(2026, 1, 1), date(2026, 6, 29)))
    fixed, published, draft = (draw(_deliveries(*of)) for of in ((days, district), (june,), (june,)))
    serial = draw(st.integers(1, 999))
    return Problem(district, MONTH, today, fixed, published, draft, draw(parameters), draw(weights), serial)


facts = st.tuples(ids, text | st.integers(-(10**9), 10**9) | days | times | categories | lists(text))
bars = st.builds(Barred, ids, lists(facts))
reasons = st.builds(Reason, ids, lists(text), st.builds(Bilingual, text, text), none_or(bars))
points = st.integers(-(10**12), 10**12)
plans = st.builds(
    PlanFile,
    deliveries=_deliveries(june),
    problem=none_or(ids),
    outcome=none_or(st.sampled_from(Ending)),
    relaxed=truth,
    unplaced=lists(st.builds(Unplaced, ids, categories, few, lists(reasons), none_or(ids), none_or(ids))),
    best=none_or(points),
    bound=none_or(points),
    gap=none_or(st.floats(0, 10, allow_subnormal=False)),
    score=none_or(st.builds(Score, lists(st.builds(WishScore, ids, few, few)))),
    weights=none_or(weights),
    solver=text,
    seed=none_or(few),
    seconds=none_or(st.floats(0, 1e6)),
    log=lists(text),
)
