"""A block is claimed: what still holds is judged under lock, and its intent committed before the wire is touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import locked_versions
from config.many import one_of, one_of_given
from notifications.adapters.contact_repository import parties_by_telephone
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_repository import ARRANGEMENTS
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.announcing import tell_anew
from notifications.application.asking_after import Intent, SendReport
from notifications.application.desk import Desk
from notifications.application.due import Message, due_count, next_due
from notifications.application.gate import Gate
from notifications.application.lanes import Lane
from notifications.application.reminding import remind_anew
from notifications.application.stepping import Step, take_steps
from notifications.application.wire_clock import Wire
from notifications.domain.lanes import Standing
from notifications.domain.message import Happening, MessageState, after
from notifications.domain.notice import NoticeClass, NoticeKind
from notifications.ledger.application.recording import HandedOver, record_submitted
from notifications.providers import Outgoing


@dataclass(slots=True)
class Block:
    """Messages whose intent is committed, and when they may leave, in the wire's ticks."""

    intents: list[Intent]
    leaves_at: float

    @property
    def texts(self) -> list[str]:
        return [each.outgoing.text for each in self.intents]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What a message speaks of: subjects in their versions, and to which parties."""

    versions: list[tuple[str, int]]
    parties: set[str]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a block is judged by: what its messages say, how that stands now, numbers, whom they stand for, the gate."""

    spoken: dict[str, _Spoken]
    present: dict[str, int]
    numbers: dict[str, str]
    parties: dict[str, set[str]]
    gate: Gate
    lane: Lane
    now: datetime
    standing: Standing
    opens: dict[NoticeClass, datetime]
    """When each class of notices that is in the block may leave."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What is to happen to a message, and why; nothing, where it only has to wait for its `moment`."""

    happening: Happening | None
    why: str = ""
    moment: datetime | None = None


def claim_block(session: Session, lane: Lane, report: SendReport, wire: Wire) -> Block | None:
    """Judge the next few messages, keep the intents and take their turn; None if nothing more may leave now."""
    due = next_due(session, lane, max(lane.room, 1))
    if due and not lane.room:
        report.waiting += due_count(session, lane)
        return None
    if anew := _tell_anew(session, lane.desk, due):
        due = next_due(session, lane, lane.room)
    intents = _claim(session, lane, due, report) if due else []
    if intents:
        return Block(intents, lane.turn([each.outgoing.text for each in intents], wire))
    return Block([], 0) if due or anew else None


def _tell_anew(session: Session, desk: Desk, due: Sequence[Message]) -> bool:
    """An intent that came to nothing may have been overtaken while it was open: then all of it is written anew."""
    back = [each for each in due if each.submitted_at is not None]
    rows = _rows(session, desk, [each.id for each in back])
    for each in back:
        row = rows[each.id]
        if row.state != MessageState.QUEUED:
            continue
        if row.kind in ARRANGEMENTS:
            tell_anew(session, desk, row)
        elif row.kind == NoticeKind.REMINDER:
            remind_anew(session, desk, row)
    return any(row.state != MessageState.QUEUED for row in rows.values())


def _claim(session: Session, lane: Lane, due: Sequence[Message], report: SendReport) -> list[Intent]:
    """Judge each message by the present versions, held under lock, and keep the intent to send what holds."""
    facts = _facts(session, lane, due)
    leaving: list[Message] = []
    staying: list[tuple[Message, _Judgement]] = []
    for message in due:
        if why := facts.gate.stops:
            lane.stop(why)
            break
        judgement = _judge(message, facts)
        if judgement.happening is Happening.SUBMIT:
            facts.gate.let_out(message)
            leaving.append(message)
        else:
            staying.append((message, judgement))
    _keep_back(session, lane.desk, staying, report)
    return _keep_intents(session, leaving, facts) if leaving else []


def _facts(session: Session, lane: Lane, due: Sequence[Message]) -> _Facts:
    desk = lane.desk
    spoken = _spoken(session, desk, due)
    wanted = sorted({subject for each in spoken.values() for subject, _ in each.versions})
    ids = {row.telephone_id for row in due if row.telephone_id}
    numbers = session.execute(_NUMBERS, {"in_district": desk.district_id, "given": sorted(ids)})
    return _Facts(
        spoken=spoken,
        present=locked_versions(session, desk.district_id, wanted),
        numbers={row.id: row.number for row in numbers},
        parties=parties_by_telephone(session, desk.district_id, ids, desk.clock.today()),
        gate=Gate(session, desk, lane.row, due),
        lane=lane,
        now=desk.clock.now(),
        standing=lane.standing,
        opens={class_: desk.next_moment(class_) for class_ in {NoticeClass(each.class_) for each in due}},
    )


