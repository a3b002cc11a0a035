"""The one sealer: it chains what was committed since the last time, so that no writer waits for another.

Positions are given here and nowhere else: an entry whose transaction commits late is simply found the
next time, and none can be jumped over. Before it chains it looks back at what it chains from; what it finds
broken is kept as an alarm, and what was told meanwhile is sealed all the same where there is place for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.database import Store, insert_of
from notifications.ledger.adapters.entries import AT_ONCE, FIELDS, entry_from
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow, LedgerSealRow
from notifications.ledger.application.watching import look_back, raise_alarm
from notifications.ledger.domain.chain import Head, beginning, sealed


def seal(store: Store, clock: Clock, district_id: str) -> int:
    """Chain every entry committed by now, in batches of one transaction each; returns how many.

    Two sealers at once take turns by the row of the seal.
    """
    count = 0
    while _something_waits(store, district_id):
        with store.transaction() as session:
            done = _seal_batch(session, clock, district_id)
        count += done
        if done < AT_ONCE:
            break
    return count


def _something_waits(store: Store, district_id: str) -> bool:
    """Asked by reading alone, so that a quiet ledger holds up nobody who writes."""
    waits = sa.exists().where(LedgerEntryRow.district_id == district_id, LedgerEntryRow.position.is_(None))
    with store.reading() as session:
        return bool(session.scalar(sa.select(waits)))


def _seal_batch(session: Session, clock: Clock, district_id: str) -> int:
    row = _held_seal(session, clock, district_id)
    broken = look_back(session, row)
    if broken is not None:
        raise_alarm(row, broken, clock.now())
        if _ends_beyond(session, row):
            return 0
    waiting = session.execute(
        sa.select(*FIELDS)
        .where(LedgerEntryRow.district_id == district_id, LedgerEntryRow.position.is_(None))
        .order_by(LedgerEntryRow.id)
        .limit(AT_ONCE)
    )
    chained = list(sealed(Head(row.position, row.head), [entry_from(each) for each in waiting]))
    if chained:
        session.execute(
            sa.update(LedgerEntryRow),
            [
                {"district_id": district_id, "id": one.id, "position": one.position, "head": one.head}
                for one in chained
            ],
        )
        last = chained[-1]
        assert last.position is not None and last.head is not None, "what is chained has its place"  # noqa: PT018
        row.position, row.head, row.sealed_at = last.position, last.head, clock.now()
    return len(chained)


def _ends_beyond(session: Session, row: LedgerSealRow) -> bool:
    """Whether entries stand beyond the seal: their places are taken, nothing can be chained to it."""
    beyond = sa.exists().where(
        LedgerEntryRow.district_id == row.district_id, LedgerEntryRow.position > row.position
    )
    return bool(session.scalar(sa.select(beyond)))


def _held_seal(session: Session, clock: Clock, district_id: str) -> LedgerSealRow:
    """The row of the seal, made if this is the first time, held until the transaction ends."""
    start = beginning(district_id)
    first = insert_of(session)(LedgerSealRow).values(
        district_id=district_id, position=start.position, head=start.head, sealed_at=clock.now()
    )
    session.execute(first.on_conflict_do_nothing())
    return session.get_one(LedgerSealRow, (district_id,), with_for_update=True)
