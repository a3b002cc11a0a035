"""The Celery worker's tasks: one text a task, alone or gathered into batches, or a hundred texts a task."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any

from celery import Celery
from celery_batches import Batches

from benchmarks.messages.drain import Local
from benchmarks.messages.rival.commits import heard, intend
from config.database import Store

BATCH = 100

app = Celery("rival", broker=os.environ["RIVAL_BROKER"])
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,  # a killed worker loses nothing
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=2 * BATCH,
    broker_connection_retry_on_startup=True,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
)
BARE = os.environ.get("RIVAL_BARE") == "1"


@cache
def _store() -> Store:
    return Store(os.environ["RIVAL_STORE"])


def _tell(ids: Sequence[str]) -> None:
    taken = intend(_store(), ids, bare=BARE)
    if taken:
        heard(_store(), Local().send(taken), bare=BARE)


@app.task(name="tell_one")
def tell_one(message_id: str) -> None:
    """One text."""
    _tell([message_id])


@app.task(name="tell_gathered", base=Batches, flush_every=BATCH, flush_interval=0.5)
def tell_gathered(requests: Sequence[Any]) -> None:
    """The texts of up to a hundred tasks, gathered by the worker."""
    _tell([request.args[0] for request in requests])


@app.task(name="tell_many")
def tell_many(message_ids: Sequence[str]) -> None:
    """A hundred texts that were put into one task."""
    _tell(message_ids)
