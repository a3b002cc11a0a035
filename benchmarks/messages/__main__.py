"""All speeds of the message layer in one run: a table, and the numbers of docs/messages-benchmark.md.

python -m benchmarks.messages [--only accepting drain urgent receiving] [--stores sqlite postgresql] [--quick] [--write]

About eleven minutes on two cores; `--quick` takes a tenth of the texts, `--write` puts the table into the page. The
rival needs `pip install -r benchmarks/messages/requirements.txt` and Debian's package rabbitmq-server; without
them its rows say that it was not measured, and why.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from api.tables import metadata
from benchmarks.messages import accepting, receiving, urgent
from benchmarks.messages.drain import Drained, bare_hand_over, drain, local_provider
from benchmarks.messages.filling import fill
from benchmarks.messages.rival.broker import broker
from benchmarks.messages.rival.running import Way, run, what_is_missing
from benchmarks.messages.stores import KINDS, NewStore, stores
from benchmarks.pages import DOCS, put, where_and_when
from config.collecting import collect_rarely
from config.database import Store
from config.migrating import create

PAGE = DOCS / "messages-benchmark.md"
WAYS = {
    Way.ONE: "Celery, a task a text",
    Way.GATHERED: "Celery, a task a text, gathered by 100",
    Way.MANY: "Celery, a task of 100 texts",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `bound` is what was asked, `held` whether it is kept, None where nothing was asked."""

    what: str
    store: str
    measured: str
    bound: str = ""
    held: bool | None = None

    def __str__(self) -> str:
        kept = {True: "yes", False: "**no**", None: ""}[self.held]
        return f"| {self.what} | {self.store} | {self.measured} | {self.bound} | {kept} |"


@dataclass(frozen=True, slots=True)
class Run:
    """Where and how much is measured."""

    new: NewStore
    kind: str
    scratch: Path
    share: int
    """One in so many of the texts."""


