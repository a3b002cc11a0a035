"""A provider is not in two places: set-up, clearing, the way between areas and reserve dates are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import busy_span
from scheduler.solver.excluding import Besides, Conflicts, exclude, overlapping
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import reserves_kept
from scheduler.solver.rule import DELIVERIES, Rule, finding
from scheduler.solver.ways import travel_minutes

CODE = "provider_places"

Use = tuple[int, int, str]
"""Busy from, busy until, in which area."""


class _Ways:
    """Whether two uses of one provider on one day exclude each other; ways are reckoned once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.minutes: dict[tuple[str, str], int] = {}

    def conflict(self, one: Use, other: Use) -> bool:
        way = self.between(one[2], other[2])
        return one[0] < other[1] + way and other[0] < one[1] + way

    def conflicts(self, uses: Sequence[Use]) -> Conflicts:
        """The same of each pair of uses."""
        areas = sorted({use[2] for use in uses})
        place = {area_id: number for number, area_id in enumerate(areas)}
        ways = np.array([[self.between(here, there) for there in areas] for here in areas])
        where = [place[use[2]] for use in uses]
        return overlapping([use[:2] for use in uses], ways[np.ix_(where, where)])

    def between(self, here: str, there: str) -> int:
        known = self.minutes.get((here, there))
        if known is None:
            areas = self.problem.areas
            known = travel_minutes(self.problem, areas[here], areas[there])
            self.minutes[here, there] = known
        return known


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    uses = [(*column.span, column.area_id) for column in model.columns]
    providers = [column.provider_id for column in model.columns]
    besides = [
        Besides(variable, reserve.day, column.provider_id, (*column.reserve_span, column.area_id))
        for variable, column, reserve in reserves_kept(model.problem, model.decisions)
    ]
    exclude(model, CODE, (providers,), uses, _Ways(model.problem).conflicts, besides)


def findings(plan: Plan) -> Iterator[Finding]:
    ways = _Ways(plan.problem)
    for deliveries in plan.by_provider_day.values():
        for one, other in combinations(deliveries, 2):
            if not (plan.concerns(one, other) and _both_known(plan, one, other)):
                continue
            if ways.conflict(_use(plan.problem, one), _use(plan.problem, other)):
                yield finding(
                    CODE,
                    "two_places",
                    plan.severity(one, other),
                    (one, other),
                    provider=one.provider_id,
                    day=one.day,
                    start=one.start,
                    other_start=other.start,
                    venue=one.venue_id,
                    other_venue=other.venue_id,
                )


def _both_known(plan: Plan, one: Delivery, other: Delivery) -> bool:
    return one.area_id in plan.problem.areas and other.area_id in plan.problem.areas


def _use(problem: Problem, delivery: Delivery) -> Use:
    return (*busy_span(problem, delivery), delivery.area_id)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("主体不分身", "A provider is in one place"),
    sentence=Bilingual(
        "同一主体同一时间只能在一处，布置、撤场和街道之间的路程都计算在内，露天电影的备用日也算。",
        "A provider is in one place at a time; set-up, clearing and the way between areas are counted, and so are "
        "the reserve dates of films.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "two_places": Bilingual(
            "{provider}在{day} {start}（{venue}）和 {other_start}（{other_venue}）之间来不及",
            "{provider} cannot make {start} at {venue} and {other_start} at {other_venue} on {day}",
        ),
    },
    no_room=Bilingual(
        "主体在可用的时间都已有安排（含路程）",
        "its providers are elsewhere at every time it could have, the way included",
    ),
)
