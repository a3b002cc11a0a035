"""The guarded drain: how many texts a second one worker hands to a provider on this machine, told of once.

python -m benchmarks.messages.drain [--texts 3000] [--batch 100] [--database URL] [--simulator] [--profile]

A store of its own (SQLite in a scratch folder, or the empty PostgreSQL database that is named) is filled with
texts that are due, each with its telephone, party, notice, subject and question. The provider is local and
answers each call after 5 ms; `--simulator` takes the simulator instead, a process of its own on loopback that
writes every text to disk. Bounded: at most 100,000 texts and two minutes. The bare hand-over of the same texts,
with no store at all, is measured beside it: their ratio is what the guard costs.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from api.tables import metadata
from benchmarks.messages.filling import DISTRICT, NOW, fill, telephone
from config.clock import FixedClock
from config.database import Store
from config.migrating import create
from config.settings import load_settings
from notifications.adapters.templates import shipped_wording
from notifications.application.desk import Desk
from notifications.application.dispatching import send_due
from notifications.domain.sending_rules import SendingRules
from notifications.domain.wording import Office
from notifications.providers import Capabilities, Outgoing, Provider, Submission, Verdict
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.wire import SECRET_NAME

MOST_TEXTS = 100_000
MOST_SECONDS = 120.0
ANSWERS_AFTER = 0.005


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--texts", type=int, default=3000)
    reader.add_argument("--batch", type=int, default=100)
    reader.add_argument("--database", default="")
    reader.add_argument("--simulator", action="store_true")
    reader.add_argument("--profile", action="store_true")
    given = reader.parse_args()
    texts = min(given.texts, MOST_TEXTS)
    chosen = simulator if given.simulator else local
    with tempfile.TemporaryDirectory() as scratch, chosen(Path(scratch)) as provider:
        bare = bare_hand_over(provider, texts, given.batch)
        store = Store(given.database or f"sqlite:///{scratch}/drain.sqlite")
        create(store, metadata())
        fill(store, texts)
        watch = cProfile.Profile() if given.profile else None
        guarded = drain(store, provider, texts, given.batch, watch)
        store.close()
    print(f"texts {texts}  batch {given.batch}  store {store.engine.dialect.name}")
    print(f"bare hand-over  {bare:8.0f} texts/s")
    print(
        f"guarded drain   {guarded.a_second:8.0f} texts/s   ratio {guarded.a_second / bare:.2f}"
        f"   {guarded.cpu_ms:.2f} ms of CPU a text"
    )
    if watch is not None:
        pstats.Stats(watch).sort_stats("cumulative").print_stats(45)
    return 0


def bare_hand_over(provider: Provider, texts: int, batch: int) -> float:
    """Texts a second with nothing but the wire."""
    began = time.monotonic()
    for first in range(0, texts, batch):
        provider.send(
            [
                Outgoing(f"bare-{number}", telephone(number), "【示范】" + "配送安排。" * 12)
                for number in range(first, min(first + batch, texts))
            ]
        )
    return texts / (time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Drained:
    """Texts told, and the wall and CPU seconds of the process that told them."""

    texts: int
    seconds: float
    cpu_seconds: float

    @property
    def a_second(self) -> float:
        return self.texts / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / self.texts


def drain(
    store: Store, provider: Provider, texts: int, batch: int, watch: cProfile.Profile | None = None
) -> Drained:
    """Tell every text through the guard; refused if one of them was not told."""
    desk = desk_of(provider, batch)
    began, spent, sent = time.monotonic(), time.process_time(), 0
    if watch is not None:
        watch.enable()
    while sent < texts and time.monotonic() - began < MOST_SECONDS:
        sent += send_due(store, desk, provider).sent
    took, spent = time.monotonic() - began, time.process_time() - spent
    if watch is not None:
        watch.disable()
    if sent != texts:
        raise SystemExit(f"{sent} of {texts} texts were sent in {took:.0f} s")
    return Drained(texts, took, spent)


def desk_of(provider: Provider, batch: int) -> Desk:
    """A desk whose clock stands still, by the settings that are shipped, with another batch."""
    rules = load_settings(environment={}).section("sending", SendingRules)
    return Desk(
        DISTRICT,
        FixedClock(NOW, ZoneInfo("Asia/Shanghai")),
        Office("示范区文化配送中心", "021-0000-0100", rules.signature),
        replace(rules, batch=batch),
        shipped_wording(),
        lambda day: day.isoweekday() < 6,
        provider.capabilities,
    )


class Local:
    """A provider in this process: it answers each call after 5 ms and takes everything."""

    capabilities = Capabilities("simulator", True, 1000, False, "reference", 2.0, True, False)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        time.sleep(ANSWERS_AFTER)
        return [Submission(each.reference, Verdict.ACCEPTED, f"local-{each.reference}") for each in batch]


def local_provider() -> Provider:
    return cast("Provider", Local())


@contextmanager
def local(_scratch: Path) -> Iterator[Provider]:
    yield local_provider()


@contextmanager
def simulator(scratch: Path) -> Iterator[SimulatorProvider]:
    """A simulator of its own on a free port of loopback, ended with the measurement."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    secret = secrets.token_hex(16)
    process = subprocess.Popen(  # noqa: S603 - our own simulator
        [
            *(sys.executable, "-m", "notifications.providers.simulator"),
            *("--port", str(port), "--log", str(scratch / "simulator.jsonl"), "--callback", ""),
        ],
        env={**os.environ, SECRET_NAME: secret},
    )
    provider = SimulatorProvider(f"http://127.0.0.1:{port}", secret, timeout=30)
    try:
        deadline = time.monotonic() + 20
        while not provider.is_up():
            if time.monotonic() > deadline:
                raise SystemExit("the simulator did not come up")
            time.sleep(0.05)
        yield provider
    finally:
        provider.close()
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d} {os.cpu_count()} cores")
    sys.exit(main())
