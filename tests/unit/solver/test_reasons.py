"""The reason of what is unplaced is true: the rules it names bar each place and time, one by one."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import District, Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.assemble import assemble
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.identity import with_ids
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.reasons import unplaced_of
from scheduler.solver.solution import Ending, Options, Solution, Unplaced
from scheduler.solver.solve import solve
from tests.unit.solver.nine_areas import planned_month
from tests.unit.solver.small_district import (
    MONTH,
    PROVIDERS,
    TEA,
    delivery,
    june,
    most,
    provider,
    small_district,
    small_problem,
    square,
    venue,
)

STEADY = Options(workers=1, deterministic_seconds=8.0)
TEA_ORDER = Order("O1", "north", MONTH, "tea", 1)
OPERA_ORDER = Order("O1", "north", MONTH, "opera", 1)


def planned(district: District) -> Solution:
    return solve(small_problem(district), STEADY)


def only(solution: Solution) -> tuple[Unplaced, list[str]]:
    (unplaced,) = solution.unplaced
    return unplaced, [reason.rule for reason in unplaced.reasons]


def test_no_venue_of_the_area_has_what_it_needs() -> None:
    unplaced, rules = only(
        planned(small_district(orders=(OPERA_ORDER,), venues=(venue(features=()), square())))
    )
    assert rules == ["venue_fit"]
    assert "Hall lacks what “Opera” needs: stage" in unplaced.reason.en


def test_the_provider_is_away_the_whole_month() -> None:
    away = tuple(replace(one, blackouts=(Period(june(1), june(30)),)) for one in PROVIDERS)
    _, rules = only(planned(small_district(orders=(TEA_ORDER,), providers=away)))
    assert rules == ["provider_present"]


def test_a_film_too_long_for_the_light_is_not_told_of_the_halls_hours() -> None:
    order = Order("O1", "north", MONTH, "long-film", 1)
    unplaced, rules = only(planned(small_district(orders=(order,))))
    assert rules == ["film"]
    assert "“Long-Film” is too long" in unplaced.reason.en


def test_two_rules_together_leave_no_day() -> None:
    halves = tuple(replace(one, contract=Period(june(1), june(15))) for one in PROVIDERS)
    hall = replace(venue(), closures=(Period(june(1), june(15)),))
    _, rules = only(planned(small_district(orders=(TEA_ORDER,), providers=halves, venues=(hall,))))
    assert sorted(rules) == ["provider_present", "venue_open"]


def test_the_areas_most_is_used_up_by_a_dearer_order() -> None:
    district = small_district(
        orders=(TEA_ORDER, Order("O2", "north", MONTH, "tea", 2)),
        allotments=(most("north", Category.FEATURE, 1),),
    )
    unplaced, rules = only(planned(district))
    assert (unplaced.order_id, rules) == ("O2", ["allotment"])
    assert unplaced.reasons[0].subject == ("north", "feature", "most")


def test_nothing_of_the_category_is_allotted() -> None:
    unplaced, rules = only(planned(small_district(orders=(TEA_ORDER,), allotments=())))
    assert rules == ["allotment"]
    assert "North's most of feature service is 0; 0 are fixed already and this takes 1" in unplaced.reason.en


def test_the_budget_is_used_up() -> None:
    district = small_district(orders=(TEA_ORDER, Order("O2", "south", MONTH, "tea", 9)), month_budget=1500)
    unplaced, rules = only(planned(district))
    assert (unplaced.order_id, rules) == ("O2", ["budget"])


def test_what_has_room_but_costs_more_than_it_gains_is_called_outweighed() -> None:
    # five points for one area of two are further from fair than a ninth-ranked order is worth
    unplaced, rules = only(planned(small_district(orders=(replace(OPERA_ORDER, rank=9),))))
    assert rules == ["outweighed"]
    # the plan is proven to be the best, so nothing is put down to the search
    assert unplaced.reason.en == "there is room, but other wishes would lose as much or more."


def test_what_is_full_is_said_of_every_plan_only_where_the_best_is_proven() -> None:
    district = small_district(
        orders=(TEA_ORDER, Order("O2", "north", MONTH, "tea", 2)),
        allotments=(most("north", Category.FEATURE, 1),),
    )
    unplaced, _ = only(planned(district))
    assert unplaced.reason.zh == "本街道该类别的配额上限已用完，腾出来也不会更好。"
    model = assemble(small_problem(district))
    values = [0] * (len(model.columns) + len(model.counted))
    for variable in (min(model.decisions.of_order["O2"]), *_tallies(model, "O2")):
        values[variable] = 1
    plan = Plan(model.problem, with_ids(model.problem, deliveries_of(model.problem, _chosen(model, values))))
    (other,) = unplaced_of(model, plan, values, proven=False)
    assert (other.order_id, other.reasons[0].rule) == ("O1", "allotment")
    assert "未证明换一种排法也不行" in other.reason.zh


def _tallies(model: Model, order_id: str) -> list[int]:
    return [number for number, tally in model.tallies.items() if tally.order_id == order_id]


def _chosen(model: Model, values: list[int]) -> list[Column]:
    return [column for column, value in zip(model.columns, values, strict=False) if value]


def test_two_pins_that_one_place_alone_would_keep_are_not_put_down_to_the_menu() -> None:
    """Both teas are pinned to the hall's one hour of the twelfth: one has it, and that is said of the other."""
    hall = replace(
        venue(hours=("10:00", "11:15")), closures=(Period(june(1), june(11)), Period(june(13), june(30)))
    )
    pinned = [
        delivery(f"2606-00{n}", TEA, 12, "10:00", pinned=frozenset({"day", "programme_id"})) for n in (1, 2)
    ]
    district = small_district(venues=(hall,), programmes=(TEA,), providers=(provider("teahouse"),))
    solution = solve(small_problem(district, draft=pinned), STEADY)
    unplaced, rules = only(solution)
    assert solution.ending is Ending.INFEASIBLE
    assert unplaced.delivery_id in {"2606-001", "2606-002"}
    assert rules == ["all_in"]


def test_every_order_of_a_nine_area_month_is_served_or_has_its_reason() -> None:
    problem, solution, _ = planned_month()
    served = {one.order_id for one in solution.deliveries if one.order_id}
    unserved = {one.order_id for one in solution.unplaced}
    assert served | unserved == {order.id for order in problem.district.orders}
    assert not served & unserved
    assert all(one.reasons and one.reason.zh and one.reason.en for one in solution.unplaced)
