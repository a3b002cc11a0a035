"""Which sheet's lines stand in which table, under which id, and as which values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from enum import StrEnum
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from config.tabular import Sheet
from scheduler.adapters.calendar_tables import HeldDeliveryRow
from scheduler.adapters.district_tables import (
    AllotmentRow,
    AreaRow,
    BlackoutRow,
    ClosureRow,
    CourseRow,
    DayMarkRow,
    OrderRow,
    ProgrammeRow,
    ProviderRow,
    TargetRow,
    VenueRow,
)
from scheduler.adapters.sheets_demand import ALLOTMENT, COURSES, DAY_MARKS, HELD, ORDERS
from scheduler.adapters.sheets_places import AREAS, CLOSURES, VENUES
from scheduler.adapters.sheets_supply import BLACKOUTS, PROGRAMMES, PROVIDERS
from scheduler.adapters.sheets_targets import TARGETS

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Binding(Generic[L]):
    """One sheet and its table: `id_of` names a line's row, `birth` makes the domain's own shape of it.

    `birth` raises ValueError for a line that the domain refuses.
    """

    sheet: Sheet[L]
    table: type[Any]
    id_of: Callable[[L], str]
    birth: Callable[[L], object]

    @property
    def columns(self) -> sa.Table:
        found: sa.Table = self.table.__table__
        return found

    def values(self, line: L) -> dict[str, Any]:
        """The line as its table keeps it, without district and editor."""
        return {
            "id": self.id_of(line),
            **{name: kept(getattr(line, name)) for name in self.sheet_fields if name != "id"},
        }

    @property
    def sheet_fields(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.sheet.record))  # type: ignore[arg-type]


def kept(value: Any) -> Any:
    """A value as the tables keep it: codes for words, ascending lists for sets, ISO times for opening hours."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(kept(one) for one in value)
    if isinstance(value, dict):
        return {str(day): [_minutes(opens), _minutes(closes)] for day, (opens, closes) in value.items()}
    return value


def _minutes(moment: time) -> str:
    return f"{moment:%H:%M}"


def _by_id(line: Any) -> str:
    return str(line.id)


def _itself(line: L) -> L:
    return line


BINDINGS: tuple[Binding[Any], ...] = (
    Binding(AREAS, AreaRow, _by_id, lambda line: line.area()),
    Binding(VENUES, VenueRow, _by_id, lambda line: line.venue()),
    Binding(
        CLOSURES, ClosureRow, lambda line: f"{line.venue_id}/{line.first_day}", lambda line: line.period()
    ),
    Binding(PROVIDERS, ProviderRow, _by_id, lambda line: line.provider()),
    Binding(
        BLACKOUTS,
        BlackoutRow,
        lambda line: f"{line.provider_id}/{line.first_day}",
        lambda line: line.period(),
    ),
    Binding(PROGRAMMES, ProgrammeRow, _by_id, lambda line: line.programme()),
    Binding(DAY_MARKS, DayMarkRow, lambda line: f"{line.day}/{line.kind}", lambda line: line.day_mark()),
    Binding(TARGETS, TargetRow, lambda line: f"{line.year}/{line.measure}", _itself),
    Binding(
        ALLOTMENT,
        AllotmentRow,
        lambda line: f"{line.area_id}/{line.category}/{line.month}",
        lambda line: line.allotment(),
    ),
    Binding(ORDERS, OrderRow, _by_id, lambda line: line.order()),
    Binding(COURSES, CourseRow, _by_id, lambda line: line.course()),
    Binding(HELD, HeldDeliveryRow, _by_id, lambda line: line.delivery(minutes=1, volumes=0, titles=0)),
)
"""In the order in which one sheet leans on the one before."""
