from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.identity import with_ids
from scheduler.solver.matching import least_cost_matching
from tests.unit.solver.small_district import (
    DANCE,
    MONTH,
    OPERA,
    TEA,
    at,
    delivery,
    june,
    small_district,
    small_problem,
)


def unnamed(*deliveries: Delivery) -> list[Delivery]:
    return [replace(one, id="") for one in deliveries]


def ids(deliveries: tuple[Delivery, ...]) -> list[tuple[str, int]]:
    return [(one.id, one.day.day) for one in deliveries]


FIFTH = delivery("2606-001", TEA, 5, "10:00")
TWELFTH = delivery("2606-002", TEA, 12, "10:00")


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(-50, 50), min_size=width, max_size=width), min_size=1, max_size=width
        )
    )
)
def test_a_matching_costs_the_least_of_all(costs: list[list[int]]) -> None:
    found = least_cost_matching(costs)
    assert len(set(found)) == len(costs)
    total = sum(row[column] for row, column in zip(costs, found, strict=True))
    assert total == min(
        sum(row[column] for row, column in zip(costs, order, strict=True))
        for order in permutations(range(len(costs[0])), len(costs))
    )


def test_new_deliveries_are_numbered_by_day_after_the_last_serial() -> None:
    plan = with_ids(small_problem(next_serial=7), unnamed(TWELFTH, FIFTH))
    assert ids(plan) == [("2606-007", 5), ("2606-008", 12)]


def test_a_delivery_that_stands_in_its_slot_keeps_its_id() -> None:
    problem = small_problem(published=(FIFTH, TWELFTH))
    assert with_ids(problem, unnamed(TWELFTH, FIFTH)) == (FIFTH, TWELFTH)


def test_a_delivery_moved_to_another_day_keeps_its_id() -> None:
    problem = small_problem(published=(FIFTH, TWELFTH))
    moved = replace(TWELFTH, day=june(16), start=at("14:00"))
    assert with_ids(problem, unnamed(FIFTH, moved)) == (FIFTH, replace(moved, id="2606-002"))


def test_an_exact_slot_goes_before_a_nearer_look() -> None:
    problem = small_problem(published=(FIFTH, TWELFTH))
    sixth = replace(FIFTH, day=june(6))
    plan = with_ids(problem, unnamed(FIFTH, sixth))
    assert ids(plan) == [("2606-001", 5), ("2606-002", 6)]


def test_the_draft_is_matched_as_well_as_the_published_version() -> None:
    drafted = replace(FIFTH, day=june(26))
    problem = small_problem(published=(FIFTH, TWELFTH), draft=(drafted, TWELFTH))
    assert ids(with_ids(problem, unnamed(TWELFTH, drafted))) == [("2606-002", 12), ("2606-001", 26)]


def test_a_pinned_delivery_is_matched_first() -> None:
    pinned = replace(FIFTH, pinned=frozenset({"start"}))
    problem = small_problem(draft=(pinned, TWELFTH))
    far = replace(FIFTH, day=june(26))
    near = replace(FIFTH, start=at("14:00"))
    assert ids(with_ids(problem, unnamed(near, far))) == [("2606-002", 5), ("2606-001", 26)]


def test_what_keeps_the_pins_is_the_delivery_though_all_else_is_another() -> None:
    """The search may give the pinned hour to another programme on another day: no pin is broken by that."""
    problem = small_problem(draft=(replace(FIFTH, pinned=frozenset({"start"})),))
    fair = delivery("", replace(TEA, id="fair"), 9, "10:00")
    assert [one.id for one in with_ids(problem, [fair])] == ["2606-001"]


def test_a_pinned_delivery_keeps_its_order_though_another_stands_in_its_slot() -> None:
    district = small_district(orders=(Order("O1", "north", MONTH, "tea", 1),))
    pinned = replace(FIFTH, order_id="O1", pinned=frozenset({"start"}))
    unasked, ordered = replace(FIFTH, order_id=None), replace(TWELFTH, order_id="O1")
    plan = with_ids(small_problem(district, draft=(pinned,)), unnamed(unasked, ordered))
    assert ids(plan) == [("2606-002", 5), ("2606-001", 12)]


def test_another_programme_at_another_time_is_another_delivery() -> None:
    problem = small_problem(published=(FIFTH,))
    opera = delivery("", OPERA, 9, "14:00")
    assert [one.id for one in with_ids(problem, [opera])] == ["2606-002"]


def test_the_order_tells_two_alike_apart() -> None:
    district = small_district(
        orders=(Order("O1", "north", MONTH, "tea", 1), Order("O2", "north", MONTH, "tea", 2))
    )
    first, second = replace(FIFTH, order_id="O1"), replace(TWELFTH, order_id="O2")
    problem = small_problem(district, published=(first, second))
    swapped = (replace(first, day=june(17)), replace(second, day=june(16)))
    assert [(one.id, one.order_id) for one in with_ids(problem, unnamed(*swapped))] == [
        ("2606-002", "O2"),
        ("2606-001", "O1"),
    ]


def course(*days: int, start: str = "18:00", course_id: str = "new-1", named: bool = False) -> list[Delivery]:
    return [
        delivery(
            f"2606-01{number}" if named else "",
            DANCE,
            day,
            start,
            course_id=course_id,
            session=number,
        )
        for number, day in enumerate(days, start=1)
    ]


def test_a_course_keeps_its_id_and_its_sessions_theirs() -> None:
    before = course(16, 23, 30, course_id="C2606-01", named=True)
    problem = small_problem(published=before)
    moved = course(17, 24, start="09:00")
    assert [(one.course_id, one.session, one.id) for one in with_ids(problem, moved)] == [
        ("C2606-01", 1, "2606-011"),
        ("C2606-01", 2, "2606-012"),
    ]


