"""A city planned by durable jobs: any number of processes give the very plan that one gives alone."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from api.bootstrap import House
from api.cli.main import run
from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from config.refusal import Refusal
from scheduler.adapters.city_tables import CityRunRow
from scheduler.application.city_planning import ask_city, cancel_city, plan_city
from scheduler.solver.city.solving import solve_city
from scheduler.solver.format.documents import problem_text, read_plan
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import hard_findings
from scheduler.solver.solution import Ending, Options
from tests.integration.city_worker import DISTRICT
from tests.unit.solver.city.tiny_city import tiny_city

PATIENCE_SECONDS = 300.0
CITY = tiny_city(2)


def asked(outbox: Outbox, clock: FixedClock) -> str:
    with outbox.transaction() as session:
        return ask_city(session, clock, DISTRICT, CITY, by="协调员", seconds=PATIENCE_SECONDS)


def run_of(store: Store, run_id: str) -> CityRunRow:
    with store.reading() as session:
        return session.get_one(CityRunRow, (DISTRICT, run_id))


def ended(store: Store, run_id: str) -> CityRunRow:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (run := run_of(store, run_id)).state in {"queued", "running"}:
        assert time.monotonic() < deadline, "the city is not planned in time"
        time.sleep(0.1)
    return run


def plan_of(run: CityRunRow) -> PlanFile:
    assert run.plan is not None, run.failure
    return read_plan(zlib.decompress(run.plan).decode())


@contextmanager
def worker(store: Store, executor: str) -> Iterator[None]:
    address = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.integration.city_worker", address, executor]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        yield
        process.kill()


def test_two_processes_on_postgresql_give_the_very_plan_of_one(
    postgres_store: Store, clock: FixedClock
) -> None:
    outbox = Outbox(postgres_store, clock)
    with ExitStack() as two:
        for executor in ("first", "second"):
            two.enter_context(worker(postgres_store, executor))
        run = ended(postgres_store, asked(outbox, clock))
    outbox.close()
    plan, alone = plan_of(run), solve_city(CITY, Options(seconds=PATIENCE_SECONDS))

    assert run.state == "done"
    assert run.answered_by is not None
    assert run.answered_by.keys() == {"first", "second"}
    assert hard_findings(CITY, plan.deliveries) == ()
    assert plan.deliveries == alone.deliveries
    assert (plan.best, plan.bound) == (alone.best, alone.bound)


def test_on_sqlite_the_command_itself_does_the_same_jobs(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", house.store.url)
    problem, out = tmp_path / "city.json", tmp_path / "plan.json"
    problem.write_text(problem_text(CITY), encoding="utf-8")
    status = run(("plan", "--problem", str(problem), "--out", str(out), "--queue", "--time", "200"))
    assert status == 0, capsys.readouterr().err
    plan = read_plan(out.read_text(encoding="utf-8"))
    assert hard_findings(CITY, plan.deliveries) == ()
    assert plan.outcome is Ending.OPTIMAL


def test_a_run_that_is_cancelled_before_it_begins_ends_so(outbox: Outbox, clock: FixedClock) -> None:
    run_id = asked(outbox, clock)
    with outbox.transaction() as session:
        cancel_city(session, DISTRICT, run_id)
    plan_city(outbox, DISTRICT, run_id)
    run = run_of(outbox.store, run_id)
    assert (run.state, plan_of(run).outcome) == ("done", Ending.CANCELLED)
    with pytest.raises(Refusal), outbox.transaction() as session:
        cancel_city(session, DISTRICT, run_id)
