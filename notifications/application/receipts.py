"""What a provider reports, by push or by pull: each receipt and reply is stored once and taken once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.durable import Outbox
from notifications.adapters.answer_tables import LaneCursorRow, ReceiptRow
from notifications.adapters.contact_repository import stable_id
from notifications.adapters.message_tables import MessageRow
from notifications.adapters.storing_once import insert_once
from notifications.application.desk import Desk
from notifications.application.replying import take_reply
from notifications.application.stepping import step
from notifications.domain.message import Happening
from notifications.ledger.application.recording import record_receipt
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


def take_push(
    session: Session, desk: Desk, provider: Provider, headers: Mapping[str, str], body: bytes, query: str = ""
) -> Taken:
    """Take what a provider pushed; UnsignedPush if the signature does not fit, and then nothing is read."""
    return take_updates(session, desk, provider.open_push(headers, body, query))


def take_updates(session: Session, desk: Desk, updates: Updates) -> Taken:
    """Take receipts and replies; those that came before, by whichever way, change nothing."""
    receipts = sum(_take_receipt(session, desk, receipt) for receipt in updates.receipts)
    replies = sum(take_reply(session, desk, reply) for reply in updates.replies)
    return Taken(receipts, replies)


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
        .order_by(ReceiptRow.at, ReceiptRow.id)
    )
    for receipt in waiting:
        receipt.message_id = message.id
        _step(session, desk, message, delivered=receipt.delivered, reason=receipt.reason)


def _take_receipt(session: Session, desk: Desk, receipt: Receipt) -> bool:
    named = (
        MessageRow.reference == receipt.reference
        if receipt.reference
        else MessageRow.provider_id == receipt.provider_id
    )
    message = session.scalar(
        sa.select(MessageRow)
        .where(MessageRow.district_id == desk.district_id, MessageRow.lane == desk.lane.name, named)
        .with_for_update()
    )
    stored = insert_once(
        session,
        ReceiptRow,
        district_id=desk.district_id,
        id=stable_id(desk.lane.name, "receipt", receipt.id),
        lane=desk.lane.name,
        provider_receipt_id=receipt.id,
        reference=receipt.reference or receipt.provider_id,
        message_id=message.id if message else None,
        delivered=receipt.delivered,
        reason=receipt.reason,
        at=receipt.at,
        received_at=desk.clock.now(),
    )
    if stored:
        record_receipt(session, desk.district_id, desk.lane.name, desk.clock.now(), receipt, message)
    if stored and message is not None:
        _step(session, desk, message, delivered=receipt.delivered, reason=receipt.reason)
    return stored


def _step(session: Session, desk: Desk, message: MessageRow, *, delivered: bool, reason: str) -> None:
    happening = Happening.RECEIPT_DELIVERED if delivered else Happening.RECEIPT_FAILED
    step(session, message, happening, desk.clock.now(), reason)
