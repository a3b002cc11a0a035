"""A city's month is repaired in the districts concerned; the plan then is the whole city's and keeps every rule."""

from __future__ import annotations

import pytest

from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import Disruption, OrderWithdrawn, ProviderAbsent, Rain, Urgent, VenueClosed
from scheduler.domain.district import Order
from scheduler.solver.city.parts import areas_of
from scheduler.solver.city.repairing import Part, concerned_by, repair_city
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.problem import Problem
from scheduler.solver.repairing import repair
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve
from tests.unit.solver.city.tiny_city import tiny_city
from tests.unit.solver.small_district import MONTH

SOON = Options(seconds=20.0)


def published(seed: int) -> tuple[Problem, tuple[Delivery, ...]]:
    problem = tiny_city(seed)
    return problem, solve(problem, SOON).deliveries


def events(problem: Problem, plan: tuple[Delivery, ...]) -> list[Disruption]:
    shared = next(one for one in plan if problem.providers[one.provider_id].district_id is None)
    ordered = next(one for one in plan if one.order_id is not None)
    urgent = Order("U1", plan[0].area_id, MONTH, plan[0].programme_id, 1)
    return [
        ProviderAbsent(shared.provider_id, shared.day, shared.day),
        VenueClosed(plan[0].venue_id, plan[0].day, plan[0].day),
        OrderWithdrawn(str(ordered.order_id)),
        Urgent(urgent),
        *(Rain(one.day) for one in plan if problem.venues[one.venue_id].open_air),
    ][:5]


@pytest.mark.parametrize("seed", [1, 2])
def test_proposals_are_the_whole_city_s_and_claim_no_more_than_the_whole_search(seed: int) -> None:
    problem, plan = published(seed)
    for event in events(problem, plan):
        found, whole = repair_city(problem, plan, event, SOON), repair(problem, plan, event, SOON)
        assert found.touched == whole.touched
        assert found.least <= whole.least
        for one in found.proposals:
            if one.broken:
                continue
            assert not hard_findings(found.problem_with(one), one.deliveries), event
            was, now = (score(found.problem, plans).total for plans in (plan, one.deliveries))
            assert now - was == one.points or isinstance(event, Urgent)
        if found.fewest and found.fewest.proven:
            assert whole.fewest
            assert found.fewest.count == whole.fewest.count


def test_only_the_districts_concerned_are_searched_beside_what_their_providers_do_elsewhere() -> None:
    problem, plan = published(1)
    one = next(one for one in plan if problem.providers[one.provider_id].district_id is not None)
    concerned = concerned_by(problem, plan, VenueClosed(one.venue_id, one.day, one.day))
    assert concerned == {problem.areas[one.area_id].district_id}
    part = Part(problem, plan, concerned)
    own = areas_of(problem, *concerned)
    served = {each.order_id for each in part.plan}
    assert all(order.area_id in own or order.id in served for order in part.problem.district.orders)
    elsewhere = [each for each in part.plan if each.area_id not in own]
    assert elsewhere
    assert all(part.problem.stands(each) for each in elsewhere)
    assert {each.id for each in (*part.plan, *part.left_out)} == {each.id for each in plan}


def test_where_a_district_finds_no_way_the_others_may_give_way() -> None:
    problem, plan = published(1)
    shared = next(one for one in plan if problem.providers[one.provider_id].district_id is None)
    other = next(area for area in problem.areas if area != shared.area_id)
    order = Order("U1", other, MONTH, shared.programme_id, 1, pinned_day=shared.day)
    found, whole = repair_city(problem, plan, Urgent(order), SOON), repair(problem, plan, Urgent(order), SOON)
    assert whole.fewest
    assert found.fewest
    assert found.fewest.count >= whole.fewest.count > 0
    assert order.id in {one.order_id for one in found.fewest.deliveries}
