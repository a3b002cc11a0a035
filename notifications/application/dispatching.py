"""THE GUARD: what still holds is judged under lock and its intent committed before the wire is touched.

A text is never told twice; it is told once, or stands visible as *unknown* with a person's next step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import Store, locked_versions
from notifications.adapters.contact_repository import parties_at
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_repository import subjects_of
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.asking_after import Intent, SendReport, ask_after_open_intents
from notifications.application.desk import Desk
from notifications.application.gate import Gate
from notifications.application.receipts import take_waiting_receipts
from notifications.application.stepping import step
from notifications.domain.message import Happening, MessageState
from notifications.domain.notice import NoticeClass
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


def send_due(
    store: Store, desk: Desk, provider: Provider, *, settle: Settle = ask_after_open_intents
) -> SendReport:
    """Send what is due in this provider's lane, in small batches; run one at a time for a lane.

    It ends early when the provider does not take messages now: `waiting` says so.
    """
    report = SendReport()
    if desk.lane.by_a_person:
        return report  # what leaves waits for the person who fetches it
    settle(store, desk, provider, report)
    while not report.waiting:
        with store.transaction() as session:
            due = _due(session, desk)
            intents = _claim(session, desk, due, report)
        if intents:
            submissions = provider.send([intent.outgoing for intent in intents])
            with store.transaction() as session:
                _record(session, desk, submissions, report)
        if not due:
            break
    settle(store, desk, provider, report)
    return report


@dataclass(frozen=True, slots=True)
class Judging:
    """What a batch is judged by: the present versions of its subjects, the gate; and where it is counted."""

    present: dict[str, int]
    gate: Gate
    report: SendReport


def lane_waits(session: Session, desk: Desk) -> bool:
    """Whether something is due in the lane, or left open on the wire; never where a person fetches it."""
    if desk.lane.by_a_person:
        return False
    waiting = sa.exists().where(
        MessageRow.district_id == desk.district_id,
        MessageRow.lane == desk.lane.name,
        MessageRow.channel == "sms",
        sa.or_(
            MessageRow.state == MessageState.SUBMITTING.value,
            sa.and_(MessageRow.state == MessageState.QUEUED.value, MessageRow.due_at <= desk.clock.now()),
        ),
    )
    return bool(session.scalar(sa.select(waiting)))


def _due(session: Session, desk: Desk) -> Sequence[MessageRow]:
    """The next few messages of the lane, the most urgent first, locked."""
    return session.scalars(
        sa.select(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.lane == desk.lane.name,
            MessageRow.channel == "sms",
            MessageRow.state == MessageState.QUEUED.value,
            MessageRow.due_at <= desk.clock.now(),
        )
        .order_by(MessageRow.urgency, MessageRow.due_at, MessageRow.id)
        .limit(min(desk.rules.batch, desk.lane.bulk_size))
        .with_for_update(skip_locked=True)
    ).all()


def _claim(session: Session, desk: Desk, due: Sequence[MessageRow], report: SendReport) -> list[Intent]:
    """Judge each message by the present versions, held under lock, and keep the intent to send what holds."""
    subjects = subjects_of(session, desk.district_id, [row.id for row in due])
    wanted = sorted({subject.subject for spoken in subjects.values() for subject in spoken})
    present = locked_versions(session, desk.district_id, wanted)
    judging = Judging(present, Gate(session, desk), report)
    judged = [_judge(session, desk, row, subjects[row.id], judging) for row in due]
    return [intent for intent in judged if intent is not None]


def _judge(
    session: Session,
    desk: Desk,
    row: MessageRow,
    subjects: Sequence[MessageSubjectRow],
    judging: Judging,
) -> Intent | None:
    present, gate, report = judging.present, judging.gate, judging.report
    now = desk.clock.now()
    telephone = session.get_one(TelephoneRow, (desk.district_id, row.telephone_id))
    if row.not_after is not None and row.not_after <= now:
        report.expired += step(session, row, Happening.EXPIRE, now, "not after its moment")
    elif any(present[subject.subject] != subject.version for subject in subjects):
        report.superseded += step(session, row, Happening.SUPERSEDE, now, "changed since it was composed")
    elif not _still_theirs(session, desk, telephone, subjects):
        report.held += step(session, row, Happening.HOLD, now, "the number no longer stands for the party")
    elif why := gate.objection(telephone.number):
        report.held += step(session, row, Happening.HOLD, now, why)
    elif (moment := desk.next_moment(NoticeClass(row.class_))) > now:
        row.due_at = moment
    else:
        gate.let_out()
        step(session, row, Happening.SUBMIT, now)
        row.attempts, row.submitted_at = row.attempts + 1, now
        record_submitted(session, row, now, telephone.number, (subject.party_id for subject in subjects))
        return Intent(row.id, Outgoing(row.reference, telephone.number, row.text), now)
    return None


def _still_theirs(
    session: Session, desk: Desk, telephone: TelephoneRow, subjects: Sequence[MessageSubjectRow]
) -> bool:
    """Whether the number still stands for every party that the text speaks to."""
    parties = {subject.party_id for subject in subjects}
    return parties <= parties_at(session, desk.district_id, telephone.id, desk.clock.today())


def _record(session: Session, desk: Desk, submissions: Sequence[Submission], report: SendReport) -> None:
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
    for submission in submissions:
        happening = HAPPENING_OF.get(submission.verdict)
        if happening is None:
            continue
        row = rows[submission.reference]
        row.provider_id = submission.provider_id or row.provider_id
        step(session, row, happening, desk.clock.now(), submission.reason)
        take_waiting_receipts(session, desk, row)
        report.sent += happening is Happening.ACCEPTED
        report.failed += happening is Happening.REFUSED
        report.waiting += happening is Happening.NOT_ACCEPTED
