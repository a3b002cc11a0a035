"""A district's program with what it pays for what is shared, and which of two plans of it costs less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from scheduler.solver.linear import Linear
from scheduler.solver.pricing import PARTS
from scheduler.solver.search import Found


def priced_in(linear: Linear, charges: Mapping[int, int], parts: int) -> Linear:
    """The program in so many parts of a point, with what columns pay for shared resources."""
    points = defaultdict(int, {variable: amount * parts for variable, amount in linear.points.items()})
    for variable, paid in charges.items():
        points[variable] += paid * parts // PARTS
    return replace(linear, points=dict(points), constant=linear.constant * parts)


def cheaper(one: Found, other: Found) -> Found:
    """The better of two plans."""
    if other.values is None or other.best is None:
        return one
    return other if one.best is None or other.best < one.best else one
