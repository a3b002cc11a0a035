"""Rows that have to give way whatever is chosen: a pin that no rule allows, a least for which too little is offered."""

from __future__ import annotations

from scheduler.solver.decisions import Place
from scheduler.solver.model import Model, Row
from scheduler.solver.rules import pins


def hopeless(model: Model) -> list[tuple[Row, int]]:
    """The rows that have to give way, each with by how much at least: all that is offered together falls short."""
    found: list[tuple[Row, int]] = []
    for row in model.rows:
        if row.slack is not None and row.low is not None:
            reach = sum(amount * model.highest(variable) for variable, amount in row.terms if amount > 0)
            if reach < row.low:
                found.append((row, row.low - reach))
    return found


def places_that_might_help(model: Model) -> frozenset[Place]:
    """Where more would have to be offered before a hopeless row is hopeless for good.

    Orders are offered wherever they are allowed, and the menu wherever they cannot reach the least; only a pin
    might be kept by something more that nobody ordered.
    """
    subjects = {row.subject for row, _ in hopeless(model) if row.rule == pins.CODE}
    return frozenset(
        (one.area_id, one.category) for one in model.problem.pinned if ("delivery", one.id) in subjects
    )
