"""What a crash or a broken connection left open is asked after at the provider, never sent again blindly."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import Store
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.receipts import take_waiting_receipts
from notifications.application.stepping import step
from notifications.domain.message import Happening, MessageState
from notifications.providers import Outgoing, Provider, Sight

PATIENCE_SECONDS = 5.0
"""A settling time up to this is waited for on the spot; a longer one is left to a later run."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A message that is, or may be, on the wire since `submitted_at` (UTC)."""

    id: str
    outgoing: Outgoing
    submitted_at: datetime


Resolved = tuple[Intent, Happening, str | None]
"""An intent, what became of it, and the provider's id of the message where it was found."""


@dataclass(slots=True)
class SendReport:
    """What one run did; `open` intents wait for their settling time, `waiting` for the provider to take them."""

    sent: int = 0
    failed: int = 0
    superseded: int = 0
    expired: int = 0
    held: int = 0
    unknown: int = 0
    waiting: int = 0
    open: int = 0

    @property
    def unfinished(self) -> bool:
        """Whether another run is needed although nothing new becomes due."""
        return bool(self.waiting or self.open)


def ask_after_open_intents(
    store: Store,
    desk: Desk,
    provider: Provider,
    report: SendReport,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Ask the provider after every intent left open; "not found" counts only after its settling time."""
    with store.reading() as session:
        open_intents = _open_intents(session, desk)
    if not open_intents:
        return
    resolved: list[Resolved]
    if desk.lane.look_up == "none":
        resolved = [(intent, Happening.LOST_SIGHT, None) for intent in open_intents]
        missing: list[Intent] = []
    else:
        resolved, missing = _asked_after(provider, open_intents)
    if missing and desk.lane.settle_seconds <= PATIENCE_SECONDS:
        # The clock of a demonstration stands still, the wire does not: wait by the wall.
        pause(desk.lane.settle_seconds)
        late, missing = _asked_after(provider, missing)
        resolved += late + [(intent, Happening.NOT_FOUND, None) for intent in missing]
    else:
        settled_by = desk.clock.now() - timedelta(seconds=desk.lane.settle_seconds)
        resolved += [
            (intent, Happening.NOT_FOUND, None) for intent in missing if intent.submitted_at <= settled_by
        ]
    with store.transaction() as session:
        for each in resolved:
            _resolve(session, desk, each, report)
    report.open = len(open_intents) - len(resolved)


def _asked_after(provider: Provider, intents: Sequence[Intent]) -> tuple[list[Resolved], list[Intent]]:
    """What the provider knows of each, and those that it does not know; one it cannot say is in neither."""
    resolved: list[Resolved] = []
    missing: list[Intent] = []
    for intent in intents:
        sighting = provider.look_up(intent.outgoing, intent.submitted_at)
        if sighting.sight is Sight.FOUND:
            resolved.append((intent, Happening.FOUND, sighting.provider_id))
        elif sighting.sight is Sight.AMBIGUOUS:
            resolved.append((intent, Happening.LOST_SIGHT, None))
        elif sighting.sight is Sight.NOT_FOUND:
            missing.append(intent)
    return resolved, missing


def _open_intents(session: Session, desk: Desk) -> list[Intent]:
    rows = session.execute(
        sa.select(MessageRow, TelephoneRow.number)
        .join(
            TelephoneRow,
            sa.and_(
                TelephoneRow.district_id == MessageRow.district_id,
                TelephoneRow.id == MessageRow.telephone_id,
            ),
        )
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.lane == desk.lane.name,
            MessageRow.state == MessageState.SUBMITTING.value,
        )
        .order_by(MessageRow.submitted_at, MessageRow.id)
    ).all()
    return [
        Intent(row.id, Outgoing(row.reference, number, row.text), row.submitted_at or row.changed_at)
        for row, number in rows
    ]


def _resolve(session: Session, desk: Desk, resolved: Resolved, report: SendReport) -> None:
    intent, happening, provider_id = resolved
    row = session.get_one(MessageRow, (desk.district_id, intent.id), with_for_update=True)
    if row.state != MessageState.SUBMITTING:
        return  # its receipt came meanwhile
    row.provider_id = provider_id or row.provider_id
    why = "" if happening is Happening.FOUND else happening.value
    row.doubted_at = row.doubted_at or (desk.clock.now() if why else None)
    step(session, row, happening, desk.clock.now(), why)
    take_waiting_receipts(session, desk, row)
    report.sent += happening is Happening.FOUND
    report.unknown += happening is Happening.LOST_SIGHT
