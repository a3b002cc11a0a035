"""What becomes of the reminders of a preview that is sent: told by a text, or left to a person to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.many import update_many
from config.refusal import Fault
from notifications.market.adapters.tables import PreviewRow, ReminderRow
from notifications.market.application.announcing import Desk
from notifications.market.application.comparing import Compare, changed_since
from notifications.market.application.composed import ComposedText, Composition
from notifications.market.application.composing import compose
from notifications.market.application.handing_over import CALL_REASON_NAMES, Lot, outgoing, why_call
from notifications.market.application.standing import circumstances, perhaps_changed
from notifications.market.domain.reminder import ReminderState


def compare_reminders(session: Session, desk: Desk, preview: PreviewRow) -> Compare:
    """Compares by versions, and composes anew only what may have changed; what was frozen goes out."""
    hold = preview.circumstances == circumstances(session, desk)

    def compare(texts: Sequence[ComposedText]) -> tuple[list[Fault], Sequence[ComposedText]]:
        doubtful = perhaps_changed(session, desk, texts, circumstances_hold=hold)
        asked = [reminder_id for text in doubtful for reminder_id in text.items]
        frozen = {text.facts: text for text in doubtful if text.facts}
        composition = compose(session, desk, asked, frozen) if doubtful else Composition((), {})
        return list(changed_since(doubtful, composition)), texts

    return compare


def tell_reminders(session: Session, desk: Desk, lot: Lot) -> list[ComposedText]:
    """Hand over what can be texted; returns the texts that are left to a person to call."""
    reasons = [why_call(desk, text, lot.opens) for text in lot.texts]
    leaving = [(place, text) for place, text in enumerate(lot.texts) if reasons[place] is None]
    notices = desk.messages.announce(session, [outgoing(desk, lot, place, text) for place, text in leaving])
    settled = {
        reminder_id: _settled(desk, ReminderState.SENT, notice_id=told[spoken.party])
        for (_, text), told in zip(leaving, notices, strict=True)
        for reminder_id, spoken in text.items.items()
    }
    staying = []
    for text, reason in zip(lot.texts, reasons, strict=True):
        if reason is not None:
            staying.append(text)
            for reminder_id in text.items:
                settled[reminder_id] = _settled(desk, ReminderState.CALL, reason=CALL_REASON_NAMES[reason])
    update_many(session, ReminderRow, desk.district_id, settled)
    return staying


def _settled(
    desk: Desk, state: ReminderState, *, notice_id: str | None = None, reason: Bilingual | None = None
) -> dict[str, Any]:
    """What a reminder becomes."""
    return {
        "state": state.value,
        "notice_id": notice_id,
        "changed_at": desk.clock.now(),
        "reason_zh": reason.zh if reason else "",
        "reason_en": reason.en if reason else "",
    }
