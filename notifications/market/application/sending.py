"""Sends a frozen preview: exactly what the officer saw, once, on a working day in regulatory hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import Conflict, Fault, refuse
from notifications.market.adapters.tables import PreviewRow
from notifications.market.application.announcing import Desk
from notifications.market.application.campaign_sent import compare_campaign, tell_campaign
from notifications.market.application.comparing import Compare
from notifications.market.application.composed import ComposedText
from notifications.market.application.handing_over import Lot
from notifications.market.application.previewing import frozen_lots
from notifications.market.application.reminders_sent import compare_reminders, tell_reminders


@dataclass(frozen=True, slots=True)
class SentPreview:
    """What became of a preview: texts handed over, when they may leave, items left to a person to call."""

    texts: int
    not_before: datetime
    to_call: tuple[str, ...]
    campaign_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """How the texts of one kind of preview are held against what would be told now, and handed over."""

    compare: Callable[[Session, Desk, PreviewRow], Compare]
    tell: Callable[[Session, Desk, Lot], list[ComposedText]]


_REMINDERS = _Way(compare_reminders, tell_reminders)
_CAMPAIGN = _Way(compare_campaign, tell_campaign)


def send_preview(session: Session, desk: Desk, preview_id: str, *, by: str) -> SentPreview:
    """Send a frozen preview as it stands, once, through the message layer.

    Outside regulatory hours it is queued to the next. Who has no number to text, or would hear too
    late, is left to a person to call. Refused: an unknown preview. A conflict: it was sent before, or
    rows of it changed since, each named; then nothing is sent.
    """
    preview = _unsent(session, desk, preview_id)
    way = _REMINDERS if preview.campaign_id is None else _CAMPAIGN
    compare, opens = way.compare(session, desk, preview), desk.messages.opens(desk.clock.now())
    handed_over, to_call, changed = 0, list[str](), list[Fault]()
    for first, texts in frozen_lots(session, desk.district_id, preview_id):
        faults, present = compare(texts)
        changed += faults
        if not changed:  # else nothing is sent, and all that changed is still to be named
            lot = Lot(preview_id, preview.campaign_id, first, present, opens)
            left = way.tell(session, desk, lot)
            handed_over += len(texts) - len(left)
            to_call += [item_id for text in left for item_id in text.items]
    if changed:
        raise Conflict(*changed, fields=[fault.place for fault in changed])
    preview.sent_at, preview.sent_by, preview.not_before = desk.clock.now(), by, opens
    session.flush()
    return SentPreview(handed_over, opens, tuple(to_call), preview.campaign_id)


def _unsent(session: Session, desk: Desk, preview_id: str) -> PreviewRow:
    """The preview, its row locked until the transaction ends, so that two officers cannot both send it."""
    preview = session.get(PreviewRow, (desk.district_id, preview_id), with_for_update=True)
    if preview is None:
        raise refuse(
            preview_id,
            "没有这份预览，请从提醒清单或监管通知重新生成。",
            "there is no such preview; make one from the list of reminders due, or of a campaign.",
        )
    if preview.sent_at is not None:
        sentence = Bilingual(
            "这份预览已由{by}于 {at} 发送，不会重复发送。",
            "{by} sent this preview at {at}; it is not sent twice.",
        ).fill(by=preview.sent_by, at=f"{preview.sent_at.astimezone(desk.clock.zone):%Y-%m-%d %H:%M}")
        raise Conflict(Fault(preview_id, sentence), fields=["sent_at"])
    return preview
