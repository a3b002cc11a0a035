"""A reply is stored once, bound to the question it can mean, counted, and echoed; the rest goes to a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.adapters.answer_repository import (
    CONFIRMED,
    DECLINED,
    Question,
    questions_put_to,
)
from notifications.adapters.answer_tables import QuestionItemRow, ReplyRow
from notifications.adapters.contact_repository import parties_at, stable_id, telephone_of
from notifications.adapters.storing_once import insert_once
from notifications.application.answers_told import tell_answer
from notifications.application.conversing import (
    Correspondent,
    ask_back,
    echo,
    tell_present,
    went_back_today,
)
from notifications.application.deciding import decided
from notifications.application.desk import Desk
from notifications.application.opting_out import opt_out
from notifications.application.stepping import notices_to
from notifications.domain.answering import (
    MOST_BACK_A_DAY,
    Answer,
    Counted,
    Decision,
    ReplyVerdict,
    Standing,
    may_ask_back,
)
from notifications.domain.notice import NoticeState
from notifications.domain.reading_rules import Rule
from notifications.ledger.application.recording import record_answer, record_reading, record_reply
from notifications.providers import InboundReply
from scheduler.messages import PartyId


def take_reply(session: Session, desk: Desk, reply: InboundReply) -> bool:
    """Take a reply that came in; False if it came before and was taken then."""
    telephone = telephone_of(session, desk.district_id, reply.telephone)
    reply_id = stable_id(desk.lane.name, "reply", reply.id)
    stored = insert_once(
        session,
        ReplyRow,
        district_id=desk.district_id,
        id=reply_id,
        lane=desk.lane.name,
        provider_reply_id=reply.id,
        telephone_id=telephone.id if telephone else None,
        number=reply.telephone,
        text=reply.text,
        received_at=desk.clock.now(),
        verdict=ReplyVerdict.STRANGER.value,
        why="",
        reason="",
        rule=Rule.STRANGER.value,
    )
    if not stored:
        return False
    row = session.get_one(ReplyRow, (desk.district_id, reply_id))
    record_reply(session, row, desk.clock.now())
    if telephone is not None:
        row.verdict = _understand(session, desk, row, telephone.id).value
    record_reading(session, row, desk.clock.now())
    return True


def _understand(session: Session, desk: Desk, row: ReplyRow, telephone_id: str) -> ReplyVerdict:
    found = correspondence(session, desk, telephone_id, row.id)
    if found is None:
        row.rule = Rule.NOT_THEIRS.value
        return ReplyVerdict.NOT_THEIRS
    to, theirs = found
    decision = decided(session, desk, row, telephone_id, list(theirs.values()))
    row.reason, row.why = decision.reason, decision.ask_back.value if decision.ask_back else ""
    row.rule, row.remarked = decision.rule.value, decision.remarked
    return _act(session, desk, row, to, decision, theirs)


def correspondence(
    session: Session, desk: Desk, telephone_id: str, reply_id: str
) -> tuple[Correspondent, dict[str, Question]] | None:
    """Whom a telephone stands for and what they were asked by it, oldest first; None where it is nobody's now."""
    parties = parties_at(session, desk.district_id, telephone_id, desk.clock.today())
    put = questions_put_to(session, desk.district_id, telephone_id, desk.clock.now())
    theirs = [question for question in put if parties & {item.party_id for item in question.items}]
    if not parties or (put and not theirs):
        return None
    language = cast("Language", theirs[-1].message.language if theirs else "zh")
    to = Correspondent(telephone_id, language, reply_id, parties)
    return to, {question.row.id: question for question in theirs}


def _act(
    session: Session,
    desk: Desk,
    row: ReplyRow,
    to: Correspondent,
    decision: Decision,
    theirs: dict[str, Question],
) -> ReplyVerdict:
    if decision.opts_out:
        opt_out(session, desk, to)
        return ReplyVerdict.OPTED_OUT
    for answer in decision.answers:
        row.question_id = answer.question
        _answer(session, desk, to, theirs[answer.question], answer, decision.reason_for(answer))
    _note_received(session, desk, to, [theirs[each] for each in decision.received])
    if decision.ask_back is not None:
        return _ask_back(session, desk, to, decision, list(theirs.values()))
    if decision.outdated:
        row.question_id = decision.outdated[-1]
        return _tell_outdated(session, desk, to, decision, theirs)
    if decision.noted:
        return ReplyVerdict.NOTED
    return ReplyVerdict.INBOX if decision.for_the_inbox else ReplyVerdict.ANSWERED


