"""The house at work as real processes: one engine for a store, commands that follow it, orderly ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.operations.founding import found_demonstration
from config.settings import Settings
from tests.culture_process import Office, office_in
from tests.forked import Forked
from tests.postgres import PostgresServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    settings = Settings(database_url=f"sqlite:///{folder / 'culture.sqlite'}", home=folder)
    found_demonstration(settings, by="office", again=False)
    return folder / "culture.sqlite"


@pytest.fixture
def office(demonstration: Path, tmp_path: Path) -> Office:
    (tmp_path / "var").mkdir()
    shutil.copy(demonstration, tmp_path / "var" / "culture.sqlite")
    return office_in(tmp_path)


@pytest.fixture
def postgres_office(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Office]:
    with postgres_server.database() as url:
        office = office_in(tmp_path, url)
        assert office.culture("init", "--demo").status == 0
        yield office


def announced(process: Forked) -> dict[str, str]:
    """The line of JSON with which a command that goes on running says that it is there."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    found: dict[str, str] = json.loads(line)
    return found


def ended(process: Forked, number: signal.Signals) -> int:
    process.send_signal(number)
    return process.wait(timeout=60)


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/", timeout=5)
    except httpx.TransportError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_opens_the_pages_and_ends_in_order(office: Office, number: signal.Signals) -> None:
    with office.running("--json", "serve") as server:
        said = announced(server)
        assert said["address"] == f"http://127.0.0.1:{office.pages_port}/"
        link = httpx.get(said["sign_in"], timeout=10)
        assert link.status_code == 200
        assert answers(office.simulator_port)
        assert ended(server, number) == 0
        assert server.stderr is not None
        assert server.stderr.read() == "stopped.\n"
    assert not answers(office.pages_port)
    assert not answers(office.simulator_port)
    assert office.culture("clock").status == 0


def test_while_serve_runs_a_second_is_refused_and_commands_follow_it(office: Office) -> None:
    with office.running("--json", "serve") as server:
        announced(server)
        second = office.culture("serve", CULTURE_PORT="1")
        assert (second.status, second.out) == (2, "")
        assert f"process {server.pid} (culture serve) works on this database already" in second.err
        restored = office.culture("restore", "var/culture.sqlite", "--yes")
        assert restored.status == 2
        moved = office.culture("clock", "--to", "2026-05-21T10:30")
        assert moved.status == 0
        assert f"process {server.pid} (culture serve) does the rest." in moved.out
        planned = office.culture("plan", "2026-06", "--seconds", "90", "--json")
        assert planned.status == 0
        assert planned.json["run"]["state"] == "done"
        assert office.culture("doctor").status == 0
        assert ended(server, signal.SIGTERM) == 0


def test_a_taken_port_is_named_and_the_engine_is_let_go(office: Office) -> None:
    with office.running("--json", "serve") as server:
        announced(server)
        other = office_in(office.folder.parent / "other")
        (other.folder / "var").mkdir(parents=True)
        shutil.copy(office.folder / "var" / "culture.sqlite", other.folder / "var" / "culture.sqlite")
        refused = other.culture("serve", CULTURE_PORT=str(office.pages_port))
        assert refused.status == 2
        assert f"port: port {office.pages_port} is taken." in refused.err
        assert ended(server, signal.SIGTERM) == 0
    assert not (other.folder / "var" / "culture.sqlite.engine-holder").exists()


def test_serve_binds_to_this_machine_only(office: Office) -> None:
    refused = office.culture("serve", CULTURE_HOST="0.0.0.0")  # noqa: S104 - that is what is refused
    assert refused.status == 2
    assert "host: 0.0.0.0 is not a loopback address." in refused.err


def test_a_server_that_was_killed_leaves_the_store_free_for_the_next(office: Office) -> None:
    with office.running("--json", "serve") as server:
        announced(server)
        server.kill()
        server.wait()
    gone_by = time.monotonic() + 10
    while answers(office.simulator_port) and time.monotonic() < gone_by:
        time.sleep(0.1)
    assert not answers(office.simulator_port), "the simulator ends with the server that started it"
    with office.running("--json", "serve") as server:
        announced(server)
        assert ended(server, signal.SIGTERM) == 0


def test_ctrl_c_stops_a_plan_and_keeps_the_best_found(office: Office) -> None:
    with office.running("--json", "plan", "2026-06", "--seconds", "300", "--seed", "7") as planner:
        assert planner.stderr is not None
        assert "best" in planner.stderr.readline()
        os.killpg(planner.pid, signal.SIGINT)  # as a terminal does: the solver's process hears it too
        out, _ = planner.communicate(timeout=120)
    found = json.loads(out)
    if found["run"]["outcome"] != "optimal":  # it may have been proven in the very moment
        assert (planner.returncode, found["outcome"]) == (5, "cancelled")
    assert office.culture("--json", "show", "2026-06").json["deliveries"] != []


def test_ctrl_c_before_anything_is_found_leaves_nothing_open(office: Office) -> None:
    with (
        closing(sqlite3.connect(office.folder / "var" / "culture.sqlite")) as store,
        office.running("--json", "plan", "2026-06") as planner,
    ):
        while not (runs := _plan_runs(store)):
            time.sleep(0.01)
        assert runs == [("queued", None)]
        os.killpg(planner.pid, signal.SIGINT)
        out, err = planner.communicate(timeout=60)
        assert _plan_runs(store) == [("done", "cancelled")]
    assert (planner.returncode, json.loads(out)["outcome"], err) == (5, "cancelled", "stopping …\n")


def _plan_runs(store: sqlite3.Connection) -> list[tuple[str, str | None]]:
    return store.execute("SELECT state, outcome FROM plan_runs").fetchall()


def test_ctrl_c_while_the_program_loads_is_a_cancellation(office: Office) -> None:
    with office.beginning("plan", "2026-06") as planner:
        time.sleep(0.3)  # the libraries take longer
        planner.send_signal(signal.SIGINT)
        out, err = planner.communicate(timeout=60)
    assert (planner.returncode, out, err) == (5, "", "✗ Cancelled.\n")


def test_on_postgresql_a_worker_works_beside_the_server(postgres_office: Office) -> None:
    office = postgres_office
    with (
        office.running("--json", "serve", CULTURE_EXECUTOR="web") as server,
        office.running("--json", "worker", CULTURE_EXECUTOR="worker-1") as worker,
    ):
        announced(server)
        assert announced(worker) == {"executor": "worker-1"}
        doubled = office.culture("worker", CULTURE_EXECUTOR="worker-1")
        assert doubled.status == 2
        assert f"process {worker.pid} (culture worker) has this executor's name already." in doubled.err
        planned = office.culture("plan", "2026-06", "--seconds", "90", "--json", CULTURE_EXECUTOR="worker-1")
        assert planned.status == 0
        assert ended(worker, signal.SIGTERM) == 0
        assert ended(server, signal.SIGINT) == 0
