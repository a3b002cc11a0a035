"""What is offered is what the rules leave over, and no conflict escapes the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.district import Order, Period
from scheduler.domain.terms import Category
from scheduler.solver.assemble import assemble
from scheduler.solver.cliques import cover_of
from scheduler.solver.columns import Column
from scheduler.solver.decisions import columns_of, orders_wanted
from scheduler.solver.finding import barred, day_words, fill_sentence
from scheduler.solver.model import Model
from scheduler.solver.rules import RULE_OF, RULES
from scheduler.solver.sieve import Sieve
from tests.unit.solver.small_district import (
    DANCE,
    FILM,
    MONTH,
    OPERA,
    PROGRAMMES,
    PROVIDERS,
    TEA,
    delivery,
    june,
    most,
    small_district,
    small_problem,
    square,
    venue,
)
from tests.unit.solver.verdicts import barred_by

Span = tuple[int, int]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda it: (it[0], sum(it))), unique=True)
)
def test_every_conflict_lies_in_a_clique_and_a_clique_holds_only_conflicts(spans: list[Span]) -> None:
    near = [
        sum(1 << at for at, other in enumerate(spans) if other != one and overlap(one, other))
        for one in spans
    ]
    cliques = [set(clique) for clique in cover_of(near)]
    for one, other in combinations(range(len(spans)), 2):
        together = any({one, other} <= clique for clique in cliques)
        assert together == overlap(spans[one], spans[other])
    assert set().union(*cliques) == set(range(len(spans)))


def test_what_is_offered_is_exactly_what_no_rule_bars() -> None:
    twin = replace(OPERA, id="twin", name="Twin", provider_ids=frozenset({"troupe", "teahouse"}), cost=7)
    away = tuple(
        replace(one, blackouts=(Period(june(8), june(9)),), categories=frozenset(Category))
        for one in PROVIDERS
    )
    hall = replace(venue(), closures=(Period(june(29), june(30)), Period(date(2026, 7, 10), None)))
    ids = ("opera", "twin", "film", "dance", "tea", "books", "carnival")
    problem = small_problem(
        small_district(
            programmes=(*PROGRAMMES, twin),
            providers=away,
            venues=(hall, square()),
            orders=tuple(Order(f"O{n}", "north", MONTH, one, n) for n, one in enumerate(ids, start=1)),
        )
    )
    model = Model(problem)
    for rule in RULES:
        rule.build(model)
    thinkable = [
        column
        for wanted in orders_wanted(problem)
        for column in columns_of(problem, Sieve(problem, ()), wanted)
    ]
    left = {column for column in thinkable if not barred_by(model, None, column)}
    assert set(assemble(problem).columns) == left
    assert {column.programme_id for column in left} == set(ids)


def offered(column: Column) -> tuple[str, str | None]:
    return column.programme_id, column.order_id


def test_what_nobody_ordered_is_offered_only_where_orders_cannot_reach_the_least() -> None:
    district = small_district(
        programmes=(TEA, replace(TEA, id="tea-2", name="Tea 2")),
        orders=(Order("O1", "north", MONTH, "tea", 1),),
        allotments=(most("north", Category.FEATURE, 2, 1), most("south", Category.FEATURE, 2, 1)),
    )
    columns = assemble(small_problem(district)).columns
    north = {offered(column) for column in columns if column.area_id == "north"}
    south = {offered(column) for column in columns if column.area_id == "south"}
    assert north == {("tea", "O1")}
    assert south == {("tea", None), ("tea-2", None)}


def test_offered_more_widely_it_is_offered_wherever_the_least_is_open() -> None:
    district = small_district(
        programmes=(TEA,),
        orders=(Order("O1", "north", MONTH, "tea", 1),),
        allotments=(most("north", Category.FEATURE, 2, 1),),
    )
    columns = assemble(small_problem(district), widely=True).columns
    assert {offered(column) for column in columns} == {("tea", "O1"), ("tea", None)}


def test_a_course_is_one_column_that_occupies_the_months_after() -> None:
    district = small_district(programmes=(DANCE,), orders=(Order("O1", "north", MONTH, "dance", 1),))
    columns = [one for one in assemble(small_problem(district)).columns if one.days[0] == june(23)]
    assert {one.days for one in columns} == {
        (june(23), june(30), date(2026, 7, 7), date(2026, 7, 14)),
    }
    assert {one.in_month for one in columns} == {2}


def test_what_stood_before_is_offered_even_at_an_hour_that_planning_does_not_offer() -> None:
    odd = delivery("2606-001", FILM, 12, "19:30")
    early = delivery("2606-002", TEA, 12, "11:15")
    problem = small_problem(published=(odd, early))
    starts = {(one.programme_id, one.start) for one in assemble(problem).columns}
    assert ("tea", early.start) in starts


def test_every_row_carries_its_rule_and_its_subject() -> None:
    model = assemble(small_problem(small_district(orders=(Order("O1", "north", MONTH, "film", 1),))))
    assert {row.rule for row in model.rows} <= {*RULE_OF, "tally"}
    booked = [row.subject for row in model.rows if row.rule == "venue_booking"]
    assert ("hall", "2026-06-12") in booked


def test_days_are_told_with_their_weekday() -> None:
    assert (day_words(june(12)).zh, day_words(june(12)).en) == ("6月12日(周五)", "Fri 12 Jun")


def test_a_sentence_is_made_last_with_the_districts_names() -> None:
    fault = barred("features", venue="hall", programme="opera", missing=("lights", "stage"))
    sentence = fill_sentence(RULE_OF["venue_fit"].cases["features"], dict(fault.facts), small_district())
    assert sentence.zh == "Hall缺少“Opera”所需设施：lights、stage"
    assert sentence.en == "Hall lacks what “Opera” needs: lights, stage"