def _tell_outdated(
    session: Session, desk: Desk, to: Correspondent, decision: Decision, theirs: dict[str, Question]
) -> ReplyVerdict:
    """Say how it stands; what came too late for a decision may need a person at once."""
    late = any(theirs[each].standing is Standing.CLOSED for each in decision.outdated)
    may_tell = went_back_today(session, desk, to.telephone_id) < MOST_BACK_A_DAY
    for old in decision.outdated if may_tell else ():
        tell_present(session, desk, to, theirs[old], list(theirs.values()))
    if late:
        return ReplyVerdict.LATE
    if decision.answers:
        return ReplyVerdict.ANSWERED
    return ReplyVerdict.OUTDATED if may_tell else ReplyVerdict.INBOX


def _answer(
    session: Session,
    desk: Desk,
    to: Correspondent,
    question: Question,
    answer: Answer,
    reason: str,
) -> None:
    counted = count_answer(session, desk, question, answer, to.parties, reason=reason, reply_id=to.reply_id)
    if counted.changed or counted.added or counted.outdated or counted.begun:
        echo(session, desk, to, question, counted)


def count_answer(
    session: Session,
    desk: Desk,
    question: Question,
    answer: Answer,
    parties: Collection[PartyId],
    *,
    reason: str,
    reply_id: str,
) -> Counted:
    """Count an answer for these parties, without what is overtaken or has begun. The last one wins.

    A reason belongs to what is declined; where nothing is, it is a remark on the agreement.
    """
    changed = added = False
    numbers: dict[str, set[int]] = {CONFIRMED: set(), DECLINED: set()}
    named = answer.agreed | answer.declined
    for item in question.ahead:
        if item.party_id in parties and item.item in named:
            standing = DECLINED if item.item in answer.declined else CONFIRMED
            said = reason if standing == DECLINED or not answer.declined else ""
            numbers[standing].add(item.item)
            decided, explained = item.standing != standing, said not in {"", item.reason}
            if decided or explained:
                changed, added = changed or decided, added or not decided
                item.standing, item.received, item.reason = standing, True, said
                tell_answer(session, desk, item, standing, said, reply_id)
                answered_elsewhere(session, desk, item)
    session.flush()
    if not question.open_items:
        notices_to(session, desk.district_id, question.row.message_id, NoticeState.ANSWERED)
    counted = numbers[CONFIRMED] | numbers[DECLINED]
    record_answer(session, question.message, desk.clock.now(), reply_id, numbers, reason)
    waiting = {item.item for item in question.open_items if item.party_id in parties}
    others = {item.item for item in question.ahead if item.party_id in parties} - waiting - named
    begun = named & {item.item for item in question.live} - {item.item for item in question.ahead}
    outdated = named & {item.item for item in question.items} - counted - begun
    return Counted(
        tuple(sorted(numbers[CONFIRMED])),
        tuple(sorted(numbers[DECLINED])),
        len(outdated),
        len(begun),
        len(waiting),
        len(others),
        changed=changed,
        added=added and not changed,
    )


def answered_elsewhere(session: Session, desk: Desk, item: QuestionItemRow) -> None:
    """Who was asked at a second telephone too has answered there as well."""
    siblings = session.scalars(
        sa.select(QuestionItemRow).where(
            QuestionItemRow.district_id == desk.district_id,
            QuestionItemRow.delivery_id == item.delivery_id,
            QuestionItemRow.party_id == item.party_id,
            QuestionItemRow.side == item.side,
            QuestionItemRow.question_id != item.question_id,
            QuestionItemRow.standing != Standing.SUPERSEDED.value,
        )
    )
    for sibling in siblings:
        sibling.standing, sibling.received, sibling.reason = item.standing, True, item.reason
        session.flush()
        waiting = sa.exists().where(
            QuestionItemRow.district_id == desk.district_id,
            QuestionItemRow.question_id == sibling.question_id,
            QuestionItemRow.standing == Standing.OPEN.value,
        )
        if not session.scalar(sa.select(waiting)):
            notices_to(session, desk.district_id, sibling.question_id, NoticeState.ANSWERED)


def _note_received(
    session: Session,
    desk: Desk,
    to: Correspondent,
    questions: Sequence[Question],
) -> None:
    for question in questions:
        for item in question.open_items:
            if item.party_id in to.parties and not item.received:
                item.received = True
                tell_answer(session, desk, item, "received", "", to.reply_id)


def _ask_back(
    session: Session, desk: Desk, to: Correspondent, decision: Decision, theirs: Sequence[Question]
) -> ReplyVerdict:
    """Once a question and twice a number a day; after that, and where nothing is open, a person reads it."""
    opened = [question for question in theirs if question.standing is Standing.OPEN]
    if not opened:
        return ReplyVerdict.INBOX
    about = min(question.row.asked_back for question in opened)
    if not may_ask_back(about, went_back_today(session, desk, to.telephone_id)):
        return ReplyVerdict.INBOX
    assert decision.ask_back is not None, "only what is to be asked back is"
    ask_back(session, desk, to, decision.ask_back, opened, with_staff=decision.remarked)
    return ReplyVerdict.ASKED_BACK
