"""Small hard problems made by hand, each with an answer that can be reckoned on paper.

python -m benchmarks.planning.by_hand writes them to benchmarks/planning/instances.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from pathlib import Path

from benchmarks.planning.generate import MONTH, TODAY, settings
from scheduler.domain.calendar import month_days
from scheduler.domain.district import Allotment, Area, District, Order, Period, Programme, Provider, Venue
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.format.documents import problem_text
from scheduler.solver.problem import Problem, month_problem

FOLDER = Path(__file__).with_name("instances")
EVENING = (time(18, 30), time(20))
"""Opening hours into which one performance of 90 minutes fits, at 18:30."""
DAYS = (2, 3, 4)
"""The days of June 2026 on which the one hall is open."""


def nothing_feasible() -> Problem:
    """Three shows are due and three days are open, but two of the three troupes can come on the same day only."""
    return _one_hall({"red": (2,), "blue": (2,), "green": DAYS})


def one_feasible() -> Problem:
    """Three shows are due; of all ways to share three days among the troupes exactly one is possible."""
    return _one_hall({"red": (2,), "blue": (2, 3), "green": DAYS})


def ties() -> Problem:
    """Three areas alike in all want the same troupe, which can come twice: whoever goes without, the points are the same."""
    areas = tuple(Area(f"area-{n}", f"Area {n}", 10_000, 31.23, 121.47) for n in range(3))
    hours = dict.fromkeys(range(1, 8), (time(9), time(21)))
    halls = tuple(_hall(f"hall-{n}", one.id, hours) for n, one in enumerate(areas))
    return _problem(
        "ties",
        areas,
        halls,
        {"red": Provider("red", "red", frozenset({Category.PERFORMANCE}), 2, 2, 2)},
        orders=tuple(Order(f"o-{one.id}", one.id, MONTH, "show-red", 1) for one in areas),
        least=0,
        most=1,
    )


INSTANCES: dict[str, Callable[[], Problem]] = {
    "nothing-feasible": nothing_feasible,
    "one-feasible": one_feasible,
    "ties": ties,
}


def _one_hall(free: dict[str, tuple[int, ...]]) -> Problem:
    """One hall, open on three evenings, and three shows due; each troupe comes once, on one of its free days."""
    area = Area("area", "Area", 10_000, 31.23, 121.47)
    hall = _hall("hall", area.id, dict.fromkeys(range(1, 8), EVENING), _but(DAYS))
    givers = {
        name: Provider(name, name, frozenset({Category.PERFORMANCE}), 1, 1, 1, blackouts=_but(days))
        for name, days in free.items()
    }
    name = "one feasible" if free["blue"] == (2, 3) else "nothing feasible"
    return _problem(name, (area,), (hall,), givers, orders=(), least=3, most=3)


def _problem(
    name: str,
    areas: tuple[Area, ...],
    venues: tuple[Venue, ...],
    givers: dict[str, Provider],
    *,
    orders: tuple[Order, ...],
    least: int,
    most: int,
) -> Problem:
    shows = tuple(
        Programme(
            f"show-{giver}",
            f"show-{giver}",
            Category.PERFORMANCE,
            frozenset({giver}),
            90,
            15,
            15,
            frozenset({"stage"}),
            1000,
            100,
        )
        for giver in givers
    )
    district = District(
        id=name.replace(" ", "-"),
        name=name,
        timezone="Asia/Shanghai",
        latitude=31.23,
        longitude=121.47,
        areas=areas,
        venues=venues,
        providers=tuple(givers.values()),
        programmes=shows,
        orders=orders,
        allotments=tuple(Allotment(one.id, Category.PERFORMANCE, MONTH, least, most) for one in areas),
        years_with_holidays=frozenset({2026}),
    )
    return month_problem(district, MONTH, TODAY, *settings())


def _hall(
    hall_id: str, area_id: str, hours: dict[int, tuple[time, time]], closures: tuple[Period, ...] = ()
) -> Venue:
    kind, features = VenueKind.CENTRE, frozenset({"stage"})
    return Venue(hall_id, area_id, hall_id, kind, 200, features, hours, closures=closures)


def _but(days: Iterable[int]) -> tuple[Period, ...]:
    """All of the month but some of its days."""
    first, last = month_days(MONTH)
    free = {date(first.year, first.month, day) for day in days}
    month = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(Period(day, day) for day in month if day not in free)


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name, make in INSTANCES.items():
        (FOLDER / f"{name}.json").write_text(problem_text(make()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
