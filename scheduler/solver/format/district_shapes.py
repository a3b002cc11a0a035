"""Shapes of a district's records: a place on the globe, and the hours of a day."""

from __future__ import annotations

from typing import Any

from config.bilingual import Bilingual
from scheduler.solver.format.refusing import below, unfit
from scheduler.solver.format.shapes import Civil, Number

OPENS_AND_CLOSES = 2
EDGES = (90, 180)
"""Degrees of latitude and longitude."""


class Point:
    """Latitude and longitude, `[31.25, 121.47]`."""

    def read(self, value: object, at: str) -> Any:
        if not isinstance(value, list) or len(value) != len(EDGES):
            raise unfit(at, value, Bilingual("纬度、经度两个数", "a latitude and a longitude"))
        return tuple(
            Number(-edge, edge).read(item, below(at, place))
            for place, (item, edge) in enumerate(zip(value, EDGES, strict=True))
        )

    def write(self, value: Any) -> list[float]:
        return list(value)

    def schema(self) -> dict[str, Any]:
        items = Number(-max(EDGES), max(EDGES)).schema()
        return {"type": "array", "items": items, "minItems": len(EDGES), "maxItems": len(EDGES)}


class Hours:
    """Opening and closing civil time, `["08:30", "21:30"]`."""

    def read(self, value: object, at: str) -> Any:
        wanted = Bilingual("开、关两个时刻，先开后关", "an opening and a later closing time")
        if not isinstance(value, list) or len(value) != OPENS_AND_CLOSES:
            raise unfit(at, value, wanted)
        opens, closes = (Civil().read(item, below(at, place)) for place, item in enumerate(value))
        if opens >= closes:
            raise unfit(at, f"{opens:%H:%M}-{closes:%H:%M}", wanted)
        return opens, closes

    def write(self, value: Any) -> list[str]:
        return [Civil().write(one) for one in value]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": Civil().schema(), "minItems": 2, "maxItems": 2}
