"""Runs the rival: its tasks are put into the queue beforehand, then one worker of it takes them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from benchmarks.messages.drain import Drained
from benchmarks.messages.rival.broker import is_there
from config.database import Store
from notifications.adapters.message_tables import MessageRow

MOST_SECONDS = 180.0
A_TASK = 100


class Way(StrEnum):
    """How the rival cuts its work into tasks."""

    ONE = "tell_one"
    GATHERED = "tell_gathered"
    MANY = "tell_many"


def what_is_missing() -> str:
    """Why the rival cannot be run here, or nothing."""
    if find_spec("celery") is None or find_spec("celery_batches") is None:
        return "celery is not installed: pip install -r benchmarks/messages/requirements.txt"
    if not is_there():
        return "RabbitMQ is not installed: apt-get install rabbitmq-server"
    return ""


def run(store: Store, broker: str, texts: int, way: Way, folder: Path, *, bare: bool = False) -> Drained:
    """Tell all texts of a filled store by one worker; refused if one of them was not told.

    The seconds count from the first intent to the last word of the provider; the CPU has the worker's start in it.
    """
    environment = {
        **os.environ,
        "RIVAL_BROKER": broker,
        "RIVAL_STORE": store.url,
        "RIVAL_BARE": "1" if bare else "0",
    }
    _publish(broker, texts, way)
    before = os.times()
    with _worker(environment, folder / "worker.log"):
        deadline = time.monotonic() + MOST_SECONDS
        while _sent(store) < texts and time.monotonic() < deadline:
            time.sleep(0.5)
    after = os.times()
    if (sent := _sent(store)) != texts:
        raise SystemExit(f"{way}: {sent} of {texts} texts were sent; see {folder / 'worker.log'}")
    cpu = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return Drained(texts, _took(store), cpu)


def _publish(broker: str, texts: int, way: Way) -> None:
    from celery import Celery  # noqa: PLC0415 - it may not be installed

    ids = [f"m{number:06d}" for number in range(texts)]
    with Celery("rival", broker=broker) as app, app.producer_or_acquire() as producer:
        if way is Way.MANY:
            for first in range(0, texts, A_TASK):
                app.send_task(way.value, [ids[first : first + A_TASK]], producer=producer, ignore_result=True)
        else:
            for each in ids:
                app.send_task(way.value, [each], producer=producer, ignore_result=True)


@contextmanager
def _worker(environment: dict[str, str], log: Path) -> Iterator[None]:
    program = (sys.executable, "-m", "celery", "-A", "benchmarks.messages.rival.tasks", "worker")
    plain = ("--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")
    with log.open("ab") as out:
        process = subprocess.Popen([*program, *plain], env=environment, stdout=out, stderr=out)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _sent(store: Store) -> int:
    with store.reading() as session:
        told = sa.select(sa.func.count()).select_from(MessageRow).where(MessageRow.state == "sent")
        return session.scalar(told) or 0


def _took(store: Store) -> float:
    with store.reading() as session:
        first: datetime
        last: datetime
        first, last = session.execute(
            sa.select(sa.func.min(MessageRow.submitted_at), sa.func.max(MessageRow.changed_at))
        ).one()
    return (last - first).total_seconds()
