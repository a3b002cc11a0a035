"""The sealer's look back: whether what it chains from is still as it was sealed, and the alarm if it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import Store
from notifications.ledger.adapters.entries import FIELDS, entry_from
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow, LedgerSealRow
from notifications.ledger.domain.chain import Head, beginning
from notifications.ledger.domain.entry import Entry
from notifications.ledger.domain.examining import Examination, Finding, Flaw, examine_stretch

LOOK_BACK = 100
"""So many entries before the seal are reckoned anew at each sealing."""
SEALED_WITHIN = timedelta(minutes=15)
"""An entry that waits longer than this was not sealed: nothing runs, or the sealer cannot."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the sealer found broken and when; or since when nothing could be sealed, with no `finding`."""

    finding: Finding | None
    since: datetime


def look_back(session: Session, seal: LedgerSealRow) -> Finding | None:
    """The first entry of the last stretch that is not as it was sealed, or what does not fit the seal."""
    anchor = max(0, seal.position - LOOK_BACK)
    rows = session.execute(
        sa.select(*FIELDS)
        .where(LedgerEntryRow.district_id == seal.district_id, LedgerEntryRow.position >= anchor)
        .order_by(LedgerEntryRow.position)
        .limit(2 * LOOK_BACK)
    )
    entries = [entry_from(row) for row in rows]
    after = beginning(seal.district_id) if anchor == 0 else _anchored(entries, anchor)
    if after is None:
        return Finding(Flaw.MISSING, anchor)
    return examine_stretch(after, entries[anchor > 0 :], Head(seal.position, seal.head))


def _anchored(entries: list[Entry], anchor: int) -> Head | None:
    first = entries[0] if entries else None
    return Head(anchor, first.head or "") if first is not None and first.position == anchor else None


def raise_alarm(seal: LedgerSealRow, finding: Finding, at: datetime) -> None:
    """Keep the first thing found broken with the seal, until a verification of the whole ledger holds."""
    if seal.alarm is None:
        seal.alarm = {
            "flaw": finding.flaw.value,
            "position": finding.position,
            "entry_id": finding.entry_id,
            "at": at.isoformat(),
        }


def standing_alarm(session: Session, district_id: str, now: datetime) -> Alarm | None:
    """The sealer's alarm that stands, or that entries have waited for it too long."""
    seal = session.get(LedgerSealRow, (district_id,))
    if seal is not None and seal.alarm is not None:
        kept = seal.alarm
        finding = Finding(Flaw(kept["flaw"]), kept["position"], kept["entry_id"])
        return Alarm(finding, datetime.fromisoformat(kept["at"]))
    waits = sa.select(sa.func.min(LedgerEntryRow.at)).where(
        LedgerEntryRow.district_id == district_id, LedgerEntryRow.position.is_(None)
    )
    since = session.scalar(waits)
    return Alarm(None, since) if since is not None and since < now - SEALED_WITHIN else None


def lift_alarm(store: Store, district_id: str, found: Examination) -> None:
    """Take the alarm back where the whole ledger was verified and holds."""
    if not found.holds:
        return
    with store.reading() as session:
        seal = session.get(LedgerSealRow, (district_id,))
        if seal is None or seal.alarm is None:
            return
    with store.transaction() as session:
        session.get_one(LedgerSealRow, (district_id,), with_for_update=True).alarm = None
