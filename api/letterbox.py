"""What providers push is taken in lots: while one lot is committed the next gathers, and each sender is answered after its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool

from api.bootstrap import House
from config.durable import SEND, enqueue
from notifications.application.receipts import take_updates
from notifications.providers import Updates

MOST_AT_ONCE = 200
"""So many pushes are committed together at most; more wait for the next lot."""
LOT_EVERY = 0.03
"""Seconds from the beginning of one lot to that of the next, at least: a commit costs as much as thirty receipts."""


@dataclass(frozen=True, slots=True)
class Push:
    """What one signed call brought, and by which lane of which house."""

    house: House
    lane: str
    updates: Updates


@dataclass(slots=True)
class _Waiting:
    push: Push
    stored: asyncio.Future[None]


class Letterbox:
    """The place where pushes wait for their commit; of one event loop."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None
        self._begun = -LOT_EVERY

    async def put(self, push: Push) -> None:
        """Return once the push is committed; whatever kept it from being stored is raised."""
        mine = _Waiting(push, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._empty())
        await mine.stored

    async def _empty(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._waiting:
            if (ahead := self._begun + LOT_EVERY - clock()) > 0:
                await asyncio.sleep(ahead)
            self._begun = clock()
            lot, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            outcomes = await run_in_threadpool(_store, [each.push for each in lot])
            for each, outcome in zip(lot, outcomes, strict=True):
                if each.stored.done():
                    continue  # whoever sent it has gone away
                if outcome is None:
                    each.stored.set_result(None)
                else:
                    each.stored.set_exception(outcome)


def _store(lot: Sequence[Push]) -> list[Exception | None]:
    """Store a lot in one commit; where that fails each push stands for itself, so that one keeps no other out."""
    try:
        _take(lot)
    except Exception as error:  # noqa: BLE001 - it is raised where the push is answered
        return [error] if len(lot) == 1 else [_store([each])[0] for each in lot]
    return [None] * len(lot)


def _take(lot: Sequence[Push]) -> None:
    house = lot[0].house
    with house.outbox.transaction() as session:
        desks = house.lanes(session)
        for lane in dict.fromkeys(each.lane for each in lot):
            desk, _ = desks[lane]
            taken = take_updates(session, desk, _together(each.updates for each in lot if each.lane == lane))
            if taken.replies:  # an echo or a question back may be due
                enqueue(session, house.district_id, "send_due", {}, queue=SEND)


def _together(updates: Iterable[Updates]) -> Updates:
    found = list(updates)
    return Updates(
        tuple(receipt for each in found for receipt in each.receipts),
        tuple(reply for each in found for reply in each.replies),
        "",
    )
