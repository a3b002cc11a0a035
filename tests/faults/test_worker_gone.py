"""A worker that is killed for good: one that looks for the dead takes its work over, and nobody is told twice."""

from __future__ import annotations

import time

import pytest

from config.taking_over import GRACE_SECONDS
from tests.faults.conftest import PATIENCE_SECONDS, Worker
from tests.faults.counting import count
from tests.integration.test_notifications_dispatching import waited
from tests.simulator import SimulatorProcess

pytestmark = pytest.mark.fault

TAKEN_OVER_WITHIN_SECONDS = 20.0


@pytest.mark.parametrize("worker_and_simulator", ["postgres"], indirect=True)
def test_the_work_of_a_worker_killed_for_good_is_taken_over_in_under_twenty_seconds(
    worker_and_simulator: tuple[Worker, SimulatorProcess],
) -> None:
    worker, simulator = worker_and_simulator
    simulator.faults(delay_after=30.0)
    first = worker.start(executor="first")
    waited(lambda: bool(simulator.taken()), PATIENCE_SECONDS)
    second = worker.start(executor="second")
    first.kill()
    first.wait()
    killed_at, told = time.monotonic(), len(simulator.taken())
    simulator.faults()
    time.sleep(GRACE_SECONDS / 2)
    assert len(simulator.taken()) == told  # its work waits: it might have been the database that went
    waited(lambda: len(simulator.taken()) > told, PATIENCE_SECONDS)
    taken_over_after = time.monotonic() - killed_at
    assert second.wait(PATIENCE_SECONDS) == 0
    counted = count(worker.store, simulator)
    assert (counted.clean, counted.unknown) == (True, ()), counted
    assert taken_over_after < TAKEN_OVER_WITHIN_SECONDS


@pytest.mark.parametrize("worker_and_simulator", ["postgres"], indirect=True)
def test_unless_somebody_looks_for_the_dead_their_work_stays_undone(
    worker_and_simulator: tuple[Worker, SimulatorProcess], request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--all"):
        pytest.skip("a long wait for nothing: with --all")
    worker, simulator = worker_and_simulator
    simulator.faults(delay_after=30.0)
    first = worker.start(executor="first")
    waited(lambda: bool(simulator.taken()), PATIENCE_SECONDS)
    second = worker.start("--alone", executor="second")
    first.kill()
    first.wait()
    told = len(simulator.taken())
    simulator.faults()
    time.sleep(TAKEN_OVER_WITHIN_SECONDS)
    assert len(simulator.taken()) == told
    second.kill()
    second.wait()
