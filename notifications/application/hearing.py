"""The provider's word on a block is taken: most texts went well and are stepped together, the rest one by one."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.many import one_of, one_of_given, update_many
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport
from notifications.application.claiming import Block
from notifications.application.desk import Desk
from notifications.application.lanes import Lane
from notifications.application.receipts import awaited_by_receipts, take_waiting_receipts
from notifications.application.stepping import Step, follow_up, take_steps
from notifications.domain.lanes import rest_seconds
from notifications.domain.message import Happening, MessageState, after
from notifications.ledger.application.recording import record_accepted
from notifications.providers import Submission, Verdict

HAPPENING_OF = {
    Verdict.ACCEPTED: Happening.ACCEPTED,
    Verdict.REFUSED: Happening.REFUSED,
    Verdict.NOT_ACCEPTED: Happening.NOT_ACCEPTED,
}
"""An uncertain verdict makes nothing happen: the intent stays open, to be asked after."""

NOT_HANDED_OVER = "not handed over: the lane rests or is stopped"
"""Why a text whose intent was kept beside a call that came to nothing is back in the queue."""
TO_BE_JUDGED_ANEW = "not handed over: the call before took long, so what is told is judged anew"

Chance = Callable[[], float]
"""Gives a number from 0 to 1, so that workers which were refused together do not come back together."""

ANY_CHANCE: Chance = secrets.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the provider's word is taken with."""

    lane: Lane
    chance: Chance
    report: SendReport


def take_word(session: Session, block: Block, submissions: Sequence[Submission], hearing: Hearing) -> None:
    """Take the provider's word on each text of the block; an uncertain one leaves the intent open."""
    desk = hearing.lane.desk
    words = {each.reference: each for each in submissions if each.verdict in HAPPENING_OF}
    named = {each.outgoing.reference: each.id for each in block.intents}
    asked = sorted(named[reference] for reference in words)
    rows = session.execute(_ON_THE_WIRE, {"in_district": desk.district_id, "given": asked}).all()
    ahead = awaited_by_receipts(
        session, desk, {each.provider_id for each in words.values() if each.provider_id}
    )
    smooth = {
        row.id
        for row in rows
        if words[row.reference].verdict is Verdict.ACCEPTED
        and row.state == MessageState.SUBMITTING
        and words[row.reference].provider_id not in ahead
    }
    _accept(session, desk, [(row, words[row.reference]) for row in rows if row.id in smooth])
    _step_singly(session, [row.id for row in rows if row.id not in smooth], words, hearing)
    happened = Counter(HAPPENING_OF[each.verdict] for each in words.values() if each.retry_after != 0)
    hearing.report.sent += happened[Happening.ACCEPTED]
    hearing.report.failed += happened[Happening.REFUSED]
    hearing.report.waiting += happened[Happening.NOT_ACCEPTED]


_ON_THE_WIRE = (
    sa.select(
        MessageRow.id,
        MessageRow.reference,
        MessageRow.telephone_id,
        MessageRow.state,
        MessageRow.provider_id,
    )
    .where(MessageRow.district_id == sa.bindparam("in_district"), one_of_given(MessageRow.id, "given"))
    .with_for_update()
)


def _accept(
    session: Session, desk: Desk, taken: Sequence[tuple[sa.Row[*tuple[Any, ...]], Submission]]
) -> None:
    """What nearly every text comes to, for all of them at once."""
    now, state = desk.clock.now(), after(MessageState.SUBMITTING, Happening.ACCEPTED)
    given = {row.id: word.provider_id or row.provider_id for row, word in taken}
    record_accepted(session, desk.district_id, now, [(row, given[row.id]) for row, _ in taken])
    update_many(
        session,
        MessageRow,
        desk.district_id,
        {
            message_id: {
                "provider_id": provider_id,
                "state": state.value,
                "changed_at": now,
                "reason": "",
            }
            for message_id, provider_id in given.items()
        },
    )
    follow_up(session, desk.district_id, state, list(given), now)


def _step_singly(
    session: Session, ids: Collection[str], words: dict[str, Submission], hearing: Hearing
) -> None:
    """Whatever else was said, or was heard of a text before."""
    if not ids:
        return
    lane = hearing.lane
    rows = session.scalars(
        sa.select(MessageRow).where(
            MessageRow.district_id == lane.desk.district_id, one_of(MessageRow.id, ids)
        )
    ).all()
    steps = []
    for row in rows:
        word = words[row.reference]
        row.provider_id = word.provider_id or row.provider_id
        steps.append(Step(row, HAPPENING_OF[word.verdict], word.reason))
    for taken in take_steps(session, steps, lane.desk.clock.now()):
        if taken.happening is Happening.NOT_ACCEPTED and words[taken.row.reference].retry_after != 0:
            rest = rest_seconds(max(taken.row.attempts, 1), lane.desk.lane_rules, hearing.chance())
            taken.row.retry_at = lane.now + timedelta(seconds=rest)
    for row in rows:
        take_waiting_receipts(session, lane.desk, row)


def give_back(session: Session, desk: Desk, block: Block, reason: str = NOT_HANDED_OVER) -> None:
    """Put a block back into the queue that no call was made for; it has cost its texts no attempt."""
    rows = session.scalars(
        sa.select(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            one_of(MessageRow.id, [intent.id for intent in block.intents]),
            MessageRow.state == MessageState.SUBMITTING.value,
        )
        .with_for_update()
    ).all()
    take_steps(session, [Step(row, Happening.NOT_ACCEPTED, reason) for row in rows], desk.clock.now())
    for row in rows:
        row.attempts -= 1
