"""Something urgent during a bulk drain at a rate: how long after its commit it is with the provider.

python -m benchmarks.messages.urgent [--rate 20] [--seconds 60] [--database URL]

One worker drains a backlog at the rate. A second thread commits an urgent text at moments of seeded chance; its
wait runs from its commit until the provider holds it. The busiest sliding second and the share of the rate are
those of the provider's own record. Bounded: at most two minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import sqlalchemy as sa

from api.tables import metadata
from benchmarks.messages.drain import Local, desk_of
from benchmarks.messages.filling import NOW, fill
from config.database import Store
from config.migrating import create
from notifications.adapters.message_tables import MessageRow
from notifications.application.dispatching import send_due
from notifications.domain.lanes import LaneRules
from notifications.providers import Outgoing, Provider, Submission

MOST_SECONDS = 120
EVERY = 0.6
"""An urgent text about so often, in seconds: about one in twelve of what leaves."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long urgent texts waited, in seconds, how much of the rate was used meanwhile, and its busiest second."""

    urgent: int
    p50: float
    p99: float
    longest: float
    used: float
    busiest: int
    """The most texts that reached the provider in any sliding second."""


@dataclass
class Noting(Local):
    """Notes when each text reached the provider."""

    at: dict[str, float] = field(default_factory=dict)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        now = time.monotonic()
        self.at |= {each.reference: now for each in batch}
        return super().send(batch)


def wait(store: Store, rate: int, seconds: int) -> Waited:
    """Drain a backlog for so long at so many a second, with urgent texts coming in between."""
    bulk = rate * seconds
    moments = list(_moments(seconds))
    create(store, metadata())
    fill(store, bulk + len(moments))
    urgent = [f"m{number:06d}" for number in range(bulk, bulk + len(moments))]
    _put_off(store, urgent)
    provider, committed = Noting(), dict[str, float]()
    told = cast("Provider", provider)
    desk = replace(desk_of(told, 100), lane_rules=LaneRules(a_second=rate))
    began = time.monotonic()

    def come_in() -> None:
        for moment, message in zip(moments, urgent, strict=True):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            _come_in(store, message)
            committed[message] = time.monotonic()

    coming = threading.Thread(target=come_in)
    coming.start()
    while coming.is_alive() or len(provider.at) < bulk + len(urgent):
        send_due(store, desk, told)
        if time.monotonic() - began > MOST_SECONDS * 2:
            raise SystemExit(f"{len(provider.at)} of {bulk + len(urgent)} texts were sent")
    coming.join()
    took = sorted(provider.at[message] - committed[message] for message in urgent)
    reached = sorted(provider.at.values())
    used = len(reached) / (reached[-1] - began) / rate
    longest, p99 = took[-1], took[len(took) * 99 // 100]
    return Waited(len(took), took[len(took) // 2], p99, longest, used, busiest_second(reached))


def busiest_second(instants: Sequence[float]) -> int:
    """The most of these instants, in order and in seconds, that fall into one sliding second."""
    return max(bisect_left(instants, start + 1) - place for place, start in enumerate(instants))


def _moments(seconds: int) -> Iterator[float]:
    chance, moment = random.Random(1), 0.0
    while (moment := moment + chance.expovariate(1 / EVERY)) < seconds:
        yield moment


def _put_off(store: Store, messages: Sequence[str]) -> None:
    """They are there and due, but held back until their moment comes."""
    _set(store, messages, {"urgency": 0, "state": "held"})


def _come_in(store: Store, message: str) -> None:
    _set(store, [message], {"state": "queued", "due_at": NOW})


def _set(store: Store, messages: Sequence[str], values: dict[str, Any]) -> None:
    with store.transaction() as session:
        session.execute(sa.update(MessageRow).where(MessageRow.id.in_(messages)).values(**values))


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--rate", type=int, default=20)
    reader.add_argument("--seconds", type=int, default=60)
    reader.add_argument("--database", default="")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(given.database or f"sqlite:///{scratch}/urgent.sqlite")
        waited = wait(store, given.rate, min(given.seconds, MOST_SECONDS))
        store.close()
    print(waited)
    return 0


if __name__ == "__main__":
    sys.exit(main())
