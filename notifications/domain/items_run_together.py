"""Items typed as runs of single digits, each run with its own word: 1356同意，24不同意."""

from __future__ import annotations

from collections.abc import Sequence

from notifications.domain.items_named import ItemsSaid
from notifications.domain.reading_rules import Word


def items_run_together(digits: Sequence[str], said: Sequence[Word | None]) -> ItemsSaid | None:
    """What runs of digits say of items; None unless both words are said, of rising digits, none of them twice."""
    by: dict[Word, set[int]] = {Word.CONFIRM: set(), Word.DECLINE: set()}
    seen: set[int] = set()
    for run, word in zip(digits, said, strict=True):
        numbers = [int(digit) for digit in run]
        if word not in by or 0 in numbers or numbers != sorted({*numbers}) or seen & {*numbers}:
            return None
        seen |= {*numbers}
        by[word] |= {*numbers}
    if not all(by.values()):
        return None
    return ItemsSaid(frozenset(by[Word.CONFIRM]), frozenset(by[Word.DECLINE]), frozenset(), None)


def may_be_whole_numbers(digits: Sequence[str], items: int) -> bool:
    """Whether a run may be the number of one item as well, where a question has so many: 12 of a dozen."""
    return any(len(run) > 1 and int(run) <= items for run in digits)


def may_be_choices(digits: Sequence[str], said: Sequence[Word | None]) -> bool:
    """Whether 1 and 2 may be the choices that texts explain (1同意，2不同意) instead of items."""
    meant = {"1": Word.CONFIRM, "2": Word.DECLINE}
    return all(meant.get(run) is word for run, word in zip(digits, said, strict=True))
