"""A month that is planned again: what need not change stays, and of plans that cost the same the nearest is chosen."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.calendar import differences
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.assemble import assemble
from scheduler.solver.columns import deliveries_of
from scheduler.solver.judge import score
from scheduler.solver.solution import Ending
from scheduler.solver.solve import solve
from scheduler.solver.staying import nearness
from tests.unit.solver.small_district import (
    MONTH,
    OPERA,
    PROVIDERS,
    TEA,
    at,
    delivery,
    most,
    provider,
    small_district,
    small_problem,
    venue,
)
from tests.unit.solver.test_solving import STEADY, every_plan, two_days

HOUSES = tuple(f"house-{number}" for number in range(2))
TEAS = replace(TEA, provider_ids=frozenset(HOUSES))


def test_a_better_place_for_one_changes_nothing_of_the_others() -> None:
    """Four teas by two houses that are alike; the opera asks for the annex and stands in the hall."""
    days = (3, 9, 17, 23)
    teas = [
        replace(delivery(f"2606-1{number}", TEAS, day, "10:00"), provider_id=HOUSES[number * 3 % 2])
        for number, day in enumerate(days)
    ]
    teas = [replace(one, order_id=f"T{number}") for number, one in enumerate(teas)]
    opera = delivery("2606-001", OPERA, 30, "14:00", order_id="O1")
    wanted = Order("O1", "north", MONTH, "opera", 1, venue_id="annex")
    problem = small_problem(
        small_district(
            providers=(*PROVIDERS, *(provider(one, Category.FEATURE) for one in HOUSES)),
            programmes=(OPERA, TEAS),
            venues=(venue(), venue("annex")),
            orders=(wanted, *(Order(f"T{n}", "north", MONTH, "tea", n + 2) for n in range(len(days)))),
            allotments=(most("north", Category.PERFORMANCE, 1), most("north", Category.FEATURE, 4)),
        ),
        draft=(opera, *teas),
    )
    starts = tuple((category, (at("10:00"), at("14:00"))) for category in Category)
    problem = replace(problem, parameters=replace(problem.parameters, offered_starts=starts))
    again = solve(problem, STEADY)
    (moved,) = differences(problem.draft, again.deliveries)
    assert (moved.delivery_id, moved.changed, again.ending) == ("2606-001", ("venue_id",), Ending.OPTIMAL)


def test_of_all_plans_that_cost_the_least_none_is_nearer_to_the_draft() -> None:
    """Every plan of two days is tried: the draft itself serves no opera, so that it is not the best."""
    orders = (Order("O1", "north", MONTH, "opera", 1), Order("O2", "north", MONTH, "tea", 2))
    drafted = (delivery("2606-001", TEA, 12, "17:30", order_id="O2"),)
    problem = replace(two_days(*orders), draft=drafted)
    model = assemble(problem, widely=True)
    near = {column: nearness(model)[variable] for variable, column in model.decisions}
    costs = {plan: score(problem, plan).total for plan in every_plan(problem)}
    least = min(costs.values())
    again = solve(problem, STEADY)

    def nearness_of(plan: tuple[object, ...]) -> int:
        return sum(
            near[column]
            for column in model.columns
            if set(deliveries_of(problem, [column])) <= {replace(one, id="") for one in plan}
        )

    alike = [nearness_of(plan) for plan, cost in costs.items() if cost == least]
    assert (again.best, nearness_of(again.deliveries)) == (least, min(alike))
    assert len(set(alike)) > 1
