"""Pushes that come together are stored together, each is answered after its own, and a bad one keeps no other out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest

from api import letterbox
from api.bootstrap import House
from api.letterbox import MOST_AT_ONCE, Letterbox, Push
from notifications.providers import Updates

POISON = "poison"


class Kept:
    """What the store was asked to keep, lot by lot; a lot with poison in it is rolled back."""

    def __init__(self) -> None:
        self.lots: list[list[str]] = []

    def take(self, lot: Sequence[Push]) -> None:
        lanes = [push.lane for push in lot]
        if POISON in lanes:
            raise OSError("not stored")
        self.lots.append(lanes)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    kept = Kept()
    monkeypatch.setattr(letterbox, "_take", kept.take)
    return kept


def pushed(*lanes: str) -> list[BaseException | None]:
    """What each of the senders gets that push at the same moment."""

    async def together() -> list[BaseException | None]:
        box = Letterbox()
        house = cast("House", None)
        puts = (box.put(Push(house, lane, Updates((), (), ""))) for lane in lanes)
        return await asyncio.gather(*puts, return_exceptions=True)

    return asyncio.run(together())


def test_what_gathers_while_a_lot_is_written_is_one_lot(kept: Kept) -> None:
    assert pushed("a", "b", "c") == [None, None, None]
    assert kept.lots == [["a", "b", "c"]]


def test_a_push_that_cannot_be_stored_is_raised_to_its_sender_alone(kept: Kept) -> None:
    first, second, third = pushed("a", POISON, "c")
    assert (first, third) == (None, None)
    assert isinstance(second, OSError)
    assert kept.lots == [["a"], ["c"]]


def test_no_lot_is_larger_than_it_may_be_and_none_is_left_behind(kept: Kept) -> None:
    assert set(pushed(*(["a"] * (2 * MOST_AT_ONCE + 1)))) == {None}
    assert [len(lot) for lot in kept.lots] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]


def test_the_first_push_waits_for_nothing_and_what_follows_soon_is_one_lot(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letterbox, "LOT_EVERY", 1.0)

    async def follow() -> float:
        box, clock = Letterbox(), asyncio.get_running_loop().time
        began, house = clock(), cast("House", None)
        await box.put(Push(house, "a", Updates((), (), "")))
        took = clock() - began
        second = asyncio.create_task(box.put(Push(house, "b", Updates((), (), ""))))
        await asyncio.sleep(0.05)
        await box.put(Push(house, "c", Updates((), (), "")))
        await second
        return took

    assert asyncio.run(follow()) < 0.9
    assert kept.lots == [["a"], ["b", "c"]]
