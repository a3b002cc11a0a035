"""Erases contents with their salts once they need not be kept; the chain stays whole, and says what was erased."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import refuse
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import TERMINAL, MessageState
from notifications.ledger.adapters.entries import in_portions
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow
from notifications.ledger.application.recording import record
from notifications.ledger.domain.entry import Deed
from notifications.ledger.domain.keeping import LedgerRules

OVER = (*TERMINAL, MessageState.SENT)
"""States of messages of which nothing more is to be done."""


def erase_before(
    session: Session, clock: Clock, district_id: str, before: datetime, rules: LedgerRules, *, by: str
) -> int:
    """Erase the sealed contents older than an instant, and the texts they came from; returns how many.

    The record of it, with the ids of the entries, is an entry of the same transaction. Telephone numbers
    of contacts stay with the contacts. Refused: what the settings say must still be kept.
    """
    kept_from = datetime.combine(clock.today(), time(), clock.zone) - timedelta(days=rules.keep_days)
    if before > kept_from:
        raise refuse(
            "before",
            "收发记录要保存 {days} 天：最晚可清除到 {until:%Y-%m-%d} 之前。",
            "what was told and heard is kept {days} days: erase at most what is before {until:%Y-%m-%d}.",
            days=rules.keep_days,
            until=kept_from,
        )
    entries = session.scalars(
        sa.select(LedgerEntryRow.id)
        .where(
            LedgerEntryRow.district_id == district_id,
            LedgerEntryRow.at < before,
            LedgerEntryRow.position.is_not(None),
            LedgerEntryRow.content.is_not(None),
            LedgerEntryRow.deed != Deed.ERASED.value,
        )
        .order_by(LedgerEntryRow.id)
        .with_for_update()
    ).all()
    for some in in_portions(entries):
        session.execute(
            sa.update(LedgerEntryRow)
            .where(LedgerEntryRow.district_id == district_id, LedgerEntryRow.id.in_(some))
            .values(content=None, salt=None, about=None, telephone_id=None)
        )
        facts = {"entries": list(some), "before": before.isoformat(), "by": by}
        record(session, district_id, clock.now(), Deed.ERASED, "ledger", facts)
    if entries:
        _erase_texts(session, district_id, before)
    return len(entries)


def _erase_texts(session: Session, district_id: str, before: datetime) -> None:
    session.execute(
        sa.update(MessageRow)
        .where(
            MessageRow.district_id == district_id,
            MessageRow.changed_at < before,
            MessageRow.state.in_([state.value for state in OVER]),
        )
        .values(text="", reason="")
    )
    session.execute(
        sa.update(ReplyRow)
        .where(ReplyRow.district_id == district_id, ReplyRow.received_at < before)
        .values(text="", number="", reason="")
    )
