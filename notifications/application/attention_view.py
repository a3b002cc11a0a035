"""What needs a person next: each message that cannot go its way alone, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from notifications.adapters.answer_repository import telling_from
from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.message_repository import ARRANGEMENTS, subjects_of
from notifications.adapters.message_tables import MessageRow
from notifications.application.reading_aloud import Line, overtaken
from notifications.application.views import MessageShown, messages_shown
from notifications.domain.answering import Standing
from notifications.domain.message import MessageState
from notifications.domain.notice import NoticeKind
from notifications.domain.telling import starts_told

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
    MISSED = "missed"


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
    Need.MISSED: Bilingual(
        "时间已过，当时未能告知：请核实情况后了结",
        "its time is past and it was not told: find out, then close it",
    ),
}

TOLD_BY_CALL = frozenset({Need.FAILED, Need.EXPIRED, Need.CALL, Need.HELD, Need.SILENT})
"""The needs of a message that has to be told or asked; the fate of any other is to be found out all the same."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One message that needs a person, and why; `before` is when it has to be done, None where none is set.

    `lines` are what is to be read out where the text has been overtaken; empty where it still stands.
    """

    need: Need
    sentence: Bilingual
    message: MessageShown
    before: datetime | None
    lines: tuple[Line, ...] = ()


def attention(session: Session, district_id: str, clock: Clock) -> list[Attention]:
    """Every message that needs a person, the one that goes stale first before the others; numbers whole.

    What all of it speaks of has begun stands last, as missed: nothing is due before a moment that is past.
    What a newer message tells instead is not listed: to read it out would take the news back.
    """
    now = clock.now()
    needed: dict[str, tuple[Need, MessageShown]] = {}
    for need, condition in _needs(district_id, now):
        for message in messages_shown(session, district_id, condition, limit=None, dialable=True):
            needed.setdefault(message.id, (need, message))
    languages = {message.id: message.language for _, message in needed.values()}
    old = overtaken(session, district_id, languages, clock.today())
    needed = {
        message_id: item
        for message_id, item in needed.items()
        if not (message_id in old and old[message_id].void and item[0] in TOLD_BY_CALL)
    }
    due = [message.id for _, message in needed.values() if message.not_after and message.not_after <= now]
    ahead = _next_starts(session, district_id, due, clock)
    found = []
    for need, message in needed.values():
        before = ahead.get(message.id) if message.id in due else message.not_after
        missed = message.id in due and before is None
        shown = Need.MISSED if missed else need
        lines = old[message.id].lines if message.id in old else ()
        found.append(Attention(shown, NEED_NAMES[shown], message, before, lines))
    return sorted(
        found,
        key=lambda item: (item.need is Need.MISSED, item.before or item.message.due_at, item.message.id),
    )


def _next_starts(
    session: Session, district_id: str, message_ids: Collection[str], clock: Clock
) -> dict[str, datetime]:
    """The next start still ahead of what each message speaks of; those without any are left out."""
    found: dict[str, datetime] = {}
    for message_id, spoken in subjects_of(session, district_id, message_ids).items():
        told = (telling_from(row) for row in spoken if row.delivery_id and (row.facts or row.told))
        ahead = [start for start in starts_told(told, clock.zone) if start > clock.now()]
        if ahead:
            found[message_id] = min(ahead)
    return found


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
