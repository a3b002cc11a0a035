from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import time
from typing import Any

import pytest

from config.refusal import Refusal
from scheduler.domain.terms import Category
from scheduler.solver.parameters import planning_settings
from tests.unit.solver.small_district import DEFAULTS

TABLE: dict[str, Any] = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["planning"]


def changed(*path: str, value: object) -> dict[str, Any]:
    table = deepcopy(TABLE)
    at = table
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return table


def test_the_settings_that_ship_are_read() -> None:
    parameters, weights = planning_settings(TABLE)
    assert parameters.film_end_by == time(21, 30)
    assert parameters.permit_lead == 20
    assert parameters.points_of(Category.PERFORMANCE) == 5
    assert [parameters.points_of_rank(rank) for rank in (1, 2, 6, 99)] == [12, 8, 1, 1]
    assert weights.of("stability") == 100


def test_every_weight_tells_its_unit_and_meaning_and_every_number_its_source_and_date() -> None:
    parameters, _ = planning_settings(TABLE)
    assert all(entry["unit"] and entry["meaning"] for entry in TABLE["weights"].values())
    assert [one.name for one in parameters.citations] == sorted(TABLE["rules"])
    assert all(one.source and one.since and one.unit for one in parameters.citations)


def test_what_could_not_be_placed_outweighs_all_else_of_a_nine_area_month() -> None:
    _, weights = planning_settings(TABLE)
    assert weights.unplaced > 100 * weights.stability


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("weights", "fairness", "value"), -1, "planning.weights.fairness"),
        (("weights", "fairness", "value"), "much", "planning.weights.fairness"),
        (("weights",), None, "planning.weights"),
        (("rules", "film_end_by", "value"), "half past nine", "planning.rules.film_end_by"),
        (("rules", "film_months", "value"), [13], "planning.rules.film_months"),
        (("rules", "order_points", "value"), [1, 2], "planning.rules.order_points"),
        (("rules", "permit_lead", "source"), "", "planning.rules.permit_lead"),
        (("rules", "weekend_percent", "value"), 101, "planning.rules.weekend_percent"),
        (
            ("rules", "good_hours", "value", "film"),
            [{"weekdays": [8], "from": "18:00", "until": "19:00"}],
            "planning.rules.good_hours",
        ),
        (
            ("rules", "good_hours", "value", "film"),
            [{"weekdays": [5], "from": "19:00", "until": "18:00"}],
            "planning.rules.good_hours",
        ),
        (("rules", "offered_starts", "value"), {"film": []}, "planning.rules.offered_starts"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_by_its_key(
    path: tuple[str, ...], value: object, place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        planning_settings(changed(*path, value=value))
    assert [fault.place for fault in refused.value.faults] == [place]


def test_starts_off_the_grid_are_refused() -> None:
    starts = TABLE["rules"]["offered_starts"]["value"] | {"books": ["09:10"]}
    with pytest.raises(Refusal, match=r"planning\.rules\.offered_starts"):
        planning_settings(changed("rules", "offered_starts", "value", value=starts))
