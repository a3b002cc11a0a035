"""Service is shared by head: an area's service points lie near its share of its district's by population."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

from config.bilingual import Bilingual
from scheduler.domain.terms import Category
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model, Row
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule, finding

CODE = "fairness"
WHOLE = 1000
"""Shares of population are reckoned in thousandths."""
TOTALS = 400
"""Up to so many totals of the district are told apart in the model; more make it too large."""


def shares(problem: Problem) -> Mapping[str, int]:
    """Each area's share of its district's heads, in thousandths, of the areas that exist in the month."""
    first = problem.days[0]
    areas = [area for area in problem.district.areas if area.valid.holds(first) and area.population > 0]
    heads: Counter[str | None] = Counter()
    for area in areas:
        heads[area.district_id] += area.population
    return {
        area.id: (area.population * WHOLE + heads[area.district_id] // 2) // heads[area.district_id]
        for area in areas
    }


def by_district(problem: Problem, points: Mapping[str, int]) -> Mapping[str, int]:
    """For each area that has a share, the points of all such areas of its district."""
    totals: Counter[str | None] = Counter()
    share = shares(problem)
    for area_id in share:
        totals[problem.areas[area_id].district_id] += points[area_id]
    return {area_id: totals[problem.areas[area_id].district_id] for area_id in share}


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    share, areas = shares(model.problem), model.problem.areas
    for district_id in dict.fromkeys(areas[area_id].district_id for area_id in share):
        _of_district(
            model, {one: heads for one, heads in share.items() if areas[one].district_id == district_id}
        )


def _of_district(model: Model, share: Mapping[str, int]) -> None:
    problem = model.problem
    stands = standing_points(problem)
    terms: dict[str, list[tuple[int, int]]] = {area_id: [] for area_id in share}
    for number, tally in model.tallies.items():
        worth = problem.parameters.points_of(tally.category) * tally.in_month
        if tally.area_id in share and worth:
            terms[tally.area_id].append((number, worth))
    own = {area_id: _points(model, area_id, terms[area_id], stands[area_id]) for area_id in share}
    most = sum(model.highest(one) for one in own.values())
    total = model.count(most)
    model.exactly(CODE, ("total",), [(total, -1), *((one, 1) for one in own.values())], 0)
    off = {area_id: model.count(most) for area_id in own}
    for area_id, points in own.items():
        for sign in (1, -1):
            row = [(off[area_id], WHOLE), (points, -sign * WHOLE), (total, sign * share[area_id])]
            model.at_least(CODE, (area_id, "over" if sign > 0 else "under"), row, 0)
        model.cost(CODE, off[area_id], 1)
    fewest = sum(stands[area_id] for area_id in own)
    if most - fewest < TOTALS:
        model.rows += rounded(model.count, (total, range(fewest, most + 1)), share, own, off)


def rounded(
    count: Callable[[int], int],
    total: tuple[int, range],
    share: Mapping[str, int],
    own: Mapping[str, int],
    off: Mapping[str, int],
) -> Iterator[Row]:
    """For each value of the total what is off is a whole number of points; follows from the rest, helps the bound.

    `count` makes a new variable for each value, of which one is 1; `own` are the variables of the areas' points,
    `off` of what they are off.
    """
    variable, range_ = total
    values = {value: count(1) for value in range_}
    yield Row(CODE, ("one total",), tuple((one, 1) for one in values.values()), low=1, high=1)
    told = ((one, value) for value, one in values.items())
    yield Row(CODE, ("which total",), ((variable, -1), *told), low=0, high=0)
    for area_id, points in own.items():
        heads, away = share[area_id], off[area_id]
        above = [(away, 1), (points, -1), *((one, heads * value // WHOLE) for value, one in values.items())]
        below = [(away, 1), (points, 1), *((one, -heads * value // WHOLE) for value, one in values.items())]
        uneven = [(away, 1), *((one, -1) for value, one in values.items() if heads * value % WHOLE)]
        for name, row in (("above", above), ("below", below), ("uneven", uneven)):
            yield Row(CODE, (area_id, name), tuple(row), low=0)


def _points(model: Model, area_id: str, terms: list[tuple[int, int]], stands: int) -> int:
    """A new variable that counts the points of an area, what stands included."""
    own = model.count(min(most_points(model.problem, area_id), stands + _together(model, terms)))
    model.exactly(CODE, (area_id, "points"), [(own, -1), *terms], -stands)
    return own


def _together(model: Model, terms: list[tuple[int, int]]) -> int:
    return sum(worth * model.highest(number) for number, worth in terms)


def most_points(problem: Problem, area_id: str) -> int:
    """The service points of an area that has the most it is allotted of each category, or what stands beyond."""
    return sum(
        problem.parameters.points_of(category)
        * max(problem.allotment(area_id, category).most, problem.standing_counts.get((area_id, category), 0))
        for category in Category
    )


def standing_points(problem: Problem) -> Mapping[str, int]:
    """The service points of what stands, by area."""
    points: dict[str, int] = defaultdict(int)
    for delivery in problem.standing:
        points[delivery.area_id] += problem.parameters.points_of(delivery.category)
    return points


def findings(plan: Plan) -> Iterator[Finding]:
    problem = plan.problem
    share = shares(problem)
    points = dict.fromkeys(share, 0)
    for delivery in plan.deliveries:
        if delivery.area_id in points:
            points[delivery.area_id] += problem.parameters.points_of(delivery.category)
    totals = by_district(problem, points)
    for area_id, own in points.items():
        total = totals[area_id]
        off = -(-abs(own * WHOLE - total * share[area_id]) // WHOLE)
        if off:
            yield finding(
                CODE,
                "over" if own * WHOLE > total * share[area_id] else "under",
                Severity.WISH,
                amount=off,
                area=area_id,
                points=own,
                off=off,
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("街道间公平", "Fairness among areas"),
    sentence=Bilingual(
        "各街道本月得到的服务分接近其按本区人口应得的份额，差多少（进位成整分）计多少。",
        "An area's service points of the month lie near its share of its district's by population; "
        "what it is off, rounded up, counts.",
    ),
    unit=Bilingual("服务分", "service points"),
    build=build,
    findings=findings,
    cases={
        "over": Bilingual(
            "{area}得 {points} 分，比按人口应得多约 {off} 分",
            "{area} has {points} points, about {off} over its share",
        ),
        "under": Bilingual(
            "{area}得 {points} 分，比按人口应得少约 {off} 分",
            "{area} has {points} points, about {off} under its share",
        ),
    },
)
