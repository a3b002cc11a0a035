"""Runs of long work that is kept as a row: which are open, and how one ends that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from config.durable import Outbox
from scheduler.adapters.calendar_tables import PlanRunRow
from scheduler.adapters.city_tables import CityRunRow
from scheduler.adapters.question_tables import OrderQuestionRow
from scheduler.adapters.year_tables import YearRunRow

OPEN_STATES = ("queued", "running")


Run = TypeVar("Run", PlanRunRow, YearRunRow, CityRunRow, OrderQuestionRow)


@contextmanager
def failing_by_name(outbox: Outbox, kind: type[Run], *key: str) -> Iterator[None]:
    """A job that fails in here, reading, searching or keeping, ends its open run as failed and says how; it is raised on."""
    try:
        yield
    except Exception as error:
        with outbox.transaction() as session:
            run = session.get_one(kind, key, with_for_update=True)
            if run.state in OPEN_STATES:
                run.state, run.failure = "failed", f"{type(error).__name__}: {error}"
        raise
