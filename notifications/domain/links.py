"""Whether a text holds a link, as those providers see it that take none."""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://|www\.|\w\.(?:cn|com|net|org)\b", re.IGNORECASE)


def has_link(text: str) -> bool:
    """Whether an address of the web stands in the text, written out or bare."""
    return _LINK.search(text) is not None
