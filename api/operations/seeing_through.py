"""Sees work through to its end: runs the engine here when nobody does, else follows the one who does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from api.bootstrap import House
from api.wiring import keep_sealed
from config.engine_lock import Holder, engine_holder, take_engine_lock
from config.work_log import open_work

LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class SeenThrough:
    """Whether the work is done, and whose engine did it: `followed` is None when it ran here."""

    done: bool
    followed: Holder | None


def see_through(
    house: House,
    deed: str,
    *,
    seconds: float,
    finished: Callable[[], bool] | None = None,
    watch: Callable[[], None] = lambda: None,
) -> SeenThrough:
    """Have all open work done, or until `finished`, at most so many seconds; `watch` is called meanwhile.

    A process that holds the engine lock already goes on with the work: it is only followed.
    """
    ended = finished or (lambda: open_work(house.store) == 0)
    lock = take_engine_lock(house.store, deed, house.settings.executor)
    if lock is None:
        holder = engine_holder(house.store, house.settings.executor)
        return SeenThrough(_wait(ended, watch, seconds), holder)
    try:
        if finished is None and open_work(house.store) == 0:
            return SeenThrough(done=True, followed=None)
        engine = house.engine()
        engine.start()
        try:
            done = _wait(lambda: ended() and open_work(house.store) == 0, watch, seconds)
        finally:
            engine.stop()
        keep_sealed(house)
        return SeenThrough(done, followed=None)
    finally:
        lock.release()


def _wait(ended: Callable[[], bool], watch: Callable[[], None], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not ended():
        watch()
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    watch()
    return True
