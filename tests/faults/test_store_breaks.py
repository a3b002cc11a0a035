"""Whatever the store does, what was told is known and what was not is told later: counted at the provider's record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.tables import metadata
from config.clock import FixedClock
from config.database import Store
from config.durable import DurableEngine, Outbox, enqueue
from config.migrating import create
from config.trying import Wiring
from config.work_log import JobRow
from notifications.application.asking_after import ask_after_open_intents
from notifications.application.dispatching import Settle
from notifications.providers import Outgoing, Submission
from notifications.providers.simulator.client import SimulatorProvider
from tests import postgres
from tests.faults.crowd import BATCH, VENUES, Crowd, crowd_at, guard_off
from tests.integration.test_notifications_dispatching import waited
from tests.simulator import SimulatorProcess, running_simulator

pytestmark = pytest.mark.fault

NO_LIMIT = 1_000_000
AWAY_SECONDS = 1.0
"""Long enough that what the wire said cannot be recorded."""


class Disk:
    """How many pages the file of a store may have; what is there already stays."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.most = NO_LIMIT
        sa.event.listen(store.engine, "checkout", self._limit)

    def _limit(self, raw: sa.engine.interfaces.DBAPIConnection, _record: object, _proxy: object) -> None:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA max_page_count={self.most}")
        cursor.close()

    def leave(self, pages: int) -> None:
        """Leave room for so many pages more."""
        with self.store.reading() as session:
            self.most = session.scalars(sa.text("PRAGMA page_count")).one() + pages


class FillingProvider(SimulatorProvider):
    """A real client; while its first call is on the wire, the disk fills up."""

    disk: Disk

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        said = super().send(batch)
        self.disk.leave(0)
        return said


class EndingProvider(SimulatorProvider):
    """A real client; while its first call is on the wire, the database goes down."""

    ends: Callable[[], None]
    ended = False

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        said = super().send(batch)
        if not self.ended:
            self.ends()
            self.ended = True
        return said


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as found:
        yield found


@pytest.fixture
def on_sqlite(
    sqlite_store: Store, clock: FixedClock, simulator: SimulatorProcess
) -> Iterator[tuple[Crowd, Disk]]:
    outbox = Outbox(sqlite_store, clock)
    crowd = crowd_at(outbox, clock, simulator, FillingProvider)
    assert isinstance(crowd.office.provider, FillingProvider)
    crowd.office.provider.disk = Disk(sqlite_store)
    yield crowd, crowd.office.provider.disk
    crowd.office.provider.close()
    outbox.close()


def test_a_full_disk_takes_a_publication_whole_or_not_at_all(on_sqlite: tuple[Crowd, Disk]) -> None:
    crowd, disk = on_sqlite
    disk.leave(4)
    with pytest.raises(sa.exc.OperationalError, match="full"):
        crowd.publish()
    assert crowd.office.messages() == []
    disk.most = NO_LIMIT
    crowd.publish()
    while crowd.queued() or crowd.states()["submitting"]:
        disk.most = NO_LIMIT
        with suppress(sa.exc.OperationalError):
            crowd.office.send()
    assert crowd.told() == crowd.once_each()


@pytest.mark.parametrize("guarded", [True, False])
def test_what_a_full_disk_kept_from_being_recorded_is_asked_after(
    on_sqlite: tuple[Crowd, Disk], *, guarded: bool
) -> None:
    crowd, disk = on_sqlite
    settle: Settle = ask_after_open_intents if guarded else guard_off
    crowd.publish()
    with pytest.raises(sa.exc.OperationalError, match="full"):
        crowd.office.send(settle)
    open_intents = crowd.states()["submitting"]  # two blocks, if the second was kept beside the first call
    assert open_intents in {BATCH, 2 * BATCH}
    assert crowd.queued() == VENUES - open_intents
    assert crowd.told().total() == open_intents
    with pytest.raises(sa.exc.OperationalError, match="full"):
        crowd.office.send(settle)
    while crowd.queued() or crowd.states()["submitting"]:
        disk.most = NO_LIMIT  # somebody makes room, and the next call fills it up
        with suppress(sa.exc.OperationalError):
            crowd.office.send(settle)
    assert (crowd.told() == crowd.once_each()) is guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_a_restart_of_postgres_in_the_middle_loses_and_doubles_nothing(
    own_server: Path, clock: FixedClock, simulator: SimulatorProcess, *, guarded: bool
) -> None:
    settle: Settle = ask_after_open_intents if guarded else guard_off
    store = Store(postgres.server_in(own_server).url("restarted"))
    create(store, metadata())
    outbox = Outbox(store, clock)
    crowd = crowd_at(outbox, clock, simulator, EndingProvider)
    provider = crowd.office.provider
    assert isinstance(provider, EndingProvider)
    provider.ends = partial(postgres.end_server_in, own_server)
    crowd.publish()

    def send() -> None:
        crowd.office.send(settle)

    engine = DurableEngine(outbox, Wiring(jobs={"send_due": send}), "engine")
    engine.start(poll_seconds=0.05)
    have_sent(outbox)
    waited(lambda: provider.ended, seconds=20)
    time.sleep(AWAY_SECONDS)
    postgres.start_again_in(own_server)
    assert engine.drain(seconds=30)
    have_sent(outbox)  # the queues are still listened to
    assert engine.drain(seconds=30)
    engine.stop()
    assert jobs(store) == [None, None]
    assert (crowd.told() == crowd.once_each()) is guarded
    assert crowd.states() == {"sent": VENUES}
    provider.close()
    outbox.close()
    store.close()


def have_sent(outbox: Outbox) -> None:
    with outbox.transaction() as session:
        enqueue(session, "d", "send_due", {})


def jobs(store: Store) -> list[str | None]:
    """The failures of all jobs that came to an end."""
    with store.reading() as session:
        return list(session.scalars(sa.select(JobRow.failure).where(JobRow.finished_at.is_not(None))))
