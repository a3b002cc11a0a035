"""What needs a person next: each message that cannot go its way alone, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.message_repository import ARRANGEMENTS
from notifications.adapters.message_tables import MessageRow
from notifications.application.views import MessageShown, messages_shown
from notifications.domain.answering import Standing
from notifications.domain.message import MessageState
from notifications.domain.notice import NoticeKind

STUBBORN_AFTER = 3
"""So many attempts that the provider did not take make a queued message worth a look."""


class Need(StrEnum):
    """Why a person is needed."""

    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"
    CALL = "call"
    HELD = "held"
    STALE = "stale"
    STUBBORN = "stubborn"
    SILENT = "silent"


NEED_NAMES = {
    Need.UNKNOWN: Bilingual(
        "去向不明：请核实是否收到，再定重发或放弃", "fate unknown: find out, then send again or give up"
    ),
    Need.FAILED: Bilingual("未能送达：请打电话告知", "did not arrive: tell by a call"),
    Need.EXPIRED: Bilingual("已过时限未发出：请打电话告知", "could not leave in time: tell by a call"),
    Need.CALL: Bilingual("请打电话告知", "tell by a call"),
    Need.HELD: Bilingual("已扣留：请核对号码后放行或放弃", "held: check the number, then release or give up"),
    Need.STALE: Bilingual("内容已变而新通知未到：请核对", "changed, and no newer text came: look into it"),
    Need.STUBBORN: Bilingual("服务商多次未接收", "the provider did not take it several times"),
    Need.SILENT: Bilingual("尚无答复：请打电话询问", "no answer yet: ask by a call"),
}


@dataclass(frozen=True, slots=True)
class Attention:
    """One message that needs a person, and why."""

    need: Need
    sentence: Bilingual
    message: MessageShown


def attention(session: Session, district_id: str, now: datetime) -> list[Attention]:
    """Every message that needs a person, the one that goes stale first before the others; numbers whole."""
    found: dict[str, Attention] = {}
    for need, condition in _needs(district_id, now):
        for message in messages_shown(session, district_id, condition, limit=None, dialable=True):
            found.setdefault(message.id, Attention(need, NEED_NAMES[need], message))
    return sorted(
        found.values(), key=lambda item: (item.message.not_after or item.message.due_at, item.message.id)
    )


def _needs(district_id: str, now: datetime) -> Iterable[tuple[Need, sa.ColumnElement[bool]]]:
    """Each need with the messages that have it; a message is listed under the first that fits."""
    unseen = sa.and_(MessageRow.handled_by.is_(None), MessageRow.replaced_at.is_(None))
    for need, state in (
        (Need.UNKNOWN, MessageState.UNKNOWN),
        (Need.FAILED, MessageState.FAILED),
        (Need.EXPIRED, MessageState.EXPIRED),
    ):
        yield need, sa.and_(MessageRow.state == state.value, unseen)
    held = MessageRow.state == MessageState.HELD.value
    yield Need.CALL, sa.and_(held, MessageRow.channel == "call")
    yield Need.HELD, sa.and_(held, MessageRow.channel == "sms")
    yield (
        Need.STALE,
        sa.and_(
            MessageRow.state == MessageState.SUPERSEDED.value,
            MessageRow.kind.in_([*ARRANGEMENTS, NoticeKind.REMINDER]),
            unseen,
        ),
    )
    yield (
        Need.STUBBORN,
        sa.and_(MessageRow.state == MessageState.QUEUED.value, MessageRow.attempts >= STUBBORN_AFTER),
    )
    yield Need.SILENT, MessageRow.id.in_(_silent(district_id, now))


def _silent(district_id: str, now: datetime) -> sa.Select[str]:
    return (
        sa.select(QuestionRow.message_id)
        .join(
            QuestionItemRow,
            sa.and_(
                QuestionItemRow.district_id == QuestionRow.district_id,
                QuestionItemRow.question_id == QuestionRow.id,
            ),
        )
        .where(
            QuestionRow.district_id == district_id,
            QuestionRow.by_call,
            ~QuestionRow.withdrawn,
            QuestionItemRow.standing == Standing.OPEN.value,
            QuestionItemRow.starts_at > now,
        )
        .distinct()
    )
