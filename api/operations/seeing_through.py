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
LOOK_FOR_HOLDER_SECONDS = 1.0


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

    A process that holds the engine lock already goes on with the work: it is followed. One that only saw its
    own work through may have ended before it took up ours: then the rest is done here.
    """
    ended = finished or (lambda: open_work(house.store) == 0)
    until = time.monotonic() + seconds
    while True:
        lock = take_engine_lock(house.store, deed, house.settings.executor)
        if lock is not None:
            try:
                if finished is None and open_work(house.store) == 0:
                    return SeenThrough(done=True, followed=None)
                done = _worked(house, ended, watch, until)
                keep_sealed(house)
                return SeenThrough(done, followed=None)
            finally:
                lock.release()
        holder = engine_holder(house.store, house.settings.executor)
        if holder is not None and (over := _followed(house, ended, watch, until)) is not None:
            return SeenThrough(over, holder)
        if time.monotonic() > until:
            return SeenThrough(ended(), holder)


def _worked(house: House, ended: Callable[[], bool], watch: Callable[[], None], until: float) -> bool:
    """Run the engine here until all is done; False if the time was over first."""
    engine = house.engine()
    engine.start()
    try:
        while not (ended() and open_work(house.store) == 0):
            watch()
            if time.monotonic() > until:
                return False
            time.sleep(LOOK_EVERY_SECONDS)
    finally:
        engine.stop()
    watch()
    return True


def _followed(
    house: House, ended: Callable[[], bool], watch: Callable[[], None], until: float
) -> bool | None:
    """Wait for the one who works: True if all is done, False if the time was over, None if it has gone."""
    look_at = time.monotonic() + LOOK_FOR_HOLDER_SECONDS
    while not ended():
        watch()
        now = time.monotonic()
        if now > until:
            return False
        if now > look_at:
            if engine_holder(house.store, house.settings.executor) is None:
                return None
            look_at = now + LOOK_FOR_HOLDER_SECONDS
        time.sleep(LOOK_EVERY_SECONDS)
    watch()
    return True
