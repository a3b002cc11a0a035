"""A person puts right how a reply was understood: it is decided anew, on record with who and when."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from config.durable import emit
from config.identity import sortable_id
from config.refusal import refuse
from notifications.adapters.answer_repository import CONFIRMED, DECLINED, Question
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_repository import stable_id
from notifications.application.answers_told import tell_answer
from notifications.application.conversing import Correspondent, ask_back, echo
from notifications.application.desk import Desk
from notifications.application.replying import answered_elsewhere, correspondence, count_answer
from notifications.application.stepping import reopen_notices
from notifications.domain.answering import Answer, ReplyVerdict, Standing, Why
from notifications.domain.correcting import Meaning
from notifications.domain.reading_rules import Rule
from notifications.domain.sending_events import ReplyCorrected
from notifications.ledger.adapters.entries import entries_about
from notifications.ledger.application.recording import about_message, about_reply, record_reading
from notifications.ledger.domain.entry import Deed


def correct_reading(
    session: Session,
    desk: Desk,
    reply_id: str,
    meaning: Meaning,
    *,
    by: str,
    question_id: str = "",
    items: Collection[int] = (),
) -> None:
    """Decide a reply anew as a person reads it; `items` are the numbers declined where only some are.

    `question_id` may be left out where one question can be meant. What the reply was counted for before is open
    again. Refused for a number that is nobody's now, for what has begun, and where a later answer stands.
    """
    row = reply_of(session, desk, reply_id)
    to, theirs = spoken_with(session, desk, row)
    before = theirs.get(row.question_id or "") if row.verdict == ReplyVerdict.ANSWERED else None
    meant = None if meaning is Meaning.NO_ANSWER else _meant(row, theirs, question_id)
    for question in {each.row.id: each for each in (before, meant) if each is not None}.values():
        _refuse_answered_later(session, desk, row, question)
    emit(session, ReplyCorrected(desk.district_id, row.id, meaning, by))
    if before is not None and (meant is None or meant.row.id != before.row.id):
        _open_again(session, desk, before, to, _source(row))
    row.verdict = (ReplyVerdict.INBOX if meant is None else ReplyVerdict.ANSWERED).value
    row.rule, row.why, row.remarked = Rule.PERSON.value, "", False
    row.question_id = meant.row.id if meant else None
    row.corrected_by, row.corrected_at, row.read_by = by, desk.clock.now(), by
    record_reading(session, row, desk.clock.now(), by=by)
    if meant is not None:
        answer = _answer(meant, meaning, frozenset(items))
        counted = count_answer(
            session, desk, meant, answer, to.parties, reason=row.reason, reply_id=_source(row)
        )
        if counted.changed or counted.added:
            echo(session, desk, to, meant, counted)
    elif before is not None:
        ask_back(session, desk, to, Why.UNCLEAR, [before])


def reply_of(session: Session, desk: Desk, reply_id: str) -> ReplyRow:
    """A reply by its id, locked; refused if there is none."""
    row = session.get(ReplyRow, (desk.district_id, reply_id), with_for_update=True)
    if row is None:
        raise refuse(
            reply_id, "没有这条回复。请刷新收件箱。", "there is no such reply. Look at the inbox again."
        )
    return row


def spoken_with(session: Session, desk: Desk, row: ReplyRow) -> tuple[Correspondent, dict[str, Question]]:
    """Whom a reply came from and what they were asked; refused where its number is nobody's now.

    The correspondent carries an id of its own, so that what is said now is beside what was said before.
    """
    own = stable_id(row.id, sortable_id())
    found = correspondence(session, desk, row.telephone_id, own) if row.telephone_id else None
    if found is None:
        raise refuse(
            row.id,
            "这个号码现在不属于任何联系人，不能代为计入或短信答复。请先在联系人中登记号码，或打电话。",
            "the number is nobody's contact now, so nothing can be counted or texted. Enter the contact first, or call.",
        )
    return found


def _meant(row: ReplyRow, theirs: dict[str, Question], question_id: str) -> Question:
    ahead = {key: question for key, question in theirs.items() if question.ahead}
    wanted = [question_id] if question_id else list(ahead)
    if len(wanted) != 1 or wanted[0] not in ahead:
        raise refuse(
            row.id,
            "请指明答的是哪一问：未开始、可计入的有 {count} 问（{codes}）。已开始的不再计入，请在该场次页面记录。",
            "say which question is meant: {count} can still be answered ({codes}). What has begun counts no more.",
            count=len(ahead),
            codes="、".join(question.row.code for question in ahead.values()) or "—",
        )
    return ahead[wanted[0]]


def _answer(question: Question, meaning: Meaning, items: frozenset[int]) -> Answer:
    numbers = frozenset(item.item for item in question.items)
    if (meaning is Meaning.SOME_DECLINED) != bool(items) or not items <= numbers:
        raise refuse(
            "items",
            "请写明不同意的序号（共 {count} 项）；全部同意或全部不同意时不写。",
            "name the numbers declined (there are {count}); name none where all are agreed or declined.",
            count=len(numbers),
        )
    declined = numbers if meaning is Meaning.DECLINED else items
    return Answer(question.row.id, numbers - declined, declined)


def _refuse_answered_later(session: Session, desk: Desk, row: ReplyRow, question: Question) -> None:
    """The last answer wins: an older reply cannot be put right over a newer one, nor over a call."""
    came = [each.id for each in entries_about(session, desk.district_id, [about_reply(row.id)])]
    abouts = [about_message(question.row.message_id)]
    answers = [each for each in entries_about(session, desk.district_id, abouts) if each.deed == Deed.ANSWER]
    last = max(answers, key=lambda each: each.id, default=None)
    own = {row.id, _source(row)}
    if last is not None and came and last.id > min(came) and last.facts.get("source") not in own:
        raise refuse(
            row.id,
            "这一问之后又有新的答复，以最后一次为准。请改正最后一条，或登记一次电话。",
            "this question has a later answer, and the last one holds. Correct the last, or record a call.",
        )


def _open_again(session: Session, desk: Desk, question: Question, to: Correspondent, source: str) -> None:
    """What was counted by mistake waits for an answer again."""
    for item in question.ahead:
        if item.party_id in to.parties and item.standing in {CONFIRMED, DECLINED}:
            item.standing, item.reason = Standing.OPEN.value, ""
            tell_answer(session, desk, item, "asked", "", source)
            answered_elsewhere(session, desk, item)
    reopen_notices(session, desk.district_id, question.row.message_id)


def _source(row: ReplyRow) -> str:
    return f"corrected:{row.id}"
