"""A notice 通知: what one recipient is told; its class, its state, and the moment after which it is stale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from config.bilingual import Bilingual


class NoticeClass(StrEnum):
    """What kind of matter it is: decides the hours in which it may be sent and what goes first."""

    EMERGENCY = "emergency"
    CONVERSATION = "conversation"
    OPERATIONAL = "operational"
    REGULATORY = "regulatory"
    PROMOTIONAL = "promotional"


NOTICE_CLASS_NAMES = {
    NoticeClass.EMERGENCY: Bilingual("紧急", "emergency"),
    NoticeClass.CONVERSATION: Bilingual("答复", "answer to a reply"),
    NoticeClass.OPERATIONAL: Bilingual("配送业务", "operational"),
    NoticeClass.REGULATORY: Bilingual("市场监管", "regulatory"),
    NoticeClass.PROMOTIONAL: Bilingual("宣传推广", "promotional"),
}

URGENCY = {
    NoticeClass.EMERGENCY: 0,
    NoticeClass.CONVERSATION: 1,
    NoticeClass.OPERATIONAL: 2,
    NoticeClass.REGULATORY: 3,
    NoticeClass.PROMOTIONAL: 4,
}
"""Which class leaves first when several are due; 0 is first."""


def urgency_of(class_: NoticeClass, kind: NoticeKind) -> int:
    """Which of the messages due leaves first, 0 before 3; what the weather changes goes with emergencies."""
    return URGENCY[NoticeClass.EMERGENCY] if kind is NoticeKind.RAIN else URGENCY[class_]


class NoticeKind(StrEnum):
    """What is said; each has its template."""

    DIGEST = "digest"
    AREA_DIGEST = "area_digest"
    CHANGE = "change"
    RAIN = "rain"
    REMINDER = "reminder"
    NUDGE = "nudge"
    ECHO = "echo"
    ASK_BACK = "ask_back"
    SUPERSEDED = "superseded"
    OPT_OUT = "opt_out"
    ANSWER = "answer"
    REGULATORY = "regulatory"
    CAMPAIGN = "campaign"


NOTICE_KIND_NAMES = {
    NoticeKind.DIGEST: Bilingual("月度安排", "month's arrangement"),
    NoticeKind.AREA_DIGEST: Bilingual("月度安排（街镇）", "month's arrangement (area)"),
    NoticeKind.CHANGE: Bilingual("变更通知", "change"),
    NoticeKind.RAIN: Bilingual("因雨变更", "rain"),
    NoticeKind.REMINDER: Bilingual("前一日提醒", "reminder before the day"),
    NoticeKind.NUDGE: Bilingual("催复", "nudge after silence"),
    NoticeKind.ECHO: Bilingual("答复回执", "echo of an answer"),
    NoticeKind.ASK_BACK: Bilingual("请再答复", "ask back"),
    NoticeKind.SUPERSEDED: Bilingual("答复已过期", "answer to an old question"),
    NoticeKind.OPT_OUT: Bilingual("拒收登记回执", "receipt of an opt-out"),
    NoticeKind.ANSWER: Bilingual("人工回复", "a person's answer"),
    NoticeKind.REGULATORY: Bilingual("监管提醒", "regulatory reminder"),
    NoticeKind.CAMPAIGN: Bilingual("监管通知", "regulatory notice"),
}


class NoticeState(StrEnum):
    """Where a notice stands with its one recipient."""

    COMPOSED = "composed"
    TOLD = "told"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    WITH_A_PERSON = "with a person"


NOTICE_STATE_NAMES = {
    NoticeState.COMPOSED: Bilingual("已拟好", "composed"),
    NoticeState.TOLD: Bilingual("已告知", "told"),
    NoticeState.ANSWERED: Bilingual("已答复", "answered"),
    NoticeState.SUPERSEDED: Bilingual("已被取代", "superseded"),
    NoticeState.WITH_A_PERSON: Bilingual("转人工", "with a person"),
}

NOTICE_TRANSITIONS: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.COMPOSED: frozenset(
        {NoticeState.TOLD, NoticeState.SUPERSEDED, NoticeState.WITH_A_PERSON, NoticeState.ANSWERED},
    ),
    NoticeState.TOLD: frozenset({NoticeState.ANSWERED, NoticeState.SUPERSEDED, NoticeState.WITH_A_PERSON}),
    NoticeState.ANSWERED: frozenset({NoticeState.TOLD, NoticeState.SUPERSEDED}),
    NoticeState.WITH_A_PERSON: frozenset(
        {NoticeState.TOLD, NoticeState.ANSWERED, NoticeState.SUPERSEDED},
    ),
    NoticeState.SUPERSEDED: frozenset(),
}


def not_after(starts: Iterable[datetime], now: datetime) -> datetime | None:
    """The first of the starts still to come: told after it, the text would be stale. None: all are past."""
    return min((start for start in starts if start > now), default=None)


def class_of_change(first_start: datetime, now: datetime, urgent_within: timedelta) -> NoticeClass:
    """A change to something that starts within `urgent_within` is an emergency and keeps no sending hours."""
    return NoticeClass.EMERGENCY if first_start - now <= urgent_within else NoticeClass.OPERATIONAL
