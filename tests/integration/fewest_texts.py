"""The fewest texts that a month can be told with: an independent reckoning that knows no message and no notice.

For each telephone it holds what it was told, and what it is owed since when; several changes within
the settling window are owed as one, and what is put back before it was told is owed no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta

OPENS, CLOSES = time(8), time(20)
Known = tuple[str, ...] | None
Key = tuple[str, str]
"""A capacity and a delivery."""


class FewestTexts:
    """Counts, for each party, the texts that it needs to know at every moment what it could be told then."""

    def __init__(self, parties: Iterable[str], settling: timedelta) -> None:
        self.needful: Counter[str] = Counter()
        self._settling = settling
        self._told: dict[str, dict[Key, Known]] = {party: {} for party in parties}
        self._owed: dict[str, dict[Key, Known]] = {party: {} for party in parties}
        self._due: dict[str, datetime] = {}

    def learn(
        self,
        state: dict[tuple[str, str, str], tuple[str, ...]],
        changed: Iterable[str],
        overtaken: Iterable[str],
        now: datetime,
    ) -> None:
        """The office hears of a publication: `state` holds now; `overtaken` changed again, to be heard of later."""
        told_of, later = set(changed), set(overtaken)
        for party, told in self._told.items():
            stands = {key[1:]: known for key, known in state.items() if key[0] == party}
            differing = {
                key: stands.get(key)
                for key in {*stands, *told}
                if stands.get(key) != told.get(key) and key[1] not in later
            }
            touched = {key[1] for key in {*differing, *self._owed[party]}} & told_of
            if not touched:
                continue
            self._owed[party] = differing
            if differing:
                self._due[party] = self._leaves(party, now)
            else:
                self._due.pop(party, None)

    def _leaves(self, party: str, now: datetime) -> datetime:
        """When what is owed may leave: at once to who was never told, else when the changes have settled."""
        if not OPENS <= now.time() < CLOSES:
            opens = now.replace(hour=OPENS.hour, minute=0)
            return opens if now < opens else opens + timedelta(days=1)
        closes = min(now + self._settling, self._due.get(party, now + self._settling))
        if not self._told[party] or closes < now or closes.time() >= CLOSES:
            return now
        return closes

    def let_go(self, overtaken: Iterable[str], now: datetime) -> None:
        """Texts may leave at this moment, but none that speaks of what has changed again."""
        for party, owed in self._owed.items():
            stale = {key[1] for key in owed} & set(overtaken)
            if owed and not stale and self._due[party] <= now and OPENS <= now.time() < CLOSES:
                self.needful[party] += 1
                self._told[party] |= owed
                self._owed[party] = {}
                del self._due[party]
