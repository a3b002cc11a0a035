"""Ways in the district: kilometres in a straight line, and minutes on the road between areas."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt

from scheduler.domain.district import Area
from scheduler.domain.terms import SLOT_MINUTES
from scheduler.solver.problem import Problem

EARTH_KM = 6371.0
Point = tuple[float, float]
"""Latitude and longitude, degrees."""


def travel_minutes(problem: Problem, here: Area, there: Area) -> int:
    """Minutes on the way from area to area, rounded up to the grid; none within an area."""
    if here.id == there.id:
        return 0
    parameters = problem.parameters
    way = kilometres((here.latitude, here.longitude), (there.latitude, there.longitude))
    minutes = parameters.travel_base + parameters.travel_per_km * way
    return ceil(minutes / SLOT_MINUTES) * SLOT_MINUTES


def kilometres(here: Point, there: Point) -> float:
    """The way in a straight line."""
    north = radians(there[0] - here[0]) / 2
    east = radians(there[1] - here[1]) / 2
    across = cos(radians(here[0])) * cos(radians(there[0])) * sin(east) ** 2
    return 2 * EARTH_KM * asin(sqrt(sin(north) ** 2 + across))
