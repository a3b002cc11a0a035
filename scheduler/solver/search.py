"""What is sought and what was found, in the model's own numbers; no solver here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.model import Model
from scheduler.solver.rules.stability import Slot, slot_of


@dataclass(frozen=True, slots=True)
class Objective:
    """Points for each unit of a variable, and points that no plan avoids."""

    units: Mapping[int, int]
    constant: int


@dataclass(frozen=True, slots=True)
class Found:
    """How one run ended; `values` of all variables, `best` and `bound` in points."""

    infeasible: bool
    proven: bool
    relaxed: bool
    stopped: bool
    values: tuple[int, ...] | None
    best: int | None
    bound: int | None

    def hint(self, columns: int) -> dict[int, int]:
        """The columns' values, to start another run from."""
        return dict(enumerate((self.values or ())[:columns]))

    def chosen(self, columns: int) -> list[int]:
        """The columns that the plan takes."""
        return [variable for variable, value in self.hint(columns).items() if value]


def weighted(model: Model) -> Objective:
    """The costs of all wishes with their weights, and of what gives way."""
    weights = model.problem.weights
    units: dict[int, int] = defaultdict(int)
    constant = 0
    for cost in model.costs:
        points = cost.units * weights.of(cost.rule)
        if cost.variable is None:
            constant += points
        else:
            units[cost.variable] += points
    if model.gives_way_to is not None:
        for slack in model.slacks():
            units[slack] += weights.of(model.gives_way_to)
    return Objective({variable: points for variable, points in units.items() if points}, constant)


def last_plan(model: Model) -> dict[int, int]:
    """The columns of the published plan, else of the draft, as a start; empty when there is none."""
    before = model.problem.published or model.problem.draft
    if not before:
        return {}
    wanted = {(slot_of(delivery), delivery.order_id) for delivery in before if _begins(delivery)}
    return {
        variable: int(column.standing is not None or (_slot(column), column.order_id) in wanted)
        for variable, column in model.decisions
    }


def _begins(delivery: Delivery) -> bool:
    return delivery.session in {None, 1}


def _slot(column: Column) -> Slot:
    return (
        column.area_id,
        column.programme_id,
        column.provider_id,
        column.venue_id,
        column.rain_venue_id,
        column.days[0],
        column.start,
    )
