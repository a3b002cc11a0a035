"""Writes a planning problem of a stated size, the same for the same seed.

python -m benchmarks.planning.generate S --seed 1 --out problem.json

S: a district of nine areas, one month, about 100 deliveries. C: a city of 16 districts with 215 areas that share 30
providers, one month. X: ten such cities. A number such as 36 makes a city of so many areas, nine to a district.
Y: the district of S for a whole year, about 1,120 deliveries, with yearly goals, contracts and a budget.
A plan that keeps every rule is hidden in each problem and then forgotten; capacity, open days and money are cut down
to what it needs.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.planning.districts import CITY_MENU, MONTH, Menu, make_district, make_menu
from benchmarks.planning.greedy import plan_greedily
from benchmarks.planning.ruling import settings
from benchmarks.planning.tightening import Uses, hidden_columns, tightened
from benchmarks.planning.years import made_year
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import DayMark, District, Period
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.format.documents import problem_text, year_text
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import hard_findings
from scheduler.solver.problem import Problem, month_problem
from scheduler.solver.year.problem import YearProblem

TODAY = date(2026, 5, 20)
SIZES = {"S": (9,), "C": (14,) * 7 + (13,) * 9, "X": ((14,) * 7 + (13,) * 9) * 10}
"""The areas of each district."""
YEAR_SIZE = "Y"
DRAWS = 20
DISTRICTS_OF_A_CITY = 16
DAY_MARKS = (
    *(DayMark(date(2026, 6, day), "holiday", "端午节") for day in (19, 20, 21)),
    *(DayMark(date(2026, 6, day), "quiet", "高考") for day in (7, 8, 9)),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A problem, and the plan that was hidden in it."""

    problem: Problem
    hidden: tuple[Delivery, ...]


def made(size: str, seed: int) -> Made:
    """The problem of a size and seed, of S the first draw that is too hard for a greedy planner; ValueError for an unknown size."""
    for draw in range(DRAWS):
        found = _drawn(size, seed, Random(f"{size} {seed} {draw}" if draw else f"{size} {seed}"))
        if size != "S" or leaves_demand_unplaced(found.problem):
            return found
    raise ValueError(f"no draw of {size} {seed} is too hard for a greedy planner; take another seed")


def leaves_demand_unplaced(problem: Problem) -> bool:
    """Whether a greedy planner leaves an area with less than its least."""
    return any(one.rule == "allotment" for one in hard_findings(problem, plan_greedily(problem)))


def _drawn(size: str, seed: int, dice: Random) -> Made:
    parts: list[District] = []
    chosen: list[Column] = []
    city = Menu()
    areas = areas_of(size)
    for number, count in enumerate(areas):
        if len(areas) > 1 and number % DISTRICTS_OF_A_CITY == 0:
            city = make_menu(dice, f"city{number // DISTRICTS_OF_A_CITY}-", CITY_MENU, 1.0)
        part = make_district(dice, number, count, city)
        if len(areas) > 1:
            part = _named(part, city)
        chosen += hidden_columns(
            dice, _problem(_on_own_days(part, city, number, min(len(areas), DISTRICTS_OF_A_CITY)))
        )
        parts.append(part)
    whole = _merged(parts, f"{size}-{seed}")
    loose = _problem(whole)
    costs = {one.id: one.cost for one in whole.programmes}
    month = deliveries_of(loose, chosen)
    spent = sum(costs[one.programme_id] for one in (*loose.standing, *month))
    problem = _problem(tightened(dice, whole, Uses(loose.fixed, chosen), spent, MONTH))
    return Made(problem, with_ids(problem, (*problem.standing, *month)))


def areas_of(size: str) -> tuple[int, ...]:
    """The areas of each district of a month's size: S, C, X, or a number of areas."""
    if size in SIZES:
        return SIZES[size]
    if not size.isdigit() or int(size) < 1:
        raise ValueError(
            f"there is no size {size} of a month: take S, C, X or a number of areas; Y is a year"
        )
    whole, rest = divmod(int(size), 9)
    return (9,) * whole + ((rest,) if rest else ())


def _problem(district: District) -> Problem:
    return month_problem(replace(district, day_marks=DAY_MARKS), MONTH, TODAY, *settings())


def _named(part: District, city: Menu) -> District:
    """The district with its areas and its own providers marked as such."""
    return replace(
        part,
        areas=tuple(replace(one, district_id=part.id) for one in part.areas),
        providers=tuple(
            one if one in city.providers else replace(one, district_id=part.id) for one in part.providers
        ),
    )


def _on_own_days(part: District, city: Menu, number: int, districts: int) -> District:
    """While the hidden plan is made, the city's providers come to each district on days of its own."""
    shared = {provider.id: place for place, provider in enumerate(city.providers)}
    first, last = month_days(MONTH)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def away(place: int) -> tuple[Period, ...]:
        own = number % districts
        return tuple(Period(day, day) for day in days if (day.toordinal() + place) % districts != own)

    providers = (
        replace(one, blackouts=away(shared[one.id])) if one.id in shared else one for one in part.providers
    )
    return replace(part, providers=tuple(providers))


def _merged(parts: list[District], name: str) -> District:
    """All districts as one, each shared provider and programme once."""
    return replace(
        parts[0],
        id=name,
        name=name,
        areas=tuple(one for part in parts for one in part.areas),
        venues=tuple(one for part in parts for one in part.venues),
        providers=tuple({one.id: one for part in parts for one in part.providers}.values()),
        programmes=tuple({one.id: one for part in parts for one in part.programmes}.values()),
        orders=tuple(one for part in parts for one in part.orders),
        allotments=tuple(one for part in parts for one in part.allotments),
        courses=tuple(one for part in parts for one in part.courses),
    )


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("size")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--out", type=Path, required=True)
    given = reader.parse_args()
    try:
        problem = (made_year(given.seed) if given.size == YEAR_SIZE else made(given.size, given.seed)).problem
    except ValueError as error:
        reader.error(str(error))
    text = year_text(problem) if isinstance(problem, YearProblem) else problem_text(problem)
    given.out.write_text(text, encoding="utf-8")
    district = problem.district
    print(
        f"{given.out}: {len(district.areas)} areas, {len(district.orders)} orders, {problem.fingerprint()[:12]}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
