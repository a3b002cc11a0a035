"""Receipts pushed at a steady rate: how long the provider waits until each is stored, and whether any is lost.

python -m benchmarks.messages.receiving [--a-second 500] [--seconds 20] [--database URL]

The pages' own server answers on loopback, a process of its own on a store of texts that were sent. A second process
is the provider: it signs each receipt and pushes it at its moment, whether or not the ones before are answered, so
that a server that falls behind is not spared. A receipt is late from its moment on. Bounded: at most 60 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from api.bootstrap import house_of
from api.operations.serving import bind, serve_pages
from api.operations.simulating import simulator_secret
from api.tables import metadata
from benchmarks.messages.filling import fill, fill_district
from config.collecting import collect_rarely
from config.database import Store
from config.migrating import create
from config.settings import Settings, load_settings
from notifications.adapters.answer_tables import ReceiptRow
from notifications.adapters.message_tables import MessageRow
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow
from notifications.providers.simulator.wire import SECRET_NAME

MOST_SECONDS = 60
PORT_SAID = "port "


@dataclass(frozen=True, slots=True)
class Received:
    """What the provider saw, in milliseconds, and what was found in the store afterwards."""

    pushed: int
    a_second: float
    p50: float
    p99: float
    longest: float
    refused: int
    stored: int
    server_cpu_ms: float


def receive(url: str, scratch: Path, a_second: int, seconds: int) -> Received:
    """Push so many receipts a second for so long at a server of its own; counts what is in the store afterwards."""
    pushes = a_second * min(seconds, MOST_SECONDS)
    store = Store(url)
    create(store, metadata())
    fill_district(store)
    fill(store, pushes)
    with store.transaction() as session:
        session.execute(sa.update(MessageRow).values(state="sent"))
    settings = _settings(url, scratch)
    with _server(url, scratch) as (port, process):
        before = _cpu_of(process)
        said = subprocess.run(  # noqa: S603 - our own generator
            [
                *(sys.executable, "-m", "benchmarks.messages.pushing"),
                *("--port", str(port), "--pushes", str(pushes), "--a-second", str(a_second)),
            ],
            env={**os.environ, SECRET_NAME: simulator_secret(settings)},
            check=True,
            capture_output=True,
            timeout=MOST_SECONDS * 3,
        ).stdout
        cpu = _cpu_of(process) - before
    told = json.loads(said)
    stored = _stored(store)
    store.close()
    return Received(**told, stored=stored, server_cpu_ms=1000 * cpu / pushes)


def _stored(store: Store) -> int:
    """Receipts that are stored, stepped their message and stand in the ledger; the least of the three."""
    counts = (
        sa.select(sa.func.count()).select_from(ReceiptRow).where(ReceiptRow.message_id.is_not(None)),
        sa.select(sa.func.count()).select_from(MessageRow).where(MessageRow.state == "delivered"),
        sa.select(sa.func.count()).select_from(LedgerEntryRow).where(LedgerEntryRow.deed == "receipt"),
    )
    with store.reading() as session:
        return min(session.scalar(count) or 0 for count in counts)


@contextmanager
def _server(url: str, scratch: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.messages.receiving", "--serve", str(scratch), "--database", url],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None, "it is piped"
        said = process.stdout.readline()
        if not said.startswith(PORT_SAID):
            raise SystemExit("the server did not come up")
        yield int(said.removeprefix(PORT_SAID)), process
    finally:
        process.terminate()
        process.wait(20)


def _cpu_of(process: subprocess.Popen[str]) -> float:
    """Seconds of CPU that a process has had so far, as Linux tells them."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _settings(url: str, home: Path) -> Settings:
    return load_settings(environment={"DATABASE_URL": url}).model_copy(update={"home": home, "port": 0})


def _serve(url: str, home: Path) -> None:
    collect_rarely()
    settings = _settings(url, home)
    house = house_of(settings)
    bound = bind(settings)
    print(f"{PORT_SAID}{bound.getsockname()[1]}", flush=True)
    serve_pages(house, bound)


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--a-second", type=int, default=500)
    reader.add_argument("--seconds", type=int, default=20)
    reader.add_argument("--database", default="")
    reader.add_argument("--serve", default="", help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.serve:
        _serve(given.database, Path(given.serve))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        url = given.database or f"sqlite:///{scratch}/receiving.sqlite"
        began = time.monotonic()
        received = receive(url, Path(scratch), given.a_second, given.seconds)
    print(json.dumps(asdict(received)), f"{time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
