"""The durable engine: what is emitted or enqueued in a transaction happens after it, once, even after a kill.

`emit` and `enqueue` write a row of ours and a row of the engine in the caller's transaction: both or
neither. The engine (DBOS Transact on the project's own database) has its only home here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from config.clock import Clock
from config.database import Store, insert_of
from config.identity import sortable_id
from config.trying import Wiring, Work
from config.work_log import EventRow, JobRow, Tried, open_work

# Its traces go where the house logs: of itself it would print them at the terminal of whoever ends it.
logging.getLogger("dbos").addHandler(logging.NullHandler())
logging.getLogger("dbos").propagate = True

APPLICATION_VERSION = "1"
"""Pinned: a changed one would strand the work that an older process left open."""

# The engine would put a stream of its own there, which may be closed when it writes.
logging.getLogger("dbos").addHandler(logging.NullHandler())

ENGINE_SCHEMA = "dbos"
"""Where the engine keeps its tables on PostgreSQL; on SQLite they stand among ours."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of the engine: how many of its jobs run at once in all processes, and in each; lower priority first."""

    name: str
    at_once: int | None
    priority: int = 10
    at_once_in_each: int | None = None


EVENTS = Queue("events", at_once=1)
JOBS = Queue("jobs", at_once=4)
CLOCK = Queue("clock", at_once=1)
PLAN = Queue("plan", at_once=None, at_once_in_each=2)
SEND = Queue("send", at_once=1, priority=5)
SEND_BY_STAND_IN = Queue("send-by-stand-in", at_once=1, priority=5)
QUEUES = (EVENTS, JOBS, CLOCK, PLAN, SEND, SEND_BY_STAND_IN)


class Outbox:
    """Writes events and jobs into the caller's transaction; needs no running engine."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self._client: DBOSClient | None = None

    @property
    def client(self) -> DBOSClient:
        if self._client is None:
            self._client = DBOSClient(system_database_url=_engine_url(self.store))
        return self._client

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The store's transaction edge, with `emit` and `enqueue` at hand."""
        with self.store.transaction() as session:
            session.info["outbox"] = self
            yield session

    def close(self) -> None:
        if self._client is not None:
            self._client.destroy()
            self._client = None


def emit(session: Session, event: Any) -> str:
    """Record `event` in the caller's transaction and have every listener hear it once; returns its id."""
    outbox = cast("Outbox", session.info["outbox"])
    event_id = sortable_id()
    kind = type(event).__name__
    payload = TypeAdapter(type(event)).dump_python(event, mode="json")
    session.add(
        EventRow(
            district_id=event.district_id, id=event_id, kind=kind, payload=payload, at=outbox.clock.now()
        )
    )
    session.flush()
    _hand_over(session, outbox, EVENTS, "handle_event", f"event:{event_id}", event.district_id, event_id)
    return event_id


def enqueue(
    session: Session,
    district_id: str,
    name: str,
    arguments: Mapping[str, Any],
    *,
    key: str | None = None,
    queue: Queue = JOBS,
) -> str | None:
    """Have the job `name` run once after the commit; a `key` used before makes this do nothing (None)."""
    outbox = cast("Outbox", session.info["outbox"])
    job_id = f"{name}:{key or uuid4().hex}"
    row = {"district_id": district_id, "id": job_id, "name": name, "arguments": dict(arguments)}
    insert = insert_of(session)(JobRow).values(**row, at=outbox.clock.now())
    if session.scalar(insert.on_conflict_do_nothing().returning(JobRow.id)) is None:
        return None
    _hand_over(session, outbox, queue, "run_job", f"{district_id}:{job_id}", district_id, job_id)
    return job_id


def _hand_over(
    session: Session, outbox: Outbox, queue: Queue, workflow: str, workflow_id: str, *arguments: str
) -> None:
    outbox.client.enqueue_in_transaction(
        session,
        {
            "workflow_name": workflow,
            "queue_name": queue.name,
            "workflow_id": workflow_id,
            "app_version": APPLICATION_VERSION,
            "priority": queue.priority,
        },
        *arguments,
    )


class DurableEngine:
    """Runs what was emitted and enqueued, in this process, until it is stopped."""

    def __init__(self, outbox: Outbox, wiring: Wiring, executor_id: str) -> None:
        self.outbox = outbox
        self.executor_id = executor_id
        self.running = False
        self._work = Work(outbox, wiring)

    def start(self, *, poll_seconds: float = 0.2) -> None:
        """Take up what an earlier run of this executor left open, then listen to the queues."""
        DBOS(
            config=DBOSConfig(
                name="culture",
                system_database_url=_engine_url(self.outbox.store),
                executor_id=self.executor_id,
                application_version=APPLICATION_VERSION,
                log_level="ERROR",
                notification_listener_polling_interval_sec=poll_seconds,
            )
        )

        # The engine tries again for as long as it takes: our own rows count the tries and name the failure.
        @DBOS.workflow(name="handle_event", max_recovery_attempts=None)
        def handle_event(district_id: str, event_id: str) -> None:
            self._work.hear(district_id, event_id)

        @DBOS.workflow(name="run_job", max_recovery_attempts=None)
        def run_job(district_id: str, job_id: str) -> None:
            self._work.perform(district_id, job_id)

        DBOS.launch()
        for queue in QUEUES:
            DBOS.register_queue(
                queue.name,
                global_concurrency=queue.at_once,
                worker_concurrency=queue.at_once_in_each,
                polling_interval_sec=poll_seconds,
            )
        self.running = True

    def stop(self) -> None:
        """Let running jobs end within a few seconds; what does not end is taken up at the next start."""
        if self.running:
            DBOS.destroy(workflow_completion_timeout_sec=5)
            self.running = False
            self._work.cut_off()

    def drain(self, *, seconds: float, watch: Callable[[], None] = lambda: None) -> bool:
        """Wait until nothing is open, at most `seconds`; True if all is done."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if open_work(self.outbox.store) == 0:
                return True
            watch()
            time.sleep(0.05)
        return False

    def others_with_open_work(self) -> set[str]:
        """The other executors that have taken work from a queue and not ended it."""
        running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {work.executor_id for work in running if work.executor_id} - {self.executor_id}

    def take_over(self, executor_id: str) -> None:
        """Put the open work of a dead executor back into the queues, for whoever is free."""
        DBOS._recover_pending_workflows([executor_id])  # noqa: SLF001 - what the engine's admin door calls


def try_again(session: Session, district_id: str, row_id: str) -> bool:
    """A person has a failed event or job run again; False if it is not there or has not failed."""
    outbox = cast("Outbox", session.info["outbox"])
    kinds: tuple[tuple[type[Tried], Queue, str], ...] = (
        (EventRow, EVENTS, "handle_event"),
        (JobRow, JOBS, "run_job"),
    )
    for row_type, queue, workflow in kinds:
        row = session.get(row_type, (district_id, row_id), with_for_update=True)
        if row is not None and row.failure is not None:
            row.failure = None
            session.flush()
            again = f"again:{uuid4().hex}"
            _hand_over(session, outbox, queue, workflow, again, district_id, row_id)
            return True
    return False


def migrate_engine(store: Store) -> None:
    """Create or bring up to date the engine's own tables in the store."""
    DBOS.migrate(_engine_url(store))


def _engine_url(store: Store) -> str:
    if store.is_sqlite:
        return store.url
    return sa.make_url(store.url).set(drivername="postgresql").render_as_string(hide_password=False)