def test_a_new_course_gets_a_free_course_id() -> None:
    before = course(16, 23, 30, course_id="C2606-01", named=True)
    problem = small_problem(published=before)
    plan = with_ids(problem, [*unnamed(*before), *course(15, 22, 29, start="09:00", course_id="new-2")])
    assert {one.course_id for one in plan} == {"C2606-01", "C2606-02"}


def test_a_new_course_takes_no_id_of_a_course_that_stands() -> None:
    pins = frozenset({"programme_id", "provider_id", "venue_id", "day", "start"})
    stands = [replace(one, pinned=pins) for one in course(2, 9, 16, 23, course_id="C2606-01", named=True)]
    plan = with_ids(small_problem(published=tuple(stands)), [*stands, *course(3, 10, 17, 24)])
    assert {one.course_id for one in plan} == {"C2606-01", "C2606-02"}


def by_slot(plan: tuple[Delivery, ...]) -> dict[int, str]:
    return {one.day.day: one.id for one in plan}


def test_a_session_whose_number_changed_stays_what_it_was() -> None:
    before = course(8, 15, 22, 29, course_id="C2606-01", named=True)
    problem = small_problem(published=before)
    assert by_slot(with_ids(problem, course(8, 15, 29))) == {8: "2606-011", 15: "2606-012", 29: "2606-014"}


def test_days_that_come_to_a_course_in_its_slot_are_new_and_none_moves() -> None:
    before = course(15, 22, 29, course_id="C2606-01", named=True)
    plan = with_ids(small_problem(published=before, next_serial=20), course(1, 8, 15, 29))
    assert by_slot(plan) == {1: "2606-020", 8: "2606-021", 15: "2606-011", 29: "2606-013"}
    assert {one.course_id for one in plan} == {"C2606-01"}


def test_a_course_drafted_elsewhere_comes_back_with_each_id_once() -> None:
    published = course(15, 22, course_id="C2606-01", named=True)
    drafted = course(8, 15, course_id="C2606-01", named=True)
    problem = small_problem(published=published, draft=drafted)
    assert by_slot(with_ids(problem, course(15, 22))) == {15: "2606-011", 22: "2606-012"}


def test_a_session_that_stood_apart_keeps_its_id_when_it_comes_back() -> None:
    apart, *others = reversed(course(8, 15, 22, course_id="C2606-01", named=True))
    problem = small_problem(published=(*others, replace(apart, start=at("09:00"))))
    assert by_slot(with_ids(problem, course(8, 15, 22)))[22] == apart.id


def test_what_is_apart_is_another_delivery_however_the_others_are_matched() -> None:
    problem = small_problem(published=(FIFTH, TWELFTH), next_serial=50)
    others = [delivery("", TEA, day, "14:00", programme_id="other") for day in (9, 16)]
    elsewhere = [replace(one, area_id="south") for one in course(1, 8, 15)]
    plan = with_ids(problem, [*others, *unnamed(replace(FIFTH, day=june(6)), TWELFTH), *elsewhere])
    assert {one.id for one in plan if one.programme_id == TEA.id} == {FIFTH.id, TWELFTH.id}
    assert {one.id for one in plan if one.programme_id != TEA.id}.isdisjoint({FIFTH.id, TWELFTH.id})


def test_what_takes_the_room_of_what_went_is_not_it() -> None:
    problem = small_problem(published=(FIFTH,), next_serial=50)
    others = [delivery("", TEA, day, "14:00", programme_id="other") for day in (9, 16)]
    assert [one.id for one in with_ids(problem, others)] == ["2606-050", "2606-051"]


def test_a_course_of_another_area_is_another_course() -> None:
    before = course(8, 15, course_id="C2606-01", named=True)
    elsewhere = [
        replace(one, area_id="south", course_id=f"new-{number}")
        for number in (1, 2)
        for one in course(9 + number, 16 + number)
    ]
    plan = with_ids(small_problem(published=before, next_serial=50), elsewhere)
    assert "C2606-01" not in {one.course_id for one in plan}
    assert min(one.id for one in plan) == "2606-050"


def test_a_pinned_session_is_one_that_keeps_its_pins_whatever_its_number() -> None:
    """The course begins later, so that its second session is of the next month: the first keeps the second's hour."""
    first, second = course(23, 30, course_id="C2606-01", named=True)
    problem = small_problem(draft=(first, replace(second, start=at("09:00"), pinned=frozenset({"start"}))))
    assert ids(with_ids(problem, course(29, start="09:00"))) == [("2606-012", 29)]
    assert ids(with_ids(problem, course(22, 29, start="09:00"))) == [("2606-011", 22), ("2606-012", 29)]


def test_an_id_of_two_areas_is_given_once() -> None:
    """Published in the north, drafted in the south: where either is planned, only one is the delivery."""
    southern = replace(FIFTH, area_id="south", venue_id="den")
    problem = small_problem(published=(FIFTH,), draft=(southern,))
    assert len({one.id for one in with_ids(problem, unnamed(FIFTH, southern))}) == 2


def test_a_course_of_which_the_first_session_went_is_known_by_a_pinned_one() -> None:
    stood = replace(course(9, course_id="C2606-01", named=True)[0], session=2, pinned=frozenset({"start"}))
    plan = with_ids(small_problem(draft=(stood,), next_serial=50), course(3, 10, 17, 24))
    assert {one.session: one.id for one in plan}[2] == stood.id
