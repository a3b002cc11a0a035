"""Ledgers written by hand for the tests: a few entries, chained as the sealer chains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from notifications.ledger.domain.chain import Head, beginning, sealed
from notifications.ledger.domain.entry import Deed, Entry, new_entry

DISTRICT = "d"
NINE = datetime(2026, 5, 20, 1, tzinfo=UTC)


def told(number: int, deed: Deed = Deed.SUBMITTED, **facts: object) -> Entry:
    """The `number`th entry of the day, with a salt of its own."""
    salt = f"{number:064x}"
    return new_entry(
        f"{number:019}",
        deed,
        NINE + timedelta(seconds=number),
        salt,
        f"message:{number}",
        {"n": number, **facts},
    )


def chained(entries: Sequence[Entry]) -> tuple[list[Entry], Head]:
    """The entries sealed from the beginning, and the seal after them."""
    done = list(sealed(beginning(DISTRICT), entries))
    if not done:
        return [], beginning(DISTRICT)
    return done, head_at(done, len(done))


def head_at(done: Sequence[Entry], position: int) -> Head:
    if position == 0:
        return beginning(DISTRICT)
    head = done[position - 1].head
    assert head is not None
    return Head(position, head)


def erased(entry: Entry) -> Entry:
    return replace(entry, salt=None, content=None, about=None, telephone_id=None)
