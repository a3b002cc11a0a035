"""Events heard and jobs performed, each with its tries: what fails keeps its trace in its row, for a person."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from config.work_log import EventRow, JobRow, Tried

if TYPE_CHECKING:
    from config.durable import Outbox

TRIES = 3
PAUSE_SECONDS = (0.2, 1.0)
STORE_AWAY_SECONDS = 1.0

Handler = Callable[[Session, Any], None]
Job = Callable[..., None]


@dataclass(slots=True)
class Wiring:
    """Who listens to which event, and which job has which name; written by bootstrap, read as a table."""

    handlers: dict[type, tuple[Handler, ...]] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)

    def event_type(self, kind: str) -> type:
        for event in self.handlers:
            if event.__name__ == kind:
                return event
        raise LookupError(f"no room listens to {kind}")


class CutOff(BaseException):
    """Work that outlasted the engine found its means closed: it stays open, for the next start."""


class Work:
    """The deeds behind the engine's two workflows, on our own rows."""

    def __init__(self, outbox: Outbox, wiring: Wiring) -> None:
        self._outbox = outbox
        self._wiring = wiring
        self._cut_off = False

    def cut_off(self) -> None:
        """The engine has stopped: what fails from now on is no failure of the work."""
        self._cut_off = True

    def hear(self, district_id: str, event_id: str) -> None:
        """Have an event heard, and whatever else waits: one turn of the queue serves a burst."""
        self._with_tries(EventRow, (district_id, event_id), self._hear)
        for next_id in self._open_events(district_id):
            self._with_tries(EventRow, (district_id, next_id), self._hear)

    def perform(self, district_id: str, job_id: str) -> None:
        """Have a job done."""
        self._with_tries(JobRow, (district_id, job_id), self._perform)

    def _with_tries(self, row_type: type[Tried], key: tuple[str, str], deed: Callable[[Any], None]) -> None:
        for attempt in range(TRIES):
            try:
                deed(key)
            except Exception as error:  # any failure is recorded where a person sees it
                if self._cut_off:
                    raise CutOff from error
                last = attempt == TRIES - 1
                self._record_failure(row_type, key, traceback.format_exc(), final=last)
                if not last:
                    time.sleep(PAUSE_SECONDS[attempt])
            else:
                return

    def _open_events(self, district_id: str) -> list[str]:
        """What waits, oldest first."""
        with self._outbox.store.reading() as session:
            return list(
                session.scalars(
                    sa.select(EventRow.id)
                    .where(
                        EventRow.district_id == district_id,
                        EventRow.handled_at.is_(None),
                        EventRow.failure.is_(None),
                    )
                    .order_by(EventRow.arrived)
                )
            )

    def _hear(self, key: tuple[str, str]) -> None:
        with self._outbox.transaction() as session:
            row = session.get(EventRow, key, with_for_update=True)
            if row is None or row.handled_at is not None:
                return
            event_type = self._wiring.event_type(row.kind)
            event: Any = TypeAdapter(event_type).validate_python(row.payload)
            for handler in self._wiring.handlers[event_type]:
                handler(session, event)
            row.handled_at, row.failure = self._outbox.clock.now(), None

    def _perform(self, key: tuple[str, str]) -> None:
        with self._outbox.store.reading() as session:
            row = session.get(JobRow, key)
        if row is None or row.finished_at is not None:
            return
        self._wiring.jobs[row.name](**row.arguments)
        with self._outbox.transaction() as session:
            finished = session.get_one(JobRow, key)
            finished.finished_at, finished.failure = self._outbox.clock.now(), None

    def _record_failure(
        self, row_type: type[Tried], key: tuple[str, str], trace: str, *, final: bool
    ) -> None:
        """While the store itself is away or full the work waits for it: to give up unseen would lose it."""
        while True:
            try:
                with self._outbox.transaction() as session:
                    row = session.get_one(row_type, key)
                    row.tries += 1
                    row.failure = trace if final else row.failure
            except sa.exc.OperationalError as error:
                if self._cut_off:
                    raise CutOff from error
                time.sleep(STORE_AWAY_SECONDS)
            else:
                return
