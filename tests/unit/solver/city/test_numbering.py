"""A district's first plan: what is missing goes before everything, and its points are those that the checker counts."""

from __future__ import annotations

import pytest

from scheduler.domain.terms import Category
from scheduler.solver.city.numbering import _lacking_least
from scheduler.solver.city.part_model import FINE
from scheduler.solver.city.parts import part_of
from scheduler.solver.city.paying import priced_in
from scheduler.solver.city.workbench import Workbench
from scheduler.solver.columns import deliveries_of
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import hard_findings, score
from tests.unit.solver.city.tiny_city import tiny_city


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_plan_aimed_at_what_is_missing_is_told_with_the_points_it_has(seed: int) -> None:
    city = tiny_city(seed)
    bench = Workbench(city)
    for district, name in enumerate(bench.districts):
        problem = part_of(city, name)
        everywhere = frozenset((area, one) for area in problem.areas for one in Category)
        part = bench._model(district, everywhere)
        found = part.arranged(_lacking_least(part, priced_in(part.elastic, {}, FINE), 6.0, 1))

        plan = with_ids(problem, deliveries_of(problem, found.columns))
        assert found.short == 0
        assert hard_findings(problem, plan) == ()
        assert found.points == score(problem, plan).total