def _spoken(session: Session, desk: Desk, due: Sequence[Message]) -> dict[str, _Spoken]:
    ids = sorted(message.id for message in due)
    rows = session.execute(_SPOKEN, {"in_district": desk.district_id, "given": ids})
    found = {message.id: _Spoken([], set()) for message in due}
    for message_id, subject, version, party in rows:
        found[message_id].versions.append((subject, version))
        found[message_id].parties.add(party)
    return found


_NUMBERS = sa.select(TelephoneRow.id, TelephoneRow.number).where(
    TelephoneRow.district_id == sa.bindparam("in_district"), one_of_given(TelephoneRow.id, "given")
)
_SPOKEN = sa.select(
    MessageSubjectRow.message_id,
    MessageSubjectRow.subject,
    MessageSubjectRow.version,
    MessageSubjectRow.party_id,
).where(
    MessageSubjectRow.district_id == sa.bindparam("in_district"),
    one_of_given(MessageSubjectRow.message_id, "given"),
)


def _judge(message: Message, facts: _Facts) -> _Judgement:
    spoken, now, telephone = facts.spoken[message.id], facts.now, message.telephone_id or ""
    if message.not_after is not None and message.not_after <= now:
        return _Judgement(Happening.EXPIRE, "not after its moment")
    if any(facts.present[subject] != version for subject, version in spoken.versions):
        return _Judgement(Happening.SUPERSEDE, "changed since it was composed")
    if not spoken.parties <= facts.parties[telephone]:
        return _Judgement(Happening.HOLD, "the number no longer stands for the party")
    if why := _worn_out(message, facts) or facts.gate.objection(message, facts.numbers[telephone]):
        return _Judgement(Happening.HOLD, why)
    if (moment := facts.opens[NoticeClass(message.class_)]) > now:
        return _Judgement(None, moment=moment)
    return _Judgement(Happening.SUBMIT)


def _worn_out(message: Message, facts: _Facts) -> str:
    """Why a message that others overtake has to wait for a person; one that tries a cut-off lane is spared."""
    most = facts.lane.desk.lane_rules.most_attempts
    if facts.standing is Standing.TRYING or message.attempts < most:
        return ""
    return f"not taken in {most} attempts"


def _keep_back(
    session: Session, desk: Desk, staying: Sequence[tuple[Message, _Judgement]], report: SendReport
) -> None:
    """What does not leave now takes its step, or waits for its moment."""
    if not staying:
        return
    rows = _rows(session, desk, [message.id for message, _ in staying])
    steps = []
    for message, judgement in staying:
        if judgement.happening is not None:
            steps.append(Step(rows[message.id], judgement.happening, judgement.why))
        elif judgement.moment is not None:
            rows[message.id].due_at = judgement.moment
    for taken in take_steps(session, steps, desk.clock.now()):
        report.expired += taken.happening is Happening.EXPIRE
        report.superseded += taken.happening is Happening.SUPERSEDE
        report.held += taken.happening is Happening.HOLD


def _keep_intents(session: Session, leaving: Sequence[Message], facts: _Facts) -> list[Intent]:
    """From here on each may have been told."""
    desk, now = facts.lane.desk, facts.now
    more = int(facts.standing is not Standing.TRYING)
    session.execute(
        sa.update(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id, one_of(MessageRow.id, [each.id for each in leaving])
        )
        .values(
            state=after(MessageState.QUEUED, Happening.SUBMIT).value,
            changed_at=now,
            reason="",
            attempts=MessageRow.attempts + more,
            submitted_at=now,
            retry_at=None,
        ),
        execution_options={"synchronize_session": False},
    )
    texts = [
        HandedOver(
            message,
            facts.numbers[message.telephone_id],
            facts.spoken[message.id].parties,
            message.attempts + more,
        )
        for message in leaving
    ]
    record_submitted(session, desk.district_id, now, texts)
    return [
        Intent(each.message.id, Outgoing(each.message.reference, each.number, each.message.text), now)
        for each in texts
    ]


def _rows(session: Session, desk: Desk, ids: Iterable[str]) -> dict[str, MessageRow]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session.scalars(
        sa.select(MessageRow).where(MessageRow.district_id == desk.district_id, one_of(MessageRow.id, wanted))
    )
    return {row.id: row for row in rows}
