"""What the tests stand on: real stores of both kinds, a clock that stands still, the durable outbox."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import fasteners
import pytest
from hypothesis import settings

from api.tables import metadata
from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from config.migrating import create
from tests import postgres
from tests.forked import SHARED, end_forking_in
from tests.postgres_lending import Lender

TEMPLATE = "template_culture"
MEMORY = Path("/dev/shm")  # noqa: S108 - only if there is room, and by unguessable names
ROOM_BYTES = 4_000_000_000
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 5, 20, 9, 0, tzinfo=SHANGHAI)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="the long series: thirty kills a store, 2000 months told"
    )


def pytest_configure(config: pytest.Config) -> None:
    """One directory for the whole run, handed to the workers through the environment."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server is ended then too
    if not hasattr(config, "workerinput"):
        _keep_files_in_memory()
        shared = tempfile.mkdtemp(prefix="culture-tests-")
        Path(shared, "starter").write_text(str(os.getpid()), encoding="ascii")
        os.environ[SHARED] = shared


def _keep_files_in_memory() -> None:
    """No test is about the disk's own durability: where there is room in memory, none of them waits for a disk."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize > ROOM_BYTES and not found.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for anew


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shared = Path(os.environ.pop(SHARED))
        end_forking_in(shared)
        postgres.stop_server_in(shared)


class Often(Protocol):
    """Has a property tried on so many examples: on few, with `--all` on many."""

    def __call__(self, few: int, many: int) -> Callable[[Callable[[], None]], Callable[[], None]]: ...


@pytest.fixture
def often(request: pytest.FixtureRequest) -> Often:
    """How often a property of what is slow to make up is tried."""
    asked = request.config.getoption("--all")

    def times(few: int, many: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
        return settings(max_examples=many if asked else few, deadline=None, derandomize=True)

    return times


@pytest.fixture(scope="session")
def shared() -> Path:
    """A directory that all workers of this run share."""
    return Path(os.environ[SHARED])


@pytest.fixture(scope="session")
def postgres_server(shared: Path) -> postgres.PostgresServer:
    """The PostgreSQL of this test run."""
    return postgres.server_in(shared)


@pytest.fixture
def own_server() -> Iterator[Path]:
    """The directory of a PostgreSQL that is nobody else's, so that it may be restarted; it has `restarted`."""
    directory = Path(tempfile.mkdtemp(prefix="culture-restarted-"))
    postgres.server_in(directory).run("CREATE DATABASE restarted")
    yield directory
    postgres.stop_server_in(directory)


@pytest.fixture(scope="session")
def sqlite_template(shared: Path) -> Path:
    """An SQLite file with all tables, to be copied."""
    file = shared / "template.sqlite"
    with fasteners.InterProcessLock(shared / "sqlite.lock"):
        if not file.exists():
            growing = file.with_suffix(".growing")
            _create_tables(f"sqlite:///{growing}")
            growing.rename(file)
    return file


@pytest.fixture(scope="session")
def postgres_template(shared: Path, postgres_server: postgres.PostgresServer) -> str:
    """The name of a database with all tables, to be copied."""
    with fasteners.InterProcessLock(shared / "postgres.lock"):
        made = shared / "template.made"
        if not made.exists():
            postgres_server.run(f"CREATE DATABASE {TEMPLATE}")
            _create_tables(postgres_server.url(TEMPLATE))
            made.touch()
    return TEMPLATE


def _create_tables(url: str) -> None:
    """Straight from the models; `test_migrations` holds that the migrations make the same."""
    with _opened(url) as store:
        create(store, metadata())


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = Store(url)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """A store of its own on SQLite, for what holds on SQLite only."""
    file = tmp_path / "culture.sqlite"
    shutil.copy(sqlite_template, file)
    with _opened(f"sqlite:///{file}") as store:
        yield store


@pytest.fixture(scope="session")
def postgres_lender(postgres_server: postgres.PostgresServer, postgres_template: str) -> Iterator[Lender]:
    """The databases of this worker."""
    lender = Lender(postgres_server, postgres_template)
    yield lender
    lender.close()


@pytest.fixture
def postgres_store(postgres_lender: Lender) -> Iterator[Store]:
    """A store of its own on PostgreSQL, for what holds on PostgreSQL only."""
    with postgres_lender.lent() as url, _opened(url) as store:
        yield store


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """A store of its own with all tables and no rows; the test runs on both kinds."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def clock() -> FixedClock:
    """Stands at nine in the morning of Wednesday 20 May 2026 in Shanghai until a test sets it."""
    return FixedClock(MORNING, SHANGHAI)


@pytest.fixture
def outbox(store: Store, clock: FixedClock) -> Iterator[Outbox]:
    """`emit` and `enqueue` into `store`; nothing runs until a test starts an engine."""
    box = Outbox(store, clock)
    yield box
    box.close()
