"""THE GUARD: what still holds is judged under lock and its intent committed before the wire is touched.

A text is never told twice; it is told once, or stands visible as *unknown* with a person's next step.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import Store, locked_versions
from notifications.adapters.contact_repository import parties_by_telephone
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_repository import ARRANGEMENTS, subjects_of
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.announcing import tell_anew
from notifications.application.asking_after import Intent, SendReport, ask_after_open_intents
from notifications.application.desk import Desk
from notifications.application.gate import Gate
from notifications.application.lanes import Lane, open_lane, standing_of
from notifications.application.receipts import take_waiting_receipts
from notifications.application.reminding import remind_anew
from notifications.application.stepping import Step, step, take_steps
from notifications.application.wire_clock import SharedWire, Wire
from notifications.domain.lanes import Standing, rest_seconds
from notifications.domain.message import Happening, MessageState
from notifications.domain.notice import NoticeClass, NoticeKind
from notifications.domain.pacing import GRACE
from notifications.ledger.application.recording import record_submitted
from notifications.providers import Outgoing, Provider, Submission, Verdict

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
    while (block := _claim_block(store, desk, report, wire)) is not None:
        if not block.intents:
            continue
        _wait_for(store, desk, block, wire)
        submissions = provider.send([intent.outgoing for intent in block.intents])
        with store.transaction() as session:
            lane = open_lane(session, desk, wire)
            lane.heard(submissions, chance())
            _record(session, desk, submissions, Recording(lane, chance, report))
    settle(store, desk, provider, report)
    return report


@dataclass(slots=True)
class Block:
    """Messages whose intent is committed, and when they may leave, in the wire's ticks."""

    intents: list[Intent]
    leaves_at: float


@dataclass(frozen=True, slots=True)
class Judging:
    """What a block is judged by: versions, numbers, whom they stand for, the gate; and where it is counted."""

    present: dict[str, int]
    telephones: dict[str, TelephoneRow]
    parties: dict[str, set[str]]
    gate: Gate
    lane: Lane
    report: SendReport


@dataclass(frozen=True, slots=True)
class Recording:
    """What the provider's word is taken with."""

    lane: Lane
    chance: Chance
    report: SendReport


def lane_waits(session: Session, desk: Desk, wire: Wire | None = None) -> bool:
    """Whether the lane is to be worked on: something is due and may leave, or is left open on the wire."""
    if desk.lane.by_a_person:
        return False
    now = (wire or SharedWire()).now(session)
    open_on_the_wire = sa.and_(_of_lane(desk), MessageRow.state == MessageState.SUBMITTING.value)
    barred = standing_of(session, desk, now) in {None, Standing.RESTING, Standing.CUT}
    waiting = open_on_the_wire if barred else sa.or_(open_on_the_wire, _is_due(desk, now))
    return bool(session.scalar(sa.select(sa.exists().where(waiting))))


def _of_lane(desk: Desk) -> sa.ColumnElement[bool]:
    return sa.and_(
        MessageRow.district_id == desk.district_id,
        MessageRow.lane == desk.lane.name,
        MessageRow.channel == "sms",
    )


def _is_due(desk: Desk, wire_now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        _of_lane(desk),
        MessageRow.state == MessageState.QUEUED.value,
        MessageRow.due_at <= desk.clock.now(),
        sa.or_(MessageRow.retry_at.is_(None), MessageRow.retry_at <= wire_now),
    )


def _claim_block(store: Store, desk: Desk, report: SendReport, wire: Wire) -> Block | None:
    """Judge the next few messages, keep the intents and take their turn; None if nothing more may leave now."""
    with store.transaction() as session:
        lane = open_lane(session, desk, wire)
        due = _due(session, lane, max(lane.room, 1))
        if due and not lane.room:
            report.waiting += _due_count(session, lane)
            return None
        if anew := _tell_anew(session, desk, due):
            due = _due(session, lane, lane.room)
        intents = _claim(session, lane, due, report)
        if intents:
            return Block(intents, lane.turn(len(intents), wire))
        if lane.row.stopped_at is not None:
            report.waiting += _due_count(session, lane)
            return None
        return Block([], 0) if due or anew else None


def _wait_for(store: Store, desk: Desk, block: Block, wire: Wire) -> None:
    """Wait for the turn; one that was missed is taken anew, lest two calls come too close."""
    while (ahead := block.leaves_at - wire.ticks()) < -GRACE and desk.lane_rules.a_second is not None:
        with store.transaction() as session:
            block.leaves_at = open_lane(session, desk, wire).turn(len(block.intents), wire)
    if ahead > 0:
        wire.pause(ahead)


