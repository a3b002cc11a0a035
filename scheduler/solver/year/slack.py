"""What a month may give or take by itself while the year's rules still hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from scheduler.domain.delivery import Delivery
from scheduler.solver.year.placing import Limits, Place, Range
from scheduler.solver.year.problem import YearProblem


def slack_of(
    year: YearProblem, month: str, deliveries: Iterable[Delivery], own: Iterable[Delivery]
) -> Limits:
    """The limits of the month's `own` new deliveries when all others of the plan stay as they are.

    Courses stay in any case; places with goals in volumes or titles get no less than they have.
    """
    plan = tuple(deliveries)
    mine = [one for one in own if one.month == month]
    return Limits(_places(year, plan, mine), _providers(year, plan, mine), _yuan(year, plan, mine))


def _places(year: YearProblem, plan: tuple[Delivery, ...], mine: list[Delivery]) -> Mapping[Place, Range]:
    totals = Counter((one.area_id, one.category) for one in plan)
    counts = Counter((one.area_id, one.category) for one in mine)
    limits: dict[Place, Range] = {}
    for goal in year.goals:
        place = (goal.area_id, goal.category)
        spare = totals[place] - goal.least if goal.unit == "deliveries" else 0
        room = len(plan) if goal.most is None or goal.unit != "deliveries" else goal.most - totals[place]
        low, high = limits.get(place, (0, len(plan)))
        limits[place] = (
            max(low, counts[place] - max(0, spare)),
            min(high, counts[place] + max(0, room)),
        )
    return limits


def _providers(year: YearProblem, plan: tuple[Delivery, ...], mine: list[Delivery]) -> Mapping[str, Range]:
    totals, counts = Counter(one.provider_id for one in plan), Counter(one.provider_id for one in mine)
    limits: dict[str, Range] = {}
    for contract in year.contracts:
        provider = contract.provider_id
        spare = max(0, totals[provider] - contract.least)
        room = len(plan) if contract.most is None else max(0, contract.most - totals[provider])
        limits[provider] = (max(0, counts[provider] - spare), counts[provider] + room)
    return limits


def _yuan(year: YearProblem, plan: tuple[Delivery, ...], mine: list[Delivery]) -> int | None:
    if year.budget is None:
        return None
    costs = {one.id: one.cost for one in year.district.programmes}
    spent, own = (sum(costs[one.programme_id] for one in of) for of in (plan, mine))
    return own + max(0, year.budget - spent)
