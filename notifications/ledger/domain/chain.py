"""The chain: each sealed entry's head covers the entry and the head before it, back to the first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from notifications.ledger.domain.entry import Entry, canonical

FORMAT = "culture-ledger/1"
"""What stands before the first entry; another way of reckoning would carry another name."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain reaches: the last position, its head (hexadecimal), and when it was sealed.

    A head known by its number alone has no `position`.
    """

    position: int | None
    head: str
    at: datetime | None = None


def beginning(district_id: str) -> Head:
    """The head of a chain without entries."""
    return Head(0, _sha256([FORMAT, district_id]))


def linked(before: str, position: int, entry: Entry) -> str:
    """The head after an entry at a position, from the head before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _sha256([before, position, entry.id, entry.deed, at, entry.digest])


def sealed(after: Head, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with their positions and heads, in the order given, as they follow `after`."""
    assert after.position is not None, "what is sealed follows a known position"
    before = after.head
    for position, entry in enumerate(entries, after.position + 1):
        before = linked(before, position, entry)
        yield replace(entry, position=position, head=before)


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()
