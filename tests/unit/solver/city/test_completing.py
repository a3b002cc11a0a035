"""What is missing finds its place through others: who loses a shared provider's day serves itself otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from scheduler.domain.terms import Category
from scheduler.solver.city.completing import Completion
from scheduler.solver.city.cutting import cut
from scheduler.solver.city.parts import areas_of, districts_of, shared_providers
from scheduler.solver.city.sharing import Sharing
from scheduler.solver.city.tasks import Claim, Claimed
from scheduler.solver.city.workbench import Workbench
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import hard_findings
from scheduler.solver.linear import Linear, matrix_of
from scheduler.solver.model import Row
from scheduler.solver.problem import Problem
from scheduler.solver.search import Found
from tests.unit.solver.small_district import OPERA, area, most, provider, small_district, small_problem, venue


def test_a_lack_moves_on_until_a_district_can_fill_it_by_itself() -> None:
    """East has the shared troupe's only day and a choir of its own; mid and west have the troupe or the band alone."""
    city = chained_city()
    completion = _completion(city, first=("east", "troupe"), second=("mid", "band"))
    assert completion.lacking() == 1
    completion.run(_by(Workbench(city)), most=20)

    assert completion.lacking() == 0
    assert {column.area_id: column.provider_id for own in completion.columns for column in own} == {
        "east": "choir",
        "mid": "troupe",
        "west": "band",
    }
    plan = with_ids(city, deliveries_of(city, [column for own in completion.columns for column in own]))
    assert hard_findings(city, plan) == ()


def test_what_cannot_be_filled_stays_missing_and_no_more_than_that() -> None:
    city = chained_city(choir=False)
    completion = _completion(city, first=("east", "troupe"), second=("mid", "band"))
    completion.run(_by(Workbench(city)), most=6)
    assert completion.lacking() == 1


def chained_city(*, choir: bool = True) -> Problem:
    """Three districts of one area that each need a performance; troupe and band come once, the choir is east's own."""
    names = ("east", "mid", "west")
    serves = {"troupe": ("east", "mid"), "band": ("mid", "west"), "choir": ("east",)}
    performances = tuple(
        replace(OPERA, id=f"opera-{by}", provider_ids=frozenset({by}))
        for by in serves
        if choir or by != "choir"
    )
    halls = tuple(
        replace(
            venue(f"{name}-hall", name),
            features=frozenset(by for by, where in serves.items() if name in where),
        )
        for name in names
    )
    return small_problem(
        small_district(
            areas=tuple(replace(area(name), district_id=name) for name in names),
            venues=halls,
            providers=tuple(
                replace(
                    provider(by, Category.PERFORMANCE, per_month=1),
                    district_id="east" if by == "choir" else None,
                )
                for by in serves
            ),
            programmes=tuple(replace(one, needs=one.provider_ids) for one in performances),
            orders=(),
            allotments=tuple(most(name, Category.PERFORMANCE, 1, 1) for name in names),
            courses=(),
        )
    )


def _completion(city: Problem, **held: tuple[str, str]) -> Completion:
    bench = Workbench(city)
    columns: list[tuple[Column, ...]] = [() for _ in bench.districts]
    for area_id, provider_id in held.values():
        district = bench.districts.index(area_id)
        model = bench._model(district, frozenset()).model
        wanted = (c for c in model.columns if (c.area_id, c.provider_id) == (area_id, provider_id))
        columns[district] = (next(wanted),)
    areas = [areas_of(city, one) for one in districts_of(city)]
    fill = [frozenset[tuple[str, Category]]() for _ in areas]
    return Completion(Sharing.of(city, shared_providers(city)), areas, columns, fill, seed=1)


def _by(bench: Workbench) -> Callable[[Sequence[Claim]], list[Claimed]]:
    def ask(tasks: Sequence[Claim]) -> list[Claimed]:
        replies = bench.do(tasks, lambda: False)
        assert replies is not None
        return [reply for reply in replies if isinstance(reply, Claimed)]

    return ask


ROWS = (Row("first", (), ((0, 1), (1, 2), (2, 1)), high=3), Row("last", (), ((0, 1),), high=1))
PROGRAM = Linear((0, 0, 0), (2, 1, 3), ROWS, {0: 5, 2: -1}, 10)


def test_what_is_settled_leaves_its_share_of_rows_and_points_behind() -> None:
    left = cut(PROGRAM.fixed({0: 1}), matrix_of(ROWS[:1]), 1)
    assert left.linear is not None
    (row,) = left.linear.rows
    assert (list(row.terms), row.high) == ([(0, 2), (1, 1)], 2)
    assert (left.linear.points, left.linear.constant) == ({1: -1}, 15)
    assert left.hint({0: 1, 1: 1, 2: 0}) == {0: 1, 1: 0}
    assert left.whole(Found(values=(1, 0))).values == (1, 1, 0)


def test_what_is_settled_may_break_a_row() -> None:
    assert cut(PROGRAM.fixed({0: 2}), matrix_of(ROWS), 2).linear is None
