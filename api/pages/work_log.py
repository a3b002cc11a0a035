"""The events and the jobs of the engine as a person reads them: what happened, what failed, what was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock_slots import ClockSlotRow
from config.work_log import EventRow, JobRow

LogKind = Literal["events", "jobs"]
LogState = Literal["", "open", "failed", "done"]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event or job with what it was told; `trace` is all that is known of a failure."""

    id: str
    name: str
    told: Mapping[str, Any]
    at: datetime
    ended_at: datetime | None
    state: Literal["open", "failed", "done"]
    tries: int
    trace: str


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: tuple[LogLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MissedSlots:
    """A clock job that came too late to run: how often, and when last."""

    job: str
    missed: int
    last: datetime


def read_log(
    session: Session, district_id: str, kind: LogKind, state: LogState, *, offset: int, limit: int
) -> LogPage:
    """Events or jobs, the newest first."""
    table: type[EventRow | JobRow] = EventRow if kind == "events" else JobRow
    ended = EventRow.handled_at if kind == "events" else JobRow.finished_at
    query: sa.Select[Any] = sa.select(table).where(table.district_id == district_id)
    if state == "failed":
        query = query.where(table.failure.is_not(None))
    elif state == "done":
        query = query.where(ended.is_not(None))
    elif state == "open":
        query = query.where(ended.is_(None), table.failure.is_(None))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
    rows = session.scalars(query.order_by(table.arrived.desc()).offset(offset).limit(limit))
    return LogPage(tuple(_line(row) for row in rows), int(total or 0))


def _line(row: EventRow | JobRow) -> LogLine:
    name, told, ended = (
        (row.kind, row.payload, row.handled_at)
        if isinstance(row, EventRow)
        else (row.name, row.arguments, row.finished_at)
    )
    return LogLine(
        id=row.id,
        name=name,
        told=told,
        at=row.at,
        ended_at=ended,
        state="failed" if row.failure is not None else "done" if ended is not None else "open",
        tries=row.tries,
        trace=row.failure or "",
    )


def failures(session: Session, district_id: str) -> dict[LogKind, int]:
    """How many events and jobs have failed and wait for a person."""

    def count(table: type[EventRow | JobRow]) -> int:
        query = sa.select(sa.func.count()).where(table.district_id == district_id, table.failure.is_not(None))
        return int(session.scalar(query) or 0)

    return {"events": count(EventRow), "jobs": count(JobRow)}


def missed_slots(session: Session, district_id: str) -> tuple[MissedSlots, ...]:
    """The clock jobs that missed a slot and only report it."""
    rows = session.scalars(
        sa.select(ClockSlotRow).where(ClockSlotRow.district_id == district_id, ClockSlotRow.missed > 0)
    )
    return tuple(MissedSlots(row.job, row.missed, row.missed_at) for row in rows if row.missed_at)
