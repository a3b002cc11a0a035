"""Nonsense in a file is refused with the place of the field and a sentence, never with a trace."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.refusal import Refusal
from scheduler.domain.district import Order
from scheduler.solver.format.documents import problem_text, read_plan, read_problem
from scheduler.solver.problem import Problem
from tests.unit.solver.small_district import DANCE, MONTH, delivery, small_district, small_problem


def whole_problem() -> Problem:
    order = Order("o1", "north", MONTH, "opera", 1, weekdays=frozenset({5}))
    fixed = delivery(
        "2606-001",
        DANCE,
        3,
        "09:00",
        pinned=frozenset({"programme_id", "provider_id", "venue_id", "day", "start"}),
    )
    return small_problem(small_district(orders=(order,)), draft=(fixed,))


WHOLE = json.loads(problem_text(whole_problem()))
GONE = object()


def changed(pointer: str, value: object) -> str:
    """The whole problem with one value changed, or taken away."""
    file = copy.deepcopy(WHOLE)
    *steps, last = pointer.split("/")[1:]
    place: Any = file
    for step in steps:
        place = place[_key(place, step)]
    if value is GONE:
        del place[_key(place, last)]
    else:
        place[_key(place, last)] = value
    return json.dumps(file)


def _key(place: object, step: str) -> str | int:
    return int(step) if isinstance(place, list) else step


def refused(text: str) -> list[str]:
    with pytest.raises(Refusal) as caught:
        read_problem(text, "a.json")
    assert all(fault.sentence.zh and fault.sentence.en for fault in caught.value.faults)
    return [fault.place for fault in caught.value.faults]


NONSENSE = {
    "no problem": ("/kind", "plan"),
    "another version": ("/format", "culture-planning/2"),
    "no month": ("/month", "2026-13"),
    "a negative population": ("/district/areas/1/population", -1),
    "half a head": ("/district/areas/1/population", 0.5),
    "a truth for a number": ("/district/areas/0/population", True),
    "a place off the globe": ("/district/areas/0/latitude", 91),
    "an area without a name": ("/district/areas/0/name", GONE),
    "an unknown field": ("/district/areas/0/colour", "red"),
    "a pointer with a slash": ("/district/venues/0/hours/8", ["09:00", "10:00"]),
    "a venue that closes before it opens": ("/district/venues/0/hours/1", ["10:00", "09:00"]),
    "a home point of one number": ("/district/providers/0/home", [31.2]),
    "no such time": ("/district/venues/0/hours/1/0", "25:00"),
    "no such day": ("/today", "2026-02-30"),
    "a month already past": ("/today", "2026-06-30"),
    "a start off the grid": ("/fixed/0/start", "09:10"),
    "no such category": ("/district/programmes/0/category", "opera"),
    "a programme of no length": ("/district/programmes/0/minutes", 0),
    "a rank before the first": ("/district/orders/0/rank", 0),
    "points that rise": ("/parameters/order_points", [1, 2]),
    "points of a category left out": ("/parameters/service_points/film", GONE),
    "a weight below nought": ("/weights/fairness", -3),
    "no weight": ("/weights/unasked", GONE),
    "no such zone": ("/district/timezone", "Asia/Atlantis"),
    "an order from nowhere": ("/district/orders/0/area_id", "atlantis"),
    "an order for what is not on the menu": ("/district/orders/0/programme_id", "circus"),
    "an order of another month": ("/district/orders/0/month", "2026-07"),
    "a fixed delivery by nobody": ("/fixed/0/provider_id", "nobody"),
    "a list that is none": ("/fixed", {}),
    "no areas": ("/district/areas", []),
}


@pytest.mark.parametrize(("pointer", "value"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_at_its_field(pointer: str, value: object) -> None:
    assert refused(changed(pointer, value)) == [f"a.json#{pointer}"]


def test_hours_that_end_before_they_begin_are_refused_at_their_end() -> None:
    hours = [{"weekdays": [1], "since": "18:00", "until": "17:00"}]
    places = refused(changed("/parameters/good_hours", {"film": hours}))
    assert places == ["a.json#/parameters/good_hours/film/0/until"]


def test_an_id_that_comes_twice_is_refused_where_it_comes_again() -> None:
    assert refused(changed("/district/venues/1/id", "hall")) == ["a.json#/district/venues/1/id"]


def test_a_weekday_that_comes_twice_is_refused_where_it_comes_again() -> None:
    assert refused(changed("/district/orders/0/weekdays", [5, 5])) == ["a.json#/district/orders/0/weekdays/1"]


def test_an_allotment_that_comes_twice_is_refused() -> None:
    again = {"area_id": "north", "category": "film", "month": MONTH, "least": 0, "most": 1}
    file = json.loads(changed("/district/allotments/0", again))
    assert refused(json.dumps(file)) == ["a.json#/district/allotments/1"]


def test_an_allotment_whose_least_is_over_its_most_is_refused_as_a_whole() -> None:
    assert refused(changed("/district/allotments/0/least", 99)) == ["a.json#/district/allotments/0"]


def test_all_faults_are_told_at_once() -> None:
    file = json.loads(changed("/today", "soon"))
    file["weights"]["fairness"] = "much"
    file["wish"] = 1
    assert refused(json.dumps(file)) == ["a.json#/wish", "a.json#/today", "a.json#/weights/fairness"]


def test_an_unknown_field_is_refused_by_its_name_and_pointer() -> None:
    with pytest.raises(Refusal) as caught:
        read_problem(changed("/weights/a~b", 1), "a.json")
    (fault,) = caught.value.faults
    assert fault.place == "a.json#/weights/a~0b"
    assert fault.sentence.en == (
        "there is no field “a~b” here; there are unplaced, ranked_orders, fairness, spacing, stability, "
        "preferences, unasked, variety, travel, good_hours, weekend_share, evening_share. Remove it or mend its name."
    )


def test_a_thousand_faults_do_not_bury_the_first() -> None:
    file = json.loads(changed("/fixed", ["nothing"] * 1000))
    places = refused(json.dumps(file))
    assert (len(places), places[0], places[-1]) == (51, "a.json#/fixed/0", "a.json")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "NaN", "[" * 100_000, '{"a": 1, "a": 2}', '{"kind": "problem"}', "1" * 5000],
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    assert refused(text)


def test_a_plan_with_an_id_twice_is_refused() -> None:
    one = json.loads(problem_text(whole_problem()))["fixed"][0]
    text = json.dumps({"format": "culture-planning/1", "kind": "plan", "deliveries": [one, one]})
    with pytest.raises(Refusal, match="plan#/deliveries/1/id"):
        read_plan(text)


def pointers(value: object, at: str = "") -> list[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in items for found in (f"{at}/{key}", *pointers(one, f"{at}/{key}"))]


EVERYWHERE = sorted(pointers(WHOLE))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2026-06-12"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@given(st.sampled_from(EVERYWHERE), anything)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_anywhere_is_read_or_refused_there(pointer: str, value: object) -> None:
    found = read_or_refuse(changed(pointer, value))
    assert isinstance(found, Refusal) or read_problem(problem_text(found)) == found


def read_or_refuse(text: str) -> Problem | Refusal:
    try:
        return read_problem(text)
    except Refusal as refusal:
        return refusal


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ('{\n  "kind": }', "从第 2 行第 11 列起读不下去"),
        ("[" * 200_000, "层次太深"),
    ],
)
def test_what_is_no_json_is_told_by_its_line_in_the_readers_language(text: str, zh: str) -> None:
    with pytest.raises(Refusal) as raised:
        read_problem(text)
    (fault,) = raised.value.faults
    assert fault.sentence.zh == f"这不是完整的 JSON 文件：{zh}。请检查文件是否完整。"
