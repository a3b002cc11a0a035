"""Takes telephone numbers out of what a provider says, for its words are shown to every role."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\+?\d(?:[\d\s-]{5,})\d")
MASK = "****"


def without_numbers(words: str) -> str:
    """The words with every run of seven digits or more masked."""
    return _NUMBER.sub(MASK, words)
