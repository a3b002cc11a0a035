"""Portions are whole, no more than there is, and nobody's is taken by who plans before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scheduler.solver.assemble import ruled
from scheduler.solver.city.offering import thinned
from scheduler.solver.city.parts import areas_of, districts_of, part_of, shared_providers
from scheduler.solver.city.reserving import Deal
from scheduler.solver.city.sharing import Sharing, Slice
from scheduler.solver.columns import Column
from scheduler.solver.decisions import Offer
from scheduler.solver.problem import Problem
from tests.unit.solver.city.test_completing import chained_city

MONTH = "2026-06"
TROUPE, BAND = ("month", "troupe", MONTH), ("month", "band", MONTH)


def test_two_halves_become_one_whole_for_each() -> None:
    deal = _deal(chained_city(), [{TROUPE: 0.5, BAND: 0.5}, {TROUPE: 0.5, BAND: 0.5}, {}])
    assert [sum(own[one] for own in deal.portions.values()) for one in range(3)] == [1, 1, 0]
    assert [sum(deal.portions[name]) for name in (TROUPE, BAND)] == [1, 1]


def test_no_provider_is_promised_more_often_than_it_comes() -> None:
    deal = _deal(chained_city(), [{TROUPE: 0.9}, {TROUPE: 0.8}, {BAND: 0.7}])
    assert [sum(deal.portions[name]) for name in (TROUPE, BAND)] == [1, 1]


def test_who_plans_first_leaves_the_portions_of_the_others_alone() -> None:
    deal = _deal(chained_city(), [{}, {TROUPE: 1.0}, {BAND: 1.0}])
    east, mid = deal.slices([0], [None, None, None])[0], deal.slices([1], [(), None, None])[0]
    assert (east.limits[TROUPE], mid.limits[TROUPE], mid.limits[BAND]) == (0, 1, 0)
    west = deal.slices([2], [(), (), None])[0]
    assert west.limits[TROUPE] == 1, "what those before did not use is free"


def test_districts_that_plan_at_once_never_meet_at_a_provider_on_one_day() -> None:
    city = chained_city()
    deal = _deal(city, [{TROUPE: 0.4}, {TROUPE: 0.6, BAND: 0.5}, {BAND: 1.0}])
    for batch in deal.batches():
        slices = deal.slices(batch, [None, None, None])
        for provider_id in ("troupe", "band"):
            for day in city.days:
                assert sum(_may_come(own, provider_id, day) for own in slices) <= 1
    assert sorted(one for batch in deal.batches() for one in batch) == [0, 1, 2]


def test_a_pair_that_shares_a_provider_has_no_more_of_a_week_than_it_can_give() -> None:
    city = chained_city()
    facts = city.district
    often = tuple(replace(one, per_month=9, per_week=3) for one in facts.providers)
    city = replace(city, district=replace(facts, providers=often))
    deal = _deal(city, [{TROUPE: 4.0}, {TROUPE: 5.0}, {}])
    slices = deal.slices([0, 1], [None, None, None])
    weeks = [name for name in slices[0].limits if name[:2] == ("week", "troupe")]
    assert len(weeks) >= 5
    for name in weeks:
        assert sorted(own.limits[name] for own in slices) == [1, 2]
    assert {slices[0].limits[name] for name in weeks} == {1, 2}, "the odd one goes to each in turns"
    assert sum(own.limits[TROUPE] for own in slices) == 9


def test_pairs_are_of_different_processes_and_share_as_little_as_can_be() -> None:
    deal = _deal(chained_city(), [{TROUPE: 0.5}, {TROUPE: 0.5, BAND: 0.5}, {BAND: 1.0}])
    assert deal.batches() == [[0, 1], [2]]


def _may_come(own: Slice, provider_id: str, day: date) -> bool:
    return provider_id not in own.kept and own.allows(provider_id, [day])


def test_of_what_nobody_ordered_one_programme_of_a_provider_is_enough() -> None:
    city = chained_city()
    facts = city.district
    opera = next(one for one in facts.programmes if one.id == "opera-troupe")
    longer = replace(opera, id="longer", minutes=opera.minutes + 15)
    city = replace(city, district=replace(facts, programmes=(longer, *facts.programmes)))
    part = part_of(city, "east")
    columns = Offer(ruled(part)).decisions(widely=True).columns
    assert {one.programme_id for one in columns} == {"longer", "opera-troupe", "opera-choir"}

    kept = thinned(part, columns)
    assert {one.programme_id for one in kept} == {"opera-troupe", "opera-choir"}
    assert _times(kept) == _times(columns)


def _times(columns: Iterable[Column]) -> set[tuple[object, ...]]:
    return {(one.provider_id, one.venue_id, one.days, one.start) for one in columns}


def _deal(city: Problem, mixture: list[dict[tuple[str, str, str], float]]) -> Deal:
    areas = [areas_of(city, one) for one in districts_of(city)]
    return Deal.of(Sharing.of(city, shared_providers(city)), tuple(mixture), areas)
