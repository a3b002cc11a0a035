"""What a person does about messages: calls, sends again, gives up, reads the inbox."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.refusal import refuse
from notifications.adapters.answer_repository import question_of
from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow, ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.replying import count_answer
from notifications.application.stepping import notices_to, step
from notifications.domain.answering import Answer
from notifications.domain.message import BY_A_CALL, MESSAGE_STATE_NAMES, Happening, MessageState
from notifications.domain.notice import NoticeState
from notifications.ledger.application.recording import record_call_made

NOT_ARRIVED = (MessageState.FAILED, MessageState.EXPIRED)
CALLABLE = (MessageState.HELD, MessageState.UNKNOWN, *NOT_ARRIVED)


def record_call(
    session: Session,
    desk: Desk,
    message_id: str,
    *,
    by: str,
    reached: bool = True,
    answered: bool = False,
    declined: Collection[int] = (),
    reason: str = "",
) -> None:
    """A person called about a message; `answered` with the numbers of the items declined, the rest agreed.

    The call is kept with who made it, when, and what was said (`reason`); where nobody was `reached`,
    nothing else changes. A message that arrived may be called about as well, to take its answer. Refused for one that still
    waits to be sent or was replaced, and for an answer where nothing was asked.
    """
    row = _message(session, desk, message_id)
    state = MessageState(row.state)
    if state in {MessageState.QUEUED, MessageState.SUBMITTING, MessageState.SUPERSEDED}:
        raise refuse(
            message_id,
            "这条短信现在还不能按电话告知登记（状态：{state}）。请等它发出，或查看取代它的新短信。",
            "this message cannot be recorded as told by a call now ({state}). Wait, or see what replaced it.",
            state=MESSAGE_STATE_NAMES[MessageState(row.state)],
        )
    record_call_made(session, row, desk.clock.now(), by=by, reached=reached, answered=answered, reason=reason)
    if not reached:
        return
    if state in {MessageState.HELD, MessageState.UNKNOWN}:
        step(session, row, Happening.PERSON_TOLD, desk.clock.now(), f"{BY_A_CALL}, {by}")
    elif state in NOT_ARRIVED:
        notices_to(session, desk.district_id, row.id, NoticeState.TOLD)
    row.handled_by = by
    session.flush()
    if answered:
        _take_answer(session, desk, message_id, by, frozenset(declined), reason)
    else:
        # Who was told by a call and has not said yes or no is asked again by a call.
        session.execute(
            sa.update(QuestionRow)
            .where(QuestionRow.district_id == desk.district_id, QuestionRow.message_id == message_id)
            .values(by_call=True)
        )


def send_again(session: Session, desk: Desk, message_id: str, *, by: str) -> None:
    """A person decides that an unknown message did not arrive; the guard judges it anew before it leaves."""
    row = _message(session, desk, message_id)
    _only(row, MessageState.UNKNOWN)
    step(session, row, Happening.PERSON_RESENDS, desk.clock.now(), f"sent again by {by}")
    row.due_at = desk.clock.now()


def release(session: Session, desk: Desk, message_id: str, *, by: str) -> None:
    """A person lets a held text go; a call can only be made."""
    row = _message(session, desk, message_id)
    _only(row, MessageState.HELD)
    if row.channel != "sms":
        raise refuse(
            message_id,
            "这一条只能打电话告知，不能发短信。请按电话告知登记。",
            "this one can only be told by a call. Record the call instead.",
        )
    step(session, row, Happening.RELEASE, desk.clock.now(), f"released by {by}")
    row.attempts, row.retry_at = 0, None


def put_aside(session: Session, desk: Desk, message_id: str, *, by: str) -> None:
    """A person has seen to a message that did not arrive, without telling it; it leaves the list."""
    row = _message(session, desk, message_id)
    if MessageState(row.state) in {MessageState.HELD, MessageState.UNKNOWN}:
        step(session, row, Happening.PERSON_GIVES_UP, desk.clock.now(), f"given up by {by}")
    elif MessageState(row.state) not in {*NOT_ARRIVED, MessageState.SUPERSEDED}:
        _only(row, *CALLABLE)
    row.replaced_at = desk.clock.now()


def read_reply_by(session: Session, desk: Desk, reply_id: str, *, by: str) -> None:
    """A person has read a reply of the inbox; it leaves the list."""
    row = session.get(ReplyRow, (desk.district_id, reply_id))
    if row is None:
        raise refuse(
            reply_id, "没有这条回复。请刷新收件箱。", "there is no such reply. Look at the inbox again."
        )
    row.read_by = by


def _take_answer(
    session: Session, desk: Desk, message_id: str, by: str, declined: frozenset[int], reason: str
) -> None:
    question = question_of(session, desk.district_id, message_id, desk.clock.now())
    if question is None:
        raise refuse(
            message_id,
            "这条通知不需要答复，只登记告知即可。",
            "this notice asks for no answer; record only that it was told.",
        )
    if question.past:
        raise refuse(
            message_id,
            "所问的场次都已开始，答复不再计入。请只登记告知，结果在该场次的页面上记录。",
            "all that was asked about has begun; no answer counts. Record only that it was told.",
        )
    numbers = frozenset(item.item for item in question.items)
    if not declined <= numbers:
        raise refuse(
            "declined",
            "没有第 {wrong} 项；共 {count} 项。请核对序号。",
            "there is no item {wrong}; there are {count}. Check the numbers.",
            wrong="、".join(str(each) for each in sorted(declined - numbers)),
            count=len(numbers),
        )
    answer = Answer(question.row.id, numbers - declined, declined)
    count_answer(
        session,
        desk,
        question,
        answer,
        _parties(question.items),
        reason=reason,
        reply_id=f"call:{message_id}:{by}",
    )


def _parties(items: Collection[QuestionItemRow]) -> frozenset[str]:
    return frozenset(item.party_id for item in items)


def _message(session: Session, desk: Desk, message_id: str) -> MessageRow:
    row = session.get(MessageRow, (desk.district_id, message_id), with_for_update=True)
    if row is None:
        raise refuse(
            message_id, "没有这条短信。请刷新短信列表。", "there is no such message. Look at the list again."
        )
    return row


def _only(row: MessageRow, *states: MessageState) -> None:
    if MessageState(row.state) not in states:
        raise refuse(
            row.id,
            "这条短信的状态已是 {state}，不能再这样处理。请刷新后再看。",
            "the message is {state} by now and cannot be dealt with so. Look again.",
            state=MESSAGE_STATE_NAMES[MessageState(row.state)],
        )
