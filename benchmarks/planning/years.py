"""Makes up a year of one district: twelve months of colliding orders around a plan that is hidden in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from benchmarks.planning.districts import Menu, make_district, orders_of
from benchmarks.planning.ruling import settings
from benchmarks.planning.tightening import Uses, awkward, hidden_columns
from scheduler.domain.allotting_supply import months_of
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Area, DayMark, District, Order, Provider, Venue
from scheduler.domain.terms import Category
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.identity import with_ids
from scheduler.solver.problem import Problem, delivery_id
from scheduler.solver.sessions import course_sessions
from scheduler.solver.year.deciding import decided
from scheduler.solver.year.problem import Goal, YearContract, YearProblem
from scheduler.workdays import workdays_from

YEAR = 2026
MONTHS = months_of(YEAR)
TODAY = date(2025, 12, 10)
WEEKS_EARLIER = 23
"""The running courses of a month's district began in April; those of a year's in November before."""
EACH_MONTH = {Category.PERFORMANCE: 1, Category.FILM: 1, Category.FEATURE: 1, Category.BOOKS: 1}
FILM_MONTHS = range(5, 11)
ENOUGH_SESSIONS = 5
"""An area with no more sessions of running courses than this begins another course."""
TITLES = 9
SESSIONS = 12
"""Of a course."""
ATTEMPTS = 20


def _days(name: str, kind: str, first: date, count: int = 1) -> tuple[DayMark, ...]:
    return tuple(DayMark(first + timedelta(days=n), kind, name) for n in range(count))


DAY_MARKS = (
    *_days("元旦", "holiday", date(2026, 1, 1), 3),
    *_days("调休", "makeup", date(2026, 1, 4)),
    *_days("调休", "makeup", date(2026, 2, 14)),
    *_days("春节", "holiday", date(2026, 2, 15), 9),
    *_days("调休", "makeup", date(2026, 2, 28)),
    *_days("清明节", "holiday", date(2026, 4, 4), 3),
    *_days("劳动节", "holiday", date(2026, 5, 1), 5),
    *_days("调休", "makeup", date(2026, 5, 9)),
    *_days("高考", "quiet", date(2026, 6, 7), 3),
    *_days("端午节", "holiday", date(2026, 6, 19), 3),
    *_days("调休", "makeup", date(2026, 9, 20)),
    *_days("中秋节", "holiday", date(2026, 9, 25), 3),
    *_days("国庆节", "holiday", date(2026, 10, 1), 7),
    *_days("调休", "makeup", date(2026, 10, 10)),
)


@dataclass(frozen=True, slots=True)
class MadeYear:
    """A year's problem, and the plan that was hidden in it."""

    problem: YearProblem
    hidden: tuple[Delivery, ...]


def made_year(seed: int, areas: int = 9, months: tuple[str, ...] = MONTHS) -> MadeYear:
    """The year of a seed; ValueError if no plan could be hidden in it, however it was tried."""
    for attempt in range(ATTEMPTS):
        dice = Random(f"Y {areas} {seed} {attempt}")
        loose = _loose(dice, areas, months, f"Y-{seed}")
        try:
            hidden, columns = _hidden(dice, loose)
        except ValueError:
            continue
        problem = _tight(dice, loose, hidden, columns)
        return MadeYear(
            problem, tuple(sorted((*problem.standing, *hidden), key=lambda one: (one.day, one.id)))
        )
    raise ValueError(f"no hidden plan for a year of seed {seed}; take another seed")


def _loose(dice: Random, areas: int, months: tuple[str, ...], name: str) -> YearProblem:
    """The district with orders for every month and courses that run on from the year before."""
    part = make_district(dice, 0, areas, Menu())
    programmes = tuple(replace(one, titles=TITLES) if one.titles else one for one in part.programmes)
    courses = tuple(
        replace(one, first_day=one.first_day - timedelta(weeks=WEEKS_EARLIER)) for one in part.courses
    )
    district = replace(
        part,
        id=name,
        name=name,
        programmes=programmes,
        day_marks=DAY_MARKS,
        years_with_holidays=frozenset({YEAR - 1, YEAR, YEAR + 1}),
        orders=tuple(one for month in months for one in _orders(dice, part, month)),
        allotments=(),
        courses=(),
    )
    workdays = workdays_from(district.day_marks, district.years_with_holidays)
    menu = {one.id: one for one in programmes}
    since = date.fromisoformat(f"{months[0]}-01") - timedelta(days=7)
    sessions = [
        one for course in courses for one in course_sessions(course, menu[course.programme_id], workdays)
    ]
    parameters, weights = settings()
    return YearProblem(
        district=district,
        months=months,
        today=TODAY,
        fixed=_numbered(one for one in sessions if one.day >= since),
        goals=(),
        parameters=parameters,
        weights=weights,
    )


def _orders(dice: Random, part: District, month: str) -> list[Order]:
    """What the areas order for one month; out of season nobody orders a film."""
    menu = tuple(one for one in part.programmes if one.category is not Category.FILM or _film_month(month))
    found = orders_of(dice, part.areas, part.venues, menu, month)
    return [replace(one, id=f"{one.id}-{month[5:]}") for one in found]


