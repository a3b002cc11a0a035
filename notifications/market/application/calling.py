"""Puts a telephone call on record: besides a reply, the only acknowledgement there is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import Conflict, Fault, refuse
from notifications.market.adapters.tables import ReminderRow
from notifications.market.application.announcing import Desk
from notifications.market.domain.reminder import REMINDER_STATE_NAMES, ReminderState


def record_call(session: Session, desk: Desk, reminder_id: str, said: str, *, by: str) -> None:
    """An officer called the business about a reminder that is due or left to a person; `said` is its answer.

    Refused: an unknown reminder. A conflict: it is no longer one to call about, e.g. withdrawn meanwhile.
    """
    row = session.get(ReminderRow, (desk.district_id, reminder_id), with_for_update=True)
    if row is None:
        raise refuse(
            reminder_id,
            "没有这条提醒，请从清单里选择。",
            "there is no such reminder; choose one from the list.",
        )
    state = ReminderState(row.state)
    if state not in {ReminderState.DUE, ReminderState.CALL}:
        sentence = Bilingual(
            "这条提醒现为“{state}”，无需致电，请刷新清单。",
            "there is nothing to call about: it is {state}; reload the list.",
        ).fill(state=REMINDER_STATE_NAMES[state])
        raise Conflict(Fault(reminder_id, sentence), fields=["state"])
    now = desk.clock.now()
    when = f"{now.astimezone(desk.clock.zone):%Y-%m-%d %H:%M}"
    row.state, row.changed_at = ReminderState.CALLED, now
    row.reason_zh = f"{by} {when} 致电" + (f"：{said}" if said else "")
    row.reason_en = f"{by} called at {when}" + (f": {said}" if said else "")
