"""A month that is approved, copied for each run, and the process that is killed over it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fasteners
import pytest

from api.operations.simulating import simulator_secret
from config.database import Store
from config.settings import load_settings
from scheduler.application.publishing import approve
from tests import postgres
from tests.forked import PROJECT, Forked
from tests.pages_district import fill_district, house_on, opened, plan_june
from tests.simulator import SimulatorProcess

PATIENCE_SECONDS = 300
"""Ample: on a busy machine a run takes its time, and the time is not what is tested."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(30 if metafunc.config.getoption("--all") else 3))


@dataclass(frozen=True, slots=True)
class Worker:
    """How the process under test is started: its store, its home, the simulator it talks to."""

    store: Store
    environment: dict[str, str]

    def start(self, *words: str, executor: str = "engine") -> Forked:
        """Start it under an executor's name and wait until it is about to publish."""
        process = Forked(
            "tests.faults.working:work",
            words,
            folder=PROJECT,
            environment=self.environment | {"CULTURE_EXECUTOR": executor},
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        return process

    def finish(self, *words: str) -> None:
        """Start it and let it work to its end."""
        process = self.start(*words)
        assert process.wait(PATIENCE_SECONDS) == 0

    def kill_after(self, seconds: float, *words: str) -> bool:
        """Start it and kill it (SIGKILL) so many seconds later; False if it had ended before."""
        process = self.start(*words)
        time.sleep(seconds)
        ended = process.poll() is not None
        process.kill()
        process.wait(PATIENCE_SECONDS)
        return not ended


@pytest.fixture(scope="session")
def approved_month(shared: Path, sqlite_template: Path) -> Path:
    """An SQLite file in which a June of nine areas is approved."""
    file = shared / "approved.sqlite"
    with fasteners.InterProcessLock(shared / "approved.lock"):
        if not file.exists():
            growing = file.with_suffix(".growing")
            shutil.copy(sqlite_template, growing)
            _approve_june(f"sqlite:///{growing}", shared)
            growing.rename(file)
    return file


@pytest.fixture(scope="session")
def approved_database(shared: Path, postgres_server: postgres.PostgresServer, postgres_template: str) -> str:
    """The same month in a PostgreSQL database, to be copied."""
    with fasteners.InterProcessLock(shared / "approved-postgres.lock"):
        made = shared / "approved.made"
        if not made.exists():
            postgres_server.run(f"CREATE DATABASE template_approved TEMPLATE {postgres_template}")
            _approve_june(postgres_server.url("template_approved"), shared)
            made.touch()
    return "template_approved"


def _approve_june(url: str, home: Path) -> None:
    store = Store(url)
    fill_district(store)
    plan_june(store)
    with opened(house_on(store, home)) as house, house.outbox.transaction() as session:
        approve(
            session, house.clock, house.planning, house.district_id, "2026-06", seen_revision=3, by="协调员"
        )
    store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def worker_and_simulator(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Worker, SimulatorProcess]]:
    """A copy of the approved month on each kind of store, and a simulator of its own."""
    opened = _sqlite_copy if request.param == "sqlite" else _postgres_copy
    with opened(request, tmp_path) as url:
        settings = load_settings(environment={}).model_copy(update={"home": tmp_path})
        simulator = SimulatorProcess(tmp_path / "simulator.jsonl", secret=simulator_secret(settings))
        store = Store(url)
        settings_file = tmp_path / "culture.toml"
        settings_file.write_text("[sending]\nbatch = 4\n", encoding="utf-8")
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "CULTURE_HOME": str(tmp_path),
            "CULTURE_SETTINGS": str(settings_file),
            "CULTURE_SIMULATOR_PORT": str(simulator.port),
        }
        try:
            simulator.start()
            yield Worker(store, environment), simulator
        finally:
            simulator.stop(kill=True)
            store.close()


@contextmanager
def _sqlite_copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    template: Path = request.getfixturevalue("approved_month")
    file = tmp_path / "culture.sqlite"
    shutil.copy(template, file)
    yield f"sqlite:///{file}"


@contextmanager
def _postgres_copy(request: pytest.FixtureRequest, _tmp_path: Path) -> Iterator[str]:
    server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(request.getfixturevalue("approved_database")) as url:
        yield url
