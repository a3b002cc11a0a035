"""A process that works at planning cities on a store, until it is killed.

python -m tests.integration.city_worker URL EXECUTOR
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.clock import FixedClock
from config.database import Store
from config.durable import DurableEngine, Outbox
from config.engine_lock import take_engine_lock
from config.trying import Wiring
from scheduler.application.city_planning import plan_city, plan_district
from scheduler.solver.city.crew import Benches

DISTRICT = "city-hall"


def engine_at_work(outbox: Outbox, benches: Benches, executor: str) -> DurableEngine:
    """The engine with the two jobs of a city, started."""
    jobs = {
        "plan_city": lambda run_id: plan_city(outbox, DISTRICT, run_id),
        "plan_district": lambda run_id, number: plan_district(
            outbox, benches, DISTRICT, run_id, number, executor=executor
        ),
    }
    engine = DurableEngine(outbox, Wiring(jobs=jobs), executor)
    engine.start(poll_seconds=0.15)
    return engine


def main() -> None:
    url, executor = sys.argv[1:]
    store = Store(url)
    lock = take_engine_lock(store, "worker", executor)
    engine_at_work(
        Outbox(store, FixedClock(datetime(2026, 5, 20, tzinfo=UTC), ZoneInfo("UTC"))), Benches(), executor
    )
    print("at work", flush=True)
    time.sleep(600)
    assert lock is not None


if __name__ == "__main__":
    main()
