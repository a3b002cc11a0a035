"""What came of moving the clock, counted before and after, in the district's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.work_log import EventRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import MESSAGE_STATE_NAMES, PERHAPS_TOLD, MessageState
from notifications.domain.notice import NOTICE_KIND_NAMES, NoticeKind
from notifications.market.adapters.tables import ReminderRow
from notifications.market.domain.reminder import ReminderState
from scheduler.messages import PlanningDue

UNSENT = (MessageState.QUEUED, MessageState.HELD, MessageState.SUPERSEDED, MessageState.FAILED)
"""The ways in which a text stays in the house, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands in the district at a moment: texts by kind, how far they are, reminders due, prompts.

    `unsent` are the texts, not the calls, that wait, are held or overtaken, or were refused.
    """

    written: Counter[NoticeKind]
    calls: int
    left: int
    expired: int
    unsent: Counter[MessageState]
    reminders: frozenset[str]
    prompted: tuple[str, ...]


def tally(session: Session, district_id: str) -> Tally:
    """Count what stands now."""
    rows = session.execute(
        sa.select(MessageRow.kind, MessageRow.channel, MessageRow.state, sa.func.count())
        .where(MessageRow.district_id == district_id)
        .group_by(MessageRow.kind, MessageRow.channel, MessageRow.state)
    ).all()
    written: Counter[NoticeKind] = Counter()
    by_state: Counter[MessageState] = Counter()
    unsent: Counter[MessageState] = Counter()
    calls = 0
    for kind, channel, state, count in rows:
        by_state[MessageState(state)] += count
        if channel == "call":
            calls += count
        else:
            written[NoticeKind(kind)] += count
            unsent[MessageState(state)] += count if state in UNSENT else 0
    reminders = session.scalars(
        sa.select(ReminderRow.id).where(
            ReminderRow.district_id == district_id, ReminderRow.state == ReminderState.DUE.value
        )
    )
    prompts = session.scalars(
        sa.select(EventRow.payload)
        .where(EventRow.district_id == district_id, EventRow.kind == PlanningDue.__name__)
        .order_by(EventRow.id)
    )
    return Tally(
        written,
        calls,
        sum(by_state[state] for state in PERHAPS_TOLD),
        by_state[MessageState.EXPIRED],
        unsent,
        frozenset(reminders),
        tuple(prompt["month"] for prompt in prompts),
    )


def became(before: Tally, after: Tally) -> tuple[Bilingual, ...]:
    """What happened between two counts, a sentence for each kind of thing; one sentence when nothing did."""
    said = tuple(_happened(before, after))
    nothing = Bilingual(
        "到点的事都看过了：没有要提醒、催复的，也没有新到期的许可证。",
        "all that came due was looked at: nobody to remind or to nudge, and no licence newly due.",
    )
    return said or (nothing,)


def _happened(before: Tally, after: Tally) -> Iterator[Bilingual]:
    written = after.written - before.written
    if written:
        kinds = [
            Bilingual("{name} {n} 条", "{n} {name}").fill(name=NOTICE_KIND_NAMES[kind], n=written[kind])
            for kind in NoticeKind
            if written[kind]
        ]
        listed = Bilingual("、".join(one.zh for one in kinds), ", ".join(one.en for one in kinds))
        yield Bilingual("新写短信：{listed}。", "texts written: {listed}.").fill(listed=listed)
    if after.left > before.left:
        yield Bilingual("已交发送 {n} 条。", "{n} texts left.").fill(n=after.left - before.left)
    if stayed := after.unsent - before.unsent:
        how = [
            Bilingual("{name} {n} 条", "{n} {name}").fill(name=MESSAGE_STATE_NAMES[state], n=stayed[state])
            for state in UNSENT
            if stayed[state]
        ]
        listed = Bilingual("、".join(one.zh for one in how), ", ".join(one.en for one in how))
        yield Bilingual(
            "没有交发送的：{listed}（culture messages --state）。",
            "texts that did not leave: {listed} (culture messages --state).",
        ).fill(listed=listed)
    if after.calls > before.calls:
        yield Bilingual(
            "要打电话的新增 {n} 个（culture messages --attention）。",
            "{n} more calls are left to a person (culture messages --attention).",
        ).fill(n=after.calls - before.calls)
    if after.expired > before.expired:
        yield Bilingual(
            "过了时限没有发出的 {n} 条，要人处理（culture messages --attention）。",
            "{n} texts could not leave in time and need a person (culture messages --attention).",
        ).fill(n=after.expired - before.expired)
    if due := after.reminders - before.reminders:
        yield Bilingual(
            "许可证清查：新到提醒期的 {n} 件（culture notice due）。",
            "the sweep of licences: {n} reminders newly due (culture notice due).",
        ).fill(n=len(due))
    for month in after.prompted[len(before.prompted) :]:
        yield Bilingual(
            "该排 {month} 的计划了（culture plan {month}）。",
            "it is time to plan {month} (culture plan {month}).",
        ).fill(month=month)