def measure_accepting(run: Run) -> Iterator[Line]:
    for texts in (1000, 10_000, 100_000):
        found = accepting.accept(run.new(run.kind), texts // run.share)
        whole = found.texts == 100_000
        measured = (
            f"{found.seconds:.1f} s, {1000 * found.cpu_seconds / found.texts:.2f} ms of CPU a text, "
            f"{found.megabytes:.0f} MB over idle"
        )
        kept = found.seconds < 20 and found.megabytes < 300 if whole else None
        bound = "< 20 s, < 300 MB" if whole else ""
        yield Line(f"{found.texts:,} texts accepted with their notices", run.kind, measured, bound, kept)


def measure_drain(run: Run) -> Iterator[Line]:
    provider = local_provider()
    bare = bare_hand_over(provider, 10_000 // run.share, 100)
    yield Line("bare hand-over, no store", run.kind, f"{bare:,.0f}/s")
    for texts in (1000, 10_000, 30_000):
        store = _filled(run, texts // run.share)
        guarded = drain(store, provider, texts // run.share, 100)
        store.close()
        judged = texts == 10_000
        yield Line(
            f"guarded drain of {guarded.texts:,} texts",
            run.kind,
            f"{_speed(guarded)}, {guarded.a_second / bare:.2f} of bare",
            "≥ 1,000/s" if judged else "",
            guarded.a_second >= 1000 if judged else None,
        )
    yield from measure_rival(run)


def measure_rival(run_: Run) -> Iterator[Line]:
    """The guard and the rival in turn, on as many texts, so that what else the machine does meets both."""
    if missing := what_is_missing():
        yield Line("Celery with RabbitMQ", run_.kind, f"not measured: {missing}", "≥ 2 times", None)
        return
    texts = 5000 // run_.share
    with broker(run_.scratch / f"broker-{run_.kind}") as address:
        for bare in (False, True):
            rows = "states alone" if bare else "the same rows"
            speeds: dict[Way, float] = {}
            for way, name in WAYS.items():
                few = texts // 10 if way is Way.ONE else texts
                store = _filled(run_, few)
                rival = run(store, address, few, way, run_.scratch, bare=bare)
                store.close()
                yield Line(f"{name}, {rows}", run_.kind, _speed(rival))
                speeds[way] = rival.a_second
            store = _filled(run_, texts)
            ours = drain(store, local_provider(), texts, 100)
            store.close()
            yield from compared(run_.kind, ours, speeds, rows, judged=not bare)


def compared(
    kind: str, ours: Drained, speeds: Mapping[Way, float], rows: str, *, judged: bool
) -> Iterator[Line]:
    """The guard against the better of the rival's tasks of one text, which is judged; and against tasks of a hundred."""
    ratio = ours.a_second / max(speeds[Way.ONE], speeds[Way.GATHERED])
    yield Line(
        f"guarded drain against the better of a task a text, {rows}",
        kind,
        f"{_speed(ours)}: {ratio:.2f} times",
        "≥ 2 times" if judged else "",
        ratio >= 2 if judged else None,
    )
    beside = ours.a_second / speeds[Way.MANY]
    yield Line(f"guarded drain against a task of 100 texts, {rows}", kind, f"{beside:.2f} times")


def measure_urgent(run: Run) -> Iterator[Line]:
    store = Store(run.new(run.kind))
    rate = 20
    waited = urgent.wait(store, rate, 60 // run.share)
    store.close()
    yield Line(
        f"{waited.urgent} urgent texts in a bulk drain at 20/s",
        run.kind,
        f"p50 {waited.p50:.2f} s, p99 {waited.p99:.2f} s, {100 * waited.used:.0f} % of the rate used, "
        f"{waited.busiest} in the busiest second",
        f"p99 < 1 s, ≥ 85 %, ≤ {rate} in any second",
        waited.p99 < 1 and waited.used >= 0.85 and waited.busiest <= rate,
    )


def measure_receiving(run: Run) -> Iterator[Line]:
    for a_second in (100, 500):
        judged = a_second == 500
        found = receiving.receive(
            run.new(run.kind), run.scratch, a_second, max(5, (20 if judged else 10) // run.share)
        )
        kept = found.p99 < 100 and found.stored == found.pushed and found.refused == 0
        yield Line(
            f"{found.pushed:,} receipts pushed at {a_second}/s",
            run.kind,
            f"{found.a_second:.0f}/s, p50 {found.p50:.0f} ms, p99 {found.p99:.0f} ms, "
            f"{found.pushed - found.stored} lost, {found.server_cpu_ms:.2f} ms of CPU each",
            "500/s, p99 < 100 ms, none lost" if judged else "",
            kept if judged else None,
        )


MEASURES: dict[str, Callable[[Run], Iterator[Line]]] = {
    "accepting": measure_accepting,
    "drain": measure_drain,
    "rival": measure_rival,
    "urgent": measure_urgent,
    "receiving": measure_receiving,
}
WHOLE = ("accepting", "drain", "urgent", "receiving")


def _speed(drained: Drained) -> str:
    return f"{drained.a_second:,.0f}/s, {drained.cpu_ms:.2f} ms of CPU a text"


def _filled(run: Run, texts: int) -> Store:
    store = Store(run.new(run.kind))
    create(store, metadata())
    fill(store, texts)
    return store


def _whatever_fails(name: str, run: Run) -> Iterator[Line]:
    """The lines of a measure; one that fails says so in its place and keeps no other from being measured."""
    try:
        yield from MEASURES[name](run)
    except (SystemExit, subprocess.SubprocessError, OSError, sa.exc.SQLAlchemyError) as error:
        if isinstance(error, SystemExit) and not isinstance(error.code, str):
            raise  # it was told to stop
        yield Line(name, run.kind, f"failed: {' '.join(str(error).split())[:200]}", "", False)


@contextmanager
def _timed(told: list[str]) -> Iterator[None]:
    """Says on what machine, when and under what load it was measured."""
    began, before = time.monotonic(), os.getloadavg()[0]
    yield
    told.insert(0, where_and_when(before, (time.monotonic() - began) / 60))


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--only", nargs="+", choices=MEASURES, default=WHOLE)
    reader.add_argument("--stores", nargs="+", choices=KINDS, default=KINDS)
    reader.add_argument("--quick", action="store_true")
    reader.add_argument("--write", action="store_true")
    given = reader.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended as well
    collect_rarely()  # as every process of the product does
    told = ["", "| measured | store | result | asked | kept |", "|---|---|---|---|---|"]
    print("\n".join(told[1:]), flush=True)
    with _timed(told), tempfile.TemporaryDirectory() as scratch, stores(Path(scratch)) as new:
        for name in given.only:
            for kind in given.stores:
                for line in _whatever_fails(name, Run(new, kind, Path(scratch), 10 if given.quick else 1)):
                    print(line, flush=True)
                    told.append(str(line))
    print(told[0])
    if given.write:
        put(PAGE, "", "\n".join(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
