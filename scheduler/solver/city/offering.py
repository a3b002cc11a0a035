"""What a district's models are offered: what was ordered, and of what nobody ordered one programme for each provider, place and time."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.solver.assemble import ruled
from scheduler.solver.city.tasks import Place
from scheduler.solver.columns import Column, Decisions
from scheduler.solver.decisions import Offer
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem


def offered(part: Offer, fill: frozenset[Place] | None) -> Model:
    """The district's model, the menu offered in the places of `fill`, thinned; None: the whole menu everywhere."""
    problem = part.model.problem
    model = ruled(problem)
    if fill is None:
        model.write(part.decisions(widely=True))
    else:
        model.write(Decisions(thinned(problem, part.decisions(fill=fill).columns)))
    return model


def thinned(problem: Problem, columns: Iterable[Column]) -> tuple[Column, ...]:
    """Without the columns nobody ordered beside which a shorter or cheaper one does the same; what stood before is kept."""
    before = {one.programme_id for one in (*problem.published, *problem.draft)}
    best: dict[tuple[object, ...], tuple[tuple[int, int], Column]] = {}
    kept: list[Column] = []
    for column in columns:
        if column.order_id is not None or column.standing is not None or column.programme_id in before:
            kept.append(column)
            continue
        place = (column.area_id, column.category, column.provider_id, column.venue_id, column.rain_venue_id)
        key = (*place, column.start, column.days)
        begins, ends = column.span
        worth = (ends - begins, problem.programmes[column.programme_id].cost)
        if key not in best or worth < best[key][0]:
            best[key] = (worth, column)
    return (*kept, *(column for _, column in best.values()))
