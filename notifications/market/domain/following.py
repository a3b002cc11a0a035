"""How one row of a campaign stands, as the officer follows it: what it was told, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.bilingual import Bilingual
from notifications.domain.message import BY_A_CALL, MessageState
from notifications.market.domain.owing import Owed


class RowStanding(StrEnum):
    """Where a row stands. Delivered is not seen: only an answer or a call on record acknowledges."""

    LEFT_OUT = "left out"
    NOT_SENT = "not sent"
    CORRECTION_OWED = "correction owed"
    WITHDRAWAL_OWED = "withdrawal owed"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    HELD = "held"
    TO_CALL = "to call"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CALLED = "called"
    TOLD_NO_MORE = "told no more"


ROW_STANDING_NAMES = {
    RowStanding.LEFT_OUT: Bilingual("未列入", "left out"),
    RowStanding.NOT_SENT: Bilingual("未发送", "not sent"),
    RowStanding.CORRECTION_OWED: Bilingual("待告知更正", "to be told the correction"),
    RowStanding.WITHDRAWAL_OWED: Bilingual("待告知撤销", "to be told that it is withdrawn"),
    RowStanding.WITHDRAWN: Bilingual("已撤销", "withdrawn"),
    RowStanding.WAITING: Bilingual("待发送", "waits to leave"),
    RowStanding.HELD: Bilingual("已扣下", "held"),
    RowStanding.TO_CALL: Bilingual("请致电", "to be called"),
    RowStanding.SENT: Bilingual("已提交", "sent"),
    RowStanding.DELIVERED: Bilingual("已送达手机", "delivered"),
    RowStanding.FAILED: Bilingual("未送到，请致电", "did not arrive: call"),
    RowStanding.UNKNOWN: Bilingual("去向不明", "fate unknown"),
    RowStanding.CONFIRMED: Bilingual("已确认收到", "confirmed"),
    RowStanding.DECLINED: Bilingual("表示有困难", "says that it is not possible"),
    RowStanding.CALLED: Bilingual("已致电", "called"),
    RowStanding.TOLD_NO_MORE: Bilingual("不再告知", "told no more"),
}
ACKNOWLEDGED = frozenset({RowStanding.CONFIRMED, RowStanding.DECLINED, RowStanding.CALLED})
OWED_STANDINGS = {
    Owed.MATTER: RowStanding.NOT_SENT,
    Owed.CORRECTION: RowStanding.CORRECTION_OWED,
    Owed.WITHDRAWAL: RowStanding.WITHDRAWAL_OWED,
}
TO_SEND = frozenset(OWED_STANDINGS.values())
"""The standings of rows that a preview would hold."""
FOR_A_CALL = frozenset({RowStanding.TO_CALL, RowStanding.FAILED, RowStanding.UNKNOWN})
"""The standings of rows that a person has to call."""
_BY_STATE = {
    MessageState.QUEUED: RowStanding.WAITING,
    MessageState.SUBMITTING: RowStanding.WAITING,
    MessageState.HELD: RowStanding.HELD,
    MessageState.SENT: RowStanding.SENT,
    MessageState.DELIVERED: RowStanding.DELIVERED,
    MessageState.FAILED: RowStanding.FAILED,
    MessageState.EXPIRED: RowStanding.FAILED,
    MessageState.UNKNOWN: RowStanding.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class NewestText:
    """The newest text about a row that was not taken back: its state and reason, how it goes, who called about it."""

    id: str
    state: MessageState
    reason: str
    by_call: bool
    handled_by: str | None


def row_standing(
    *,
    at_work: bool,
    withdrawn: bool,
    owed: Owed | None,
    text: NewestText | None,
    answer: str,
) -> RowStanding:
    """How a row stands; `answer` is how its newest question stands, empty where none is put.

    One that was told and is not at work since is told no more, whatever changes.
    """
    if not at_work and text is not None:
        return RowStanding.TOLD_NO_MORE
    if owed is not None:
        return OWED_STANDINGS[owed]
    if answer == "confirmed":
        return RowStanding.CONFIRMED
    if answer == "declined":
        return RowStanding.DECLINED
    if text is None:
        return RowStanding.WITHDRAWN if at_work and withdrawn else RowStanding.LEFT_OUT
    if text.handled_by is not None or text.reason.startswith(BY_A_CALL):
        return RowStanding.CALLED
    if text.by_call and text.state is MessageState.HELD:
        return RowStanding.TO_CALL
    return _BY_STATE[text.state]