def _due(session: Session, lane: Lane, most: int) -> Sequence[MessageRow]:
    """The next few messages of the lane, the most urgent first, locked."""
    return session.scalars(
        sa.select(MessageRow)
        .where(_is_due(lane.desk, lane.now))
        .order_by(MessageRow.urgency, MessageRow.due_at, MessageRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def _due_count(session: Session, lane: Lane) -> int:
    due = sa.select(sa.func.count()).select_from(MessageRow).where(_is_due(lane.desk, lane.now))
    return session.scalar(due) or 0


def _claim(session: Session, lane: Lane, due: Sequence[MessageRow], report: SendReport) -> list[Intent]:
    """Judge each message by the present versions, held under lock, and keep the intent to send what holds."""
    desk = lane.desk
    subjects = subjects_of(session, desk.district_id, [row.id for row in due])
    wanted = sorted({subject.subject for spoken in subjects.values() for subject in spoken})
    present = locked_versions(session, desk.district_id, wanted)
    ids = {row.telephone_id for row in due if row.telephone_id}
    telephones = session.scalars(
        sa.select(TelephoneRow).where(TelephoneRow.district_id == desk.district_id, TelephoneRow.id.in_(ids))
    )
    judging = Judging(
        present=present,
        telephones={telephone.id: telephone for telephone in telephones},
        parties=parties_by_telephone(session, desk.district_id, ids, desk.clock.today()),
        gate=Gate(session, desk, lane.row, due),
        lane=lane,
        report=report,
    )
    return list(_judged(session, due, subjects, judging))


def _tell_anew(session: Session, desk: Desk, due: Sequence[MessageRow]) -> bool:
    """An intent that came to nothing may have been overtaken while it was open: then all of it is written anew."""
    for row in due:
        if row.submitted_at is None or row.state != MessageState.QUEUED:
            continue
        if row.kind in ARRANGEMENTS:
            tell_anew(session, desk, row)
        elif row.kind == NoticeKind.REMINDER:
            remind_anew(session, desk, row)
    return any(row.state != MessageState.QUEUED for row in due)


def _judged(
    session: Session,
    due: Sequence[MessageRow],
    subjects: dict[str, list[MessageSubjectRow]],
    judging: Judging,
) -> Iterator[Intent]:
    for row in due:
        if why := judging.gate.stops:
            judging.lane.stop(why)
            return
        intent = _judge(session, row, subjects[row.id], judging)
        if intent is not None:
            yield intent


def _judge(
    session: Session, row: MessageRow, subjects: Sequence[MessageSubjectRow], judging: Judging
) -> Intent | None:
    desk, gate, report = judging.lane.desk, judging.gate, judging.report
    now, telephone = desk.clock.now(), judging.telephones[row.telephone_id or ""]
    spoken_to = {subject.party_id for subject in subjects}
    if row.not_after is not None and row.not_after <= now:
        report.expired += step(session, row, Happening.EXPIRE, now, "not after its moment")
    elif any(judging.present[subject.subject] != subject.version for subject in subjects):
        report.superseded += step(session, row, Happening.SUPERSEDE, now, "changed since it was composed")
    elif not spoken_to <= judging.parties[telephone.id]:
        report.held += step(session, row, Happening.HOLD, now, "the number no longer stands for the party")
    elif why := _worn_out(row, judging.lane) or gate.objection(row, telephone.number):
        report.held += step(session, row, Happening.HOLD, now, why)
    elif (moment := desk.next_moment(NoticeClass(row.class_))) > now:
        row.due_at = moment
    else:
        gate.let_out(row)
        step(session, row, Happening.SUBMIT, now)
        row.attempts += judging.lane.standing is not Standing.TRYING
        row.submitted_at, row.retry_at = now, None
        record_submitted(session, row, now, telephone.number, spoken_to)
        return Intent(row.id, Outgoing(row.reference, telephone.number, row.text), now)
    return None


def _worn_out(row: MessageRow, lane: Lane) -> str:
    """Why a message that others overtake has to wait for a person; one that tries a cut-off lane is spared."""
    most = lane.desk.lane_rules.most_attempts
    if lane.standing is Standing.TRYING or row.attempts < most:
        return ""
    return f"not taken in {most} attempts"


def _record(session: Session, desk: Desk, submissions: Sequence[Submission], taking: Recording) -> None:
    rows = {
        row.reference: row
        for row in session.scalars(
            sa.select(MessageRow)
            .where(
                MessageRow.district_id == desk.district_id,
                MessageRow.reference.in_([submission.reference for submission in submissions]),
            )
            .with_for_update()
        )
    }
    steps = [
        Step(rows[each.reference], HAPPENING_OF[each.verdict], each.reason)
        for each in submissions
        if each.verdict in HAPPENING_OF
    ]
    for each in submissions:
        rows[each.reference].provider_id = each.provider_id or rows[each.reference].provider_id
    for taken in take_steps(session, steps, desk.clock.now()):
        if taken.happening is Happening.NOT_ACCEPTED:
            rest = rest_seconds(max(taken.row.attempts, 1), desk.lane_rules, taking.chance())
            taken.row.retry_at = taking.lane.now + timedelta(seconds=rest)
    for heard in steps:
        take_waiting_receipts(session, desk, heard.row)
    happened = Counter(each.happening for each in steps)
    taking.report.sent += happened[Happening.ACCEPTED]
    taking.report.failed += happened[Happening.REFUSED]
    taking.report.waiting += happened[Happening.NOT_ACCEPTED]
