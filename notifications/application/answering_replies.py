"""A person answers a reply: by a template, or by a call on record."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.bilingual import Language
from config.refusal import refuse
from notifications.adapters.answer_tables import ReplyRow
from notifications.application.conversing import ask_back, write_note
from notifications.application.correcting import reply_of, spoken_with
from notifications.application.desk import Desk
from notifications.domain.answering import Standing, Why
from notifications.domain.correcting import Rejoinder
from notifications.domain.notice import NoticeKind
from notifications.domain.wording import Composed
from notifications.ledger.application.recording import record_call_back


def answer_reply(session: Session, desk: Desk, reply_id: str, rejoinder: Rejoinder, *, by: str) -> None:
    """Answer a reply by a text; it counts as read. Refused where the number is nobody's, or nothing is open to ask."""
    row = reply_of(session, desk, reply_id)
    to, theirs = spoken_with(session, desk, row)
    if rejoinder is Rejoinder.ASK_AGAIN:
        opened = [question for question in theirs.values() if question.standing is Standing.OPEN]
        if not opened:
            raise refuse(
                row.id,
                "该号码没有待答复的安排，不必再问。请换一种回复。",
                "nothing is open at this telephone, so there is nothing to ask. Answer otherwise.",
            )
        note = ask_back(session, desk, to, Why.UNCLEAR, opened)
    else:
        composed = desk.wording.compose(rejoinder.value, to.language, desk.office)
        note = write_note(session, desk, to, NoticeKind.ANSWER, composed)
    note.handled_by = row.read_by = by


def rejoinder_texts(desk: Desk, language: Language) -> dict[Rejoinder, Composed]:
    """The words of each answer that says the same to everybody, with what it costs."""
    same = (each for each in Rejoinder if each is not Rejoinder.ASK_AGAIN)
    return {each: desk.wording.compose(each.value, language, desk.office) for each in same}


def call_back(session: Session, desk: Desk, reply_id: str, *, by: str, reached: bool, said: str = "") -> None:
    """A person called about a reply; only a call that reached somebody takes it from the inbox."""
    row: ReplyRow = reply_of(session, desk, reply_id)
    record_call_back(session, row, desk.clock.now(), by=by, reached=reached, said=said)
    if reached:
        row.read_by = by
