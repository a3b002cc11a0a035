"""Kill -9 during publishing and sending: nobody is told twice, nothing is lost or silently unknown.

Counted at the simulator's own record, which never removes doubles. The last test shows that the
count sees a missing guard.
"""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.conftest import Worker
from tests.faults.counting import count
from tests.simulator import SimulatorProcess

pytestmark = pytest.mark.fault

ON_THE_WIRE_SECONDS = 0.1
LONGEST_SECONDS = 2.5


def test_killed_at_a_random_moment(worker_and_simulator: tuple[Worker, SimulatorProcess], seed: int) -> None:
    worker, simulator = worker_and_simulator
    simulator.faults(delay_before=ON_THE_WIRE_SECONDS, delay_after=ON_THE_WIRE_SECONDS)
    moments = random.Random(seed)  # noqa: S311 - a seeded choice of moments
    kills = 0
    while kills < 1 + seed % 2 and worker.kill_after(moments.uniform(0.0, LONGEST_SECONDS)):
        kills += 1
    worker.finish()

    counted = count(worker.store, simulator)
    assert kills >= 1
    assert counted.clean, counted
    assert counted.taken > 40


def test_killed_on_the_wire_after_the_provider_took_it(
    worker_and_simulator: tuple[Worker, SimulatorProcess],
) -> None:
    worker, simulator = worker_and_simulator
    _kill_on_the_wire(worker, simulator)
    worker.finish()
    counted = count(worker.store, simulator)
    assert counted.clean, counted


def test_the_count_turns_red_without_the_guard(
    worker_and_simulator: tuple[Worker, SimulatorProcess],
) -> None:
    worker, simulator = worker_and_simulator
    _kill_on_the_wire(worker, simulator)
    worker.finish("--blind")
    counted = count(worker.store, simulator)
    assert len(counted.doubled) >= 1
    assert not counted.clean


def _kill_on_the_wire(worker: Worker, simulator: SimulatorProcess) -> None:
    """The provider takes the first batch and the process dies before it has the answer."""
    simulator.faults(delay_after=30.0)
    process = worker.start()
    deadline = time.monotonic() + 120
    while not simulator.taken() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert simulator.taken()
    simulator.faults()
