"""Who may import whom, and what the pure parts may touch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import PROJECT, Source, sources

PURE = (
    "scheduler.domain",
    "scheduler.solver",
    "scheduler.messages",
    "scheduler.workdays",
    "notifications.domain",
    "notifications.ledger.domain",
    "notifications.market.domain",
)
RUN_PROCESSES = {"scheduler.solver.process", "scheduler.solver.city.crew"}
"""The modules at the edge of the solver: they run children and wait for their answers."""
TIME_A_SEARCH = {
    "scheduler.solver.searching",
    "scheduler.solver.least_change",
    "scheduler.solver.city.solving",
    "scheduler.solver.year.pace",
}
"""It may look at the stop-watch, never at the clock: how long it has searched, not what time it is."""

WORLDLY_MODULES = {
    "os",
    "io",
    "sys",
    "socket",
    "subprocess",
    "tempfile",
    "shutil",
    "pathlib",
    "secrets",
    "random",
}
WORLDLY_CALLS = {
    "open",
    "print",
    "input",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "uuid4",
    "uuid.uuid4",
    "uuid1",
    "uuid.uuid1",
}


def pure_sources() -> list[Source]:
    return [
        source
        for source in sources("scheduler", "notifications")
        if any(source.module == part or source.module.startswith(f"{part}.") for part in PURE)
        and source.module not in RUN_PROCESSES
    ]


def test_every_room_imports_only_whom_it_may() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_pure_parts_are_there() -> None:
    assert {part for part in PURE if not any(s.module.startswith(part) for s in pure_sources())} == set()


def test_the_pure_parts_touch_neither_files_nor_processes_nor_chance() -> None:
    found = {
        f"{source.name}: {name}"
        for source in pure_sources()
        for name in source.imported()
        if name.split(".")[0] in WORLDLY_MODULES
    }
    assert found == set()


def test_the_pure_parts_read_no_clock_and_do_no_io() -> None:
    found = {
        f"{source.name}:{line} {call}"
        for source in pure_sources()
        for call, line in source.called()
        if call in WORLDLY_CALLS
    }
    assert found == set()


def test_only_the_search_looks_at_the_stop_watch() -> None:
    watching = {source.module for source in pure_sources() if "time" in set(source.imported())}
    assert watching <= TIME_A_SEARCH


def test_only_the_clocks_read_the_wall_clock_in_the_deeds() -> None:
    """Every deed takes now from its Clock; what is left is the machine's own business, named here."""
    allowed = {
        "config/clock.py",  # the clock itself
        "api/cli/frame.py",  # the time in the log of failures
        "api/cli/keeping.py",  # the name of a backup
        "api/operations/backing_up.py",  # when a backup was made
        "notifications/application/wire_clock.py",  # how fast the wire is used
        "notifications/providers/simulator/ledger.py",  # another process, with its own time
    }
    reading = {
        source.name
        for source in sources()
        for call, _ in source.called()
        if call in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    }
    assert reading - allowed == set()
