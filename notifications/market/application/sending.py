"""Sends a frozen preview: exactly what the officer saw, once, on a working day in regulatory hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.many import update_many
from config.refusal import Conflict, Fault, refuse
from notifications.market.adapters.tables import PreviewRow, ReminderRow
from notifications.market.application.announcing import Desk, RegulatoryText, text_key
from notifications.market.application.composing import ComposedText, Composition, compose
from notifications.market.application.previewing import frozen_lots
from notifications.market.application.standing import circumstances, perhaps_changed
from notifications.market.domain.reminder import ReminderState


@dataclass(frozen=True, slots=True)
class SentPreview:
    """What became of a preview: texts handed over, when they may leave, reminders left to a person to call."""

    texts: int
    not_before: datetime
    to_call: tuple[str, ...]


def send_preview(session: Session, desk: Desk, preview_id: str, *, by: str) -> SentPreview:
    """Send a frozen preview as it stands, once, through the message layer.

    Outside regulatory hours it is queued to the next. Who has no number to text, or would hear too
    late, is left to a person to call. Refused: an unknown preview. A conflict: it was sent before, or
    rows of it changed since, each named; then nothing is sent.
    """
    preview = _unsent(session, desk, preview_id)
    opens = desk.messages.opens(desk.clock.now())
    circumstances_hold = preview.circumstances == circumstances(session, desk)
    handed_over, to_call, changed = 0, list[str](), list[Fault]()
    for first, texts in frozen_lots(session, desk.district_id, preview_id):
        doubtful = perhaps_changed(session, desk, texts, circumstances_hold=circumstances_hold)
        if doubtful:
            asked = [reminder_id for text in doubtful for reminder_id in text.reminders]
            frozen = {text.facts: text for text in doubtful if text.facts}
            changed += _changed(doubtful, compose(session, desk, asked, frozen))
        if not changed:  # else nothing is sent, and all that changed is still to be named
            settled = _send_lot(session, desk, preview_id, first, texts, opens)
            handed_over += len(texts) - len(settled)
            to_call += [reminder_id for text in settled for reminder_id in text.reminders]
    if changed:
        raise Conflict(*changed, fields=[fault.place for fault in changed])
    preview.sent_at, preview.sent_by, preview.not_before = desk.clock.now(), by, opens
    session.flush()
    return SentPreview(handed_over, opens, tuple(to_call))


def _send_lot(
    session: Session, desk: Desk, preview_id: str, first: int, texts: Sequence[ComposedText], opens: datetime
) -> list[ComposedText]:
    """Hand over what can be texted; returns the texts that are left to a person to call."""
    keys = {id(text): text_key(preview_id, serial) for serial, text in enumerate(texts, first)}
    reasons = {id(text): _why_call(text, opens) for text in texts}
    leaving = [text for text in texts if reasons[id(text)] is None]
    notices = desk.messages.announce(
        session, [_outgoing(desk.district_id, keys[id(text)], text, opens) for text in leaving]
    )
    settled = {
        reminder_id: _settled(desk, ReminderState.SENT, notice_id=told[spoken.party])
        for text, told in zip(leaving, notices, strict=True)
        for reminder_id, spoken in text.reminders.items()
    }
    staying = [text for text in texts if reasons[id(text)] is not None]
    for text in staying:
        for reminder_id in text.reminders:
            settled[reminder_id] = _settled(desk, ReminderState.CALL, reason=reasons[id(text)])
    update_many(session, ReminderRow, desk.district_id, settled)
    return staying


def _unsent(session: Session, desk: Desk, preview_id: str) -> PreviewRow:
    """The preview, its row locked until the transaction ends, so that two officers cannot both send it."""
    preview = session.get(PreviewRow, (desk.district_id, preview_id), with_for_update=True)
    if preview is None:
        raise refuse(
            preview_id,
            "没有这份预览，请从提醒清单重新生成。",
            "there is no such preview; make one from the list of reminders due.",
        )
    if preview.sent_at is not None:
        sentence = Bilingual(
            "这份预览已由{by}于 {at} 发送，不会重复发送。",
            "{by} sent this preview at {at}; it is not sent twice.",
        ).fill(by=preview.sent_by, at=f"{preview.sent_at.astimezone(desk.clock.zone):%Y-%m-%d %H:%M}")
        raise Conflict(Fault(preview_id, sentence), fields=["sent_at"])
    return preview


def _changed(frozen: Sequence[ComposedText], composition: Composition) -> Iterator[Fault]:
    """One fault for each frozen text that would not be the same now."""
    present = {reminder_id: text for text in composition.texts for reminder_id in text.reminders}
    for text in frozen:
        reasons = [composition.gone[each] for each in text.reminders if each in composition.gone]
        now = [present[each] for each in text.reminders if each in present]
        if not reasons and any(each.reach.telephone_id != text.reach.telephone_id for each in now):
            reasons = [_TELEPHONE]
        elif not reasons and any(each.text != text.text for each in now):
            reasons = [_WORDING]
        elif not reasons and any(each.reminders != text.reminders for each in now):
            reasons = [_REGISTER]
        if reasons:
            why = Bilingual(
                "；".join(reason.zh for reason in reasons), "; ".join(reason.en for reason in reasons)
            )
            yield Fault(_names(text), _CHANGED.fill(why=why))


def _names(text: ComposedText) -> str:
    return "、".join(text.businesses.values())


def _why_call(text: ComposedText, opens: datetime) -> Bilingual | None:
    """Why a person must call instead; None if a text will do."""
    if text.reach.telephone_id is None:
        return _NO_MOBILE if text.reach.shown else _NO_NUMBER
    return _TOO_LATE if text.not_after <= opens else None


def _outgoing(district_id: str, key: str, text: ComposedText, opens: datetime) -> RegulatoryText:
    assert text.reach.telephone_id is not None, "what has no telephone goes to the call list"
    return RegulatoryText(
        district_id=district_id,
        key=key,
        telephone_id=text.reach.telephone_id,
        language=text.reach.language,
        template=text.template,
        template_version=text.template_version,
        text=text.text,
        names=text.businesses,
        spoken=tuple(text.reminders.values()),
        not_before=opens,
        not_after=text.not_after,
    )


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


_CHANGED = Bilingual(
    "预览之后有变动（{why}），未发送。请重新生成预览。",
    "changed since the preview ({why}); nothing was sent.",
)
_TELEPHONE = Bilingual("电话已变更", "its telephone changed")
_WORDING = Bilingual("短信文本已变化", "its text would read differently")
_REGISTER = Bilingual("登记内容已变更", "its entry in the register changed")
_NO_MOBILE = Bilingual("只有座机，请致电", "only a landline is known; call")
_NO_NUMBER = Bilingual("没有电话号码，请上门或查找", "no number is known; visit or look one up")
_TOO_LATE = Bilingual("下一发送时段前已过时限，请致电", "the next sending hours come too late; call")
