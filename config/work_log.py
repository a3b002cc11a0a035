"""The log of the engine's work: every event and job, how often it was tried, whether it failed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.arrival import Arriving, number_arrivals
from config.database import Base, Store


class Tried(Arriving, Base):
    """What the engine tries a few times; `failure` is the trace a person is led to, None while it may work."""

    __abstract__ = True

    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]


class EventRow(Tried):
    """One event: written in the transaction that caused it, handled once by every room that listens."""

    __tablename__ = "event_log"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)
    handled_at: Mapped[datetime | None]


class JobRow(Tried):
    """One piece of work outside a request; `key` makes it once, `failure` is what a person sees."""

    __tablename__ = "job_log"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    arguments: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]


number_arrivals(EventRow)
number_arrivals(JobRow)


def open_work(store: Store, *, beside: Collection[str] = ()) -> int:
    """How many events and jobs are neither done nor failed, `beside` the jobs of these names."""
    with store.reading() as session:
        events = session.scalar(
            sa.select(sa.func.count())
            .select_from(EventRow)
            .where(EventRow.handled_at.is_(None), EventRow.failure.is_(None))
        )
        jobs = session.scalar(
            sa.select(sa.func.count())
            .select_from(JobRow)
            .where(JobRow.finished_at.is_(None), JobRow.failure.is_(None), JobRow.name.not_in(beside))
        )
    return int(events or 0) + int(jobs or 0)
