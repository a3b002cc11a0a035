"""THE GUARD: what still holds is judged under lock and its intent committed before the wire is touched.

A text is never told twice; it is told once, or stands visible as *unknown* with a person's next step.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import Store
from config.many import one_of, one_of_given, update_many
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport, ask_after_open_intents
from notifications.application.claiming import Block, claim_block
from notifications.application.desk import Desk
from notifications.application.lanes import Lane, open_lane
from notifications.application.receipts import awaited_by_receipts, take_waiting_receipts
from notifications.application.stepping import Step, follow_up, take_steps
from notifications.application.wire_clock import SharedWire, Wire
from notifications.domain.lanes import rest_seconds
from notifications.domain.message import Happening, MessageState, after
from notifications.domain.pacing import GRACE
from notifications.ledger.application.recording import record_accepted
from notifications.providers import Provider, Submission, Verdict

HAPPENING_OF = {
    Verdict.ACCEPTED: Happening.ACCEPTED,
    Verdict.REFUSED: Happening.REFUSED,
    Verdict.NOT_ACCEPTED: Happening.NOT_ACCEPTED,
}
"""An uncertain verdict makes nothing happen: the intent stays open, to be asked after."""

Settle = Callable[[Store, Desk, Provider, SendReport], None]
"""How intents left open are dealt with; the one in use asks the provider."""


Chance = Callable[[], float]
"""Gives a number from 0 to 1, so that workers which were refused together do not come back together."""

ANY_CHANCE: Chance = secrets.SystemRandom().random


def send_due(
    store: Store,
    desk: Desk,
    provider: Provider,
    *,
    settle: Settle = ask_after_open_intents,
    wire: Wire | None = None,
    chance: Chance = ANY_CHANCE,
) -> SendReport:
    """Send what is due in this provider's lane, a block at a time; run one at a time for a lane.

    It ends early when the lane rests, is cut off, or is stopped: `waiting` says so.
    """
    report, wire = SendReport(), wire or SharedWire()
    if desk.lane.by_a_person:
        return report  # what leaves waits for the person who fetches it
    settle(store, desk, provider, report)
    while (block := claim_block(store, desk, report, wire)) is not None:
        if not block.intents:
            continue
        _wait_for(store, desk, block, wire)
        submissions = provider.send([intent.outgoing for intent in block.intents])
        with store.transaction() as session:
            lane = open_lane(session, desk, wire)
            lane.heard(submissions, chance())
            _take_word(session, block, submissions, _Hearing(lane, chance, report))
    settle(store, desk, provider, report)
    return report


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What the provider's word is taken with."""

    lane: Lane
    chance: Chance
    report: SendReport


def _wait_for(store: Store, desk: Desk, block: Block, wire: Wire) -> None:
    """Wait for the turn; one that was missed is taken anew, lest two calls come too close."""
    while (ahead := block.leaves_at - wire.ticks()) < -GRACE and desk.lane_rules.a_second is not None:
        with store.transaction() as session:
            block.leaves_at = open_lane(session, desk, wire).turn(block.texts, wire)
    if ahead > 0:
        wire.pause(ahead)


def _take_word(session: Session, block: Block, submissions: Sequence[Submission], hearing: _Hearing) -> None:
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
    session: Session, ids: Collection[str], words: dict[str, Submission], hearing: _Hearing
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
