"""What a search found, and the plan it starts from, in the model's own numbers; no solver here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.model import Model
from scheduler.solver.rules.stability import Slot, slot_of
from scheduler.solver.staying import stood


@dataclass(frozen=True, slots=True)
class Found:
    """How a search ended; `values` of all variables, `best` and `bound` in points.

    `work` is the solver's own count of what it took. `best` is None with values when the run did not aim at points; the judge tells them then.
    """

    infeasible: bool = False
    proven: bool = False
    stopped: bool = False
    values: tuple[int, ...] | None = None
    best: int | None = None
    bound: int | None = None
    work: float = 0.0


def last_plan(model: Model) -> dict[int, int]:
    """The columns of what stood before, as a start; empty when there is none."""
    before = stood(model.problem)
    if not before:
        return {}
    wanted = {(slot_of(delivery), delivery.order_id) for delivery in before if _begins(delivery)}
    return {
        variable: int(column.standing is not None or (slot_of_column(column), column.order_id) in wanted)
        for variable, column in model.decisions
    }


def _begins(delivery: Delivery) -> bool:
    return delivery.session in {None, 1}


def slot_of_column(column: Column) -> Slot:
    """The slot of a column's first session."""
    return (
        column.area_id,
        column.programme_id,
        column.provider_id,
        column.venue_id,
        column.rain_venue_id,
        column.days[0],
        column.start,
        column.reserve,
    )


def hint_of(best: Found, last: Mapping[int, int]) -> Mapping[int, int]:
    """Where a search begins: at the best plan, else at the last one."""
    return dict(enumerate(best.values)) if best.values is not None else last


def better_of(one: Found, other: Found) -> Found:
    """The one of fewer points; the first if the other found none."""
    if other.values is None or other.best is None:
        return one
    return other if one.best is None or other.best < one.best else one
