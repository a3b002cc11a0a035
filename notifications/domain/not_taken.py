"""Counts what a provider said when it took nothing: words that pass, and are gone from a text once it is tried again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=30)
"""So long after it was said last, a word is forgotten."""
MOST_WORDS = 20

Counted = Mapping[str, Sequence[object]]
"""By what was said: how often, and when last (ISO, UTC)."""


def counted_again(counted: Counted, said: Sequence[str], now: datetime) -> dict[str, list[object]]:
    """The same with what was said now; of too many words those stay that were said last."""
    kept = {words: list(each) for words, each in counted.items() if _is_of_late(each, now)}
    for words, times in Counter(filter(None, said)).items():
        before = kept.get(words, [0])[0]
        assert isinstance(before, int)
        kept[words] = [before + times, now.isoformat()]
    latest = sorted(kept, key=lambda words: str(kept[words][1]), reverse=True)[:MOST_WORDS]
    return {words: kept[words] for words in latest}


def told_of(counted: Counted, now: datetime) -> list[tuple[str, int]]:
    """What was said of late and how often, the most frequent first."""
    found = [
        (words, each[0])
        for words, each in counted.items()
        if _is_of_late(each, now) and isinstance(each[0], int)
    ]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _is_of_late(each: Sequence[object], now: datetime) -> bool:
    return datetime.fromisoformat(str(each[1])) > now - KEPT_FOR
