"""A reminder 提醒 on the officer's list and the states it can be in; it is never service 送达."""

from __future__ import annotations

from enum import StrEnum

from config.bilingual import Bilingual


class ReminderState(StrEnum):
    """Where a reminder stands with its operator; `called` means that a call is on record."""

    DUE = "due"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    CALL = "call"
    CALLED = "called"


REMINDER_STATE_NAMES = {
    ReminderState.DUE: Bilingual("待提醒", "due"),
    ReminderState.SENT: Bilingual("已交发送", "handed over for sending"),
    ReminderState.WITHDRAWN: Bilingual("已撤下", "withdrawn"),
    ReminderState.CALL: Bilingual("转人工致电", "left to a person to call"),
    ReminderState.CALLED: Bilingual("已致电", "called"),
}

TOLD_STATES = frozenset({ReminderState.SENT, ReminderState.CALL, ReminderState.CALLED})
"""States in which a step counts as told, so that neither it nor a farther one is listed again."""
