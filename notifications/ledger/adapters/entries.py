"""The ledger's entries as they are stored: written, read along the chain, found for a proof."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.many import insert_many
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow, LedgerSealRow
from notifications.ledger.domain.chain import Head
from notifications.ledger.domain.entry import Entry

FIELDS = (
    LedgerEntryRow.id,
    LedgerEntryRow.deed,
    LedgerEntryRow.at,
    LedgerEntryRow.digest,
    LedgerEntryRow.salt,
    LedgerEntryRow.content,
    LedgerEntryRow.about,
    LedgerEntryRow.telephone_id,
    LedgerEntryRow.position,
    LedgerEntryRow.head,
)
"""The columns of an entry, in the order of its fields."""
AT_ONCE = 1000
"""As many rows are held in memory, and named in one statement."""


def entry_from(row: Sequence[Any]) -> Entry:
    """The entry in a row of these columns."""
    return Entry(*row)


def add_entries(session: Session, district_id: str, entries: Iterable[Entry]) -> None:
    """Write entries with the rest of the caller's transaction."""
    rows = [
        {
            "district_id": district_id,
            "id": entry.id,
            "deed": str(entry.deed),
            "at": entry.at,
            "digest": entry.digest,
            "salt": entry.salt,
            "content": entry.content,
            "about": entry.about,
            "telephone_id": entry.telephone_id,
        }
        for entry in entries
    ]
    insert_many(session, LedgerEntryRow, rows)


def seal_of(session: Session, district_id: str) -> Head | None:
    """How far the chain reaches; None before anything was sealed."""
    row = session.get(LedgerSealRow, (district_id,))
    return Head(row.position, row.head, row.sealed_at) if row is not None else None


class WholeLedger:
    """A district's seal and its entries by position, the unsealed last, as they stood at one moment.

    One statement reads both, so that a sealer at work meanwhile cannot make them differ. `seal` is known
    from the first entry on; the entries are read as they are asked for.
    """

    def __init__(self, session: Session, district_id: str) -> None:
        nothing = sa.select(sa.literal(1).label("one")).subquery()
        rows = session.execute(
            sa.select(LedgerSealRow.position, LedgerSealRow.head, LedgerSealRow.sealed_at, *FIELDS)
            .select_from(nothing)
            .outerjoin(LedgerSealRow, LedgerSealRow.district_id == district_id)
            .outerjoin(LedgerEntryRow, LedgerEntryRow.district_id == district_id)
            .order_by(LedgerEntryRow.position.is_(None), LedgerEntryRow.position, LedgerEntryRow.id)
            .execution_options(yield_per=AT_ONCE)
        )
        self._rows = iter(rows)
        self._first = next(self._rows)
        position, head, at = self._first[:3]
        self.seal = Head(position, head, at) if position is not None else None

    def entries(self) -> Iterator[Entry]:
        """Every entry, once."""
        if self._first[3] is None:
            return
        yield entry_from(self._first[3:])
        for row in self._rows:
            yield entry_from(row[3:])


def entries_where(session: Session, district_id: str, wanted: sa.ColumnElement[bool]) -> list[Entry]:
    """The entries that fit, as they were written: the sealed by position, then the rest."""
    rows = session.execute(
        sa.select(*FIELDS)
        .where(LedgerEntryRow.district_id == district_id, wanted)
        .order_by(LedgerEntryRow.position.is_(None), LedgerEntryRow.position, LedgerEntryRow.id)
    )
    return [entry_from(row) for row in rows]


def entries_about(session: Session, district_id: str, abouts: Collection[str]) -> list[Entry]:
    """The entries about any of these, in no order."""
    found: list[Entry] = []
    for some in in_portions(sorted(abouts)):
        found += entries_where(session, district_id, LedgerEntryRow.about.in_(some))
    return found


def in_portions(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Portions that fit into one statement."""
    return (values[begun : begun + AT_ONCE] for begun in range(0, len(values), AT_ONCE))
