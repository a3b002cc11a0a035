"""Answer codes: one string of digits for each choice, typable on a plain telephone.

A code stands for one question at one telephone. Behind it stands the choice: code 27 makes 271 (yes)
and 272 (no); 27203 declines only item 3. No code is a beginning of another, so an answer can be read
in one way only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import count
from typing import Final

AGREE: Final = "1"
DECLINE: Final = "2"
ITEM_DIGITS: Final = 2
MOST_ITEMS: Final = 99

RESTS_FOR: Final = timedelta(days=90)
"""How long a code is not used again for the same telephone."""

_FIRST, _SHORT, _STRIDE = 27, 60, 37


def next_code(resting: Collection[str]) -> str:
    """The first code that is not among those used for this telephone within the rest."""
    taken = frozenset(resting)
    return next(code for code in _codes() if code not in taken)


def agree_with(code: str) -> str:
    """What to type to agree to everything that the question holds."""
    return code + AGREE


def decline_with(code: str) -> str:
    """What to type to decline everything that the question holds."""
    return code + DECLINE


def decline_item_with(code: str, item: int) -> str:
    """What to type to decline one item and agree to the rest."""
    if not 1 <= item <= MOST_ITEMS:
        raise ValueError(f"items are numbered from 1 to {MOST_ITEMS}, not {item}")
    return f"{code}{DECLINE}{item:0{ITEM_DIGITS}d}"


def _codes() -> Iterator[str]:
    # Two digits from 20 to 79, in strides that change both digits, so that a slip of one key meets no
    # other open question; then 8xx, then 9 and three digits, 99 and three digits, and so on.
    for place in range(_SHORT):
        yield str(20 + (_FIRST - 20 + place * _STRIDE) % _SHORT)
    for place in range(100):
        yield f"8{place * _STRIDE % 100:02d}"
    for nines in count(1):
        for place in range(900):
            yield f"{'9' * nines}{place:03d}"