def _film_month(month: str) -> bool:
    return int(month[5:]) in FILM_MONTHS


def _numbered(sessions: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Running sessions with ids of their months."""
    serials: Counter[str] = Counter()
    found: list[Delivery] = []
    for one in sorted(sessions, key=lambda one: (one.day, one.start, one.id)):
        serials[one.month] += 1
        found.append(replace(one, id=delivery_id(one.month, serials[one.month])))
    return tuple(found)


def _hidden(dice: Random, loose: YearProblem) -> tuple[tuple[Delivery, ...], list[Column]]:
    """A plan month by month, and the columns that it took."""
    given: tuple[Delivery, ...] = ()
    columns: list[Column] = []
    for month in loose.months:
        problem = _with_least(loose.of_month(month, given), month)
        chosen = hidden_columns(dice, problem)
        own = with_ids(problem, (*problem.standing, *deliveries_of(problem, chosen)))
        given = (*given, *decided(loose, problem, own, given))
        columns += chosen
    return given, columns


def _with_least(problem: Problem, month: str) -> Problem:
    """What the hidden plan must reach in a month: one of each kind for each area, and two courses running."""
    least = {
        (area.id, category): count
        for area in problem.district.areas
        for category, count in EACH_MONTH.items()
        if category is not Category.FILM or _film_month(month)
    }
    for area in problem.district.areas:
        place = (area.id, Category.TRAINING)
        runs = problem.standing_counts.get(place, 0)
        least[place] = runs + 1 if runs <= ENOUGH_SESSIONS else runs
    allotments = tuple(
        Allotment(*place, month, count, count + ENOUGH_SESSIONS) for place, count in least.items()
    )
    return replace(problem, district=replace(problem.district, allotments=allotments))


def _tight(
    dice: Random, loose: YearProblem, hidden: tuple[Delivery, ...], columns: list[Column]
) -> YearProblem:
    """No more capacity, open days, contracts and money than the hidden plan needs, or little more."""
    uses = Uses(loose.fixed, columns)
    plan = (*loose.standing, *hidden)
    counts = Counter((one.area_id, one.category, one.month) for one in plan)
    totals = Counter((one.area_id, one.category) for one in plan)
    given = Counter(one.provider_id for one in plan)
    spent = sum(loose.programmes[one.programme_id].cost for one in plan)
    district = loose.district
    return replace(
        loose,
        district=replace(
            district,
            providers=tuple(_scarce(dice, one, uses, loose.months) for one in district.providers),
            venues=tuple(_closed(dice, one, uses, loose.months) for one in district.venues),
            allotments=tuple(
                _window(dice, area, category, month, counts[area.id, category, month])
                for month in loose.months
                for area in district.areas
                for category in Category
                if category is not Category.FILM or _film_month(month)
            ),
        ),
        goals=tuple(_goals(dice, totals, plan)),
        contracts=tuple(
            YearContract(one.id, given[one.id] * 3 // 4, given[one.id] + _spare(dice, min(one.categories), 1))
            for one in district.providers
        ),
        budget=spent + spent // 100,
    )


def _window(dice: Random, area: Area, category: Category, month: str, count: int) -> Allotment:
    """Months may give and take: the year's goals, not the month's least, say what an area gets."""
    if category is Category.TRAINING:
        return Allotment(area.id, category, month, max(0, count - 4), count + 5)
    return Allotment(area.id, category, month, max(0, count - 1), count + dice.choice((1, 1, 2)))


def _spare(dice: Random, category: Category, most: int) -> int:
    """How much more there may be than the hidden plan has: trainings come by whole courses."""
    return dice.randint(0, most) * (SESSIONS if category is Category.TRAINING else 1)


def _goals(dice: Random, totals: Counter[tuple[str, Category]], plan: tuple[Delivery, ...]) -> Iterable[Goal]:
    for (area_id, category), count in totals.items():
        yield Goal(area_id, category, "deliveries", count, count + _spare(dice, category, 3))
        if category is Category.BOOKS:
            own = [one for one in plan if (one.area_id, one.category) == (area_id, category)]
            yield Goal(area_id, category, "volumes", min(1000, sum(one.volumes for one in own)))
            yield Goal(area_id, category, "titles", min(100, sum(one.titles for one in own)))


def _scarce(dice: Random, provider: Provider, uses: Uses, months: tuple[str, ...]) -> Provider:
    day, week, month = (uses.most(provider.id, key) for key in ("day", "week", "month"))
    used = uses.days[provider.id]
    return replace(
        provider,
        per_day=max(1, day),
        per_week=max(1, week),
        per_month=max(1, month),
        blackouts=tuple(away for one in months for away in awkward(dice, used, one, dice.randint(4, 7))),
    )


def _closed(dice: Random, venue: Venue, uses: Uses, months: tuple[str, ...]) -> Venue:
    used = uses.days[venue.id]
    return replace(
        venue, closures=tuple(away for one in months for away in awkward(dice, used, one, dice.randint(2, 3)))
    )
