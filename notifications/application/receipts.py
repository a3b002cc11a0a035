"""What a provider reports, by push or by pull: each receipt and reply is stored once and taken once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.durable import Outbox
from config.many import insert_new, one_of
from notifications.adapters.answer_tables import LaneCursorRow, ReceiptRow
from notifications.adapters.contact_repository import stable_id
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.replying import take_reply
from notifications.application.stepping import Step, step, take_steps
from notifications.domain.message import Happening
from notifications.ledger.application.recording import record_receipts
from notifications.providers import Provider, Receipt, Updates


@dataclass(frozen=True, slots=True)
class Taken:
    """How many receipts and replies were new."""

    receipts: int
    replies: int


def fetch_updates(outbox: Outbox, desk: Desk, provider: Provider) -> Taken:
    """Pull what came since the last time; what comes and how far was read commit together."""
    with outbox.store.reading() as session:
        row = session.get(LaneCursorRow, (desk.district_id, desk.lane.name))
        cursor = row.cursor if row else ""
    updates = provider.fetch_updates(cursor)
    if updates.cursor == cursor:
        return Taken(0, 0)
    with outbox.transaction() as session:
        taken = take_updates(session, desk, updates)
        session.merge(LaneCursorRow(district_id=desk.district_id, lane=desk.lane.name, cursor=updates.cursor))
    return taken


def take_updates(session: Session, desk: Desk, updates: Updates) -> Taken:
    """Take receipts and replies; those that came before, by whichever way, change nothing."""
    receipts = _take_receipts(session, desk, updates.receipts)
    replies = sum(take_reply(session, desk, reply) for reply in updates.replies)
    return Taken(receipts, replies)


def awaited_by_receipts(session: Session, desk: Desk, provider_ids: Collection[str]) -> frozenset[str]:
    """Which of these ids of the provider receipts have named before we knew whose they are."""
    if desk.lane.known_by == "reference" or not provider_ids:
        return frozenset()
    return frozenset(
        session.scalars(
            sa.select(ReceiptRow.reference).where(
                ReceiptRow.district_id == desk.district_id,
                ReceiptRow.lane == desk.lane.name,
                one_of(ReceiptRow.reference, provider_ids),
                ReceiptRow.message_id.is_(None),
            )
        )
    )


def take_waiting_receipts(session: Session, desk: Desk, message: MessageRow) -> None:
    """Take the receipts that named this message by the provider's id before we knew that id."""
    if desk.lane.known_by == "reference" or not message.provider_id:
        return
    waiting = session.scalars(
        sa.select(ReceiptRow)
        .where(
            ReceiptRow.district_id == desk.district_id,
            ReceiptRow.lane == desk.lane.name,
            ReceiptRow.reference == message.provider_id,
            ReceiptRow.message_id.is_(None),
        )
        .order_by(ReceiptRow.arrived)
    )
    for receipt in waiting:
        receipt.message_id = message.id
        step(session, message, _happening(delivered=receipt.delivered), desk.clock.now(), receipt.reason)


def _take_receipts(session: Session, desk: Desk, receipts: Sequence[Receipt]) -> int:
    """Store those that are new, put them down in the ledger, and step the messages that they are of."""
    if not receipts:
        return 0
    now, messages = desk.clock.now(), _named_by(session, desk, receipts)
    rows = [_row(desk, now, receipt, messages) for receipt in receipts]
    stored = insert_new(session, ReceiptRow, desk.district_id, rows)
    new = [
        (receipt, messages.get(_name(receipt)))
        for receipt, is_new in zip(receipts, stored, strict=True)
        if is_new
    ]
    record_receipts(session, desk.district_id, desk.lane.name, now, new)
    steps = [
        Step(message, _happening(delivered=receipt.delivered), receipt.reason)
        for receipt, message in new
        if message is not None
    ]
    take_steps(session, steps, now)
    return len(new)


Name = tuple[bool, str]
"""Whether a receipt names its message by our reference, and the name."""


def _name(receipt: Receipt) -> Name:
    return (True, receipt.reference) if receipt.reference else (False, receipt.provider_id)


def _named_by(session: Session, desk: Desk, receipts: Sequence[Receipt]) -> dict[Name, MessageRow]:
    """The messages that the receipts are of, locked."""
    found: dict[Name, MessageRow] = {}
    # our reference is the message's id
    for ours, column in ((True, MessageRow.id), (False, MessageRow.provider_id)):
        names = {name for by_us, name in map(_name, receipts) if by_us is ours and name}
        if not names:
            continue
        rows = session.scalars(
            sa.select(MessageRow)
            .where(
                MessageRow.district_id == desk.district_id,
                MessageRow.lane == desk.lane.name,
                one_of(column, names),
            )
            .order_by(MessageRow.id)  # two that lock at once do it in the same order
            .with_for_update()
        )
        found |= {(ours, (row.reference if ours else row.provider_id) or ""): row for row in rows}
    return found


def _row(desk: Desk, now: datetime, receipt: Receipt, messages: Mapping[Name, MessageRow]) -> dict[str, Any]:
    message = messages.get(_name(receipt))
    return {
        "id": stable_id(desk.lane.name, "receipt", receipt.id),
        "lane": desk.lane.name,
        "provider_receipt_id": receipt.id,
        "reference": receipt.reference or receipt.provider_id,
        "message_id": message.id if message else None,
        "delivered": receipt.delivered,
        "reason": receipt.reason,
        "at": receipt.at,
        "received_at": now,
    }


def _happening(*, delivered: bool) -> Happening:
    return Happening.RECEIPT_DELIVERED if delivered else Happening.RECEIPT_FAILED
