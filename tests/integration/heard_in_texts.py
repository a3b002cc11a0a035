"""What the holder of a telephone knows who has nothing but its texts: read from their words, never from our rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

SIGNATURE = re.compile(r"^【[^】]+】")
MOMENT = re.compile(r"(\d{1,2})月(\d{1,2})日（周.）(\d{2}:\d{2})")
NUMBERED = re.compile(r"^（\d+）")
TELLS_ARRANGEMENTS = re.compile(r"^\d{1,2}月配送安排")
REMINDS = re.compile(r"^提醒：")


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a text said: whether it is the place for rain only, the day and the start as written, and where."""

    for_rain: bool
    day: str
    start: str
    venue: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a text: what holds no more, and what holds now."""

    gone: Heard | None
    stands: Heard | None


def body_of(text: str) -> str:
    """The text without its signature."""
    return SIGNATURE.sub("", text)


def items_of(text: str, venues: Collection[str]) -> list[Item]:
    """The items that a text lists; its first line says what they are, its last whom to ask."""
    return [
        _item(part, venues)
        for line in body_of(text).splitlines()[1:]
        if not line.startswith("课程现为")
        for part in NUMBERED.sub("", line).split("；")
        if MOMENT.search(part)
    ]


def _item(part: str, venues: Collection[str]) -> Item:
    moments = [(f"{month}月{day}日", start) for month, day, start in MOMENT.findall(part)]
    named = sorted((part.index(venue), venue) for venue in venues if venue in part)
    venue = named[0][1] if named else None
    heard = [Heard(part.startswith("雨天备用"), day, start, venue) for day, start in moments]
    if "取消：" in part or "不再" in part:
        return Item(heard[0], None)
    if "改期：" in part:
        before, after = heard
        return Item(before, after)
    return Item(None, heard[0])


class Holder:
    """Who reads the texts of one telephone in the order in which they came, and believes them."""

    def __init__(self) -> None:
        self.believes: Counter[Heard] = Counter()

    def reads(self, text: str, venues: Collection[str]) -> None:
        """Take in one arrangement; what it takes back must have been told before."""
        for item in items_of(text, venues):
            where = item.stands.venue if item.stands else None
            if item.gone is not None:
                known = self._known(item.gone)
                assert known is not None, ("takes back what was never told", text, self.believes)
                self.believes -= Counter([known])
                where = where or known.venue
            if item.stands is not None:
                stands = item.stands
                self.believes[Heard(stands.for_rain, stands.day, stands.start, where)] += 1

    def _known(self, gone: Heard) -> Heard | None:
        """What was told of this moment, at this place if the text names one."""
        at = (gone.for_rain, gone.day, gone.start)
        fitting = (
            each
            for each in self.believes
            if (each.for_rain, each.day, each.start) == at and gone.venue in {None, each.venue}
        )
        return next(fitting, None)
