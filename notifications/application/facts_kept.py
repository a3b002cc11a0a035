"""The facts that a text was filled with, as far as they are kept, to fill a draft of its template with them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from notifications.adapters.answer_repository import questions_put_to, telling_from
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_repository import delivery_subject, subjects_of
from notifications.adapters.message_tables import MessageRow
from notifications.application.conversing import as_shown, shown_by_number
from notifications.application.desk import Desk
from notifications.application.fitting import Answers
from notifications.domain.answering import Standing
from notifications.domain.correcting import Rejoinder
from notifications.domain.digest import digest_of
from notifications.domain.notice import NoticeKind

ONLY_WORDS_KEPT = frozenset({NoticeKind.ECHO, NoticeKind.ASK_BACK, NoticeKind.SUPERSEDED})
"""Texts that turn on how a reply was read at that moment: of them the words are kept, the facts are not."""

_OF_OFFICE_ALONE = frozenset(Rejoinder) - ONLY_WORDS_KEPT


def facts_of(session: Session, desk: Desk, row: MessageRow) -> Mapping[str, object] | None:
    """What the template of a message was filled with besides the office; None where it is not kept."""
    if row.template in ONLY_WORDS_KEPT:
        return None
    if row.template in _OF_OFFICE_ALONE:
        return {}
    if row.template == NoticeKind.OPT_OUT:
        return {"since": row.created_at.astimezone(desk.clock.zone)}
    return _of_nudge(session, desk, row) if row.template == NoticeKind.NUDGE else _told(session, desk, row)


def _told(session: Session, desk: Desk, row: MessageRow) -> Mapping[str, object]:
    spoken = subjects_of(session, desk.district_id, [row.id])[row.id]
    digest = digest_of([telling_from(each) for each in spoken if each.delivery_id], desk.rules.reconfirm)
    if row.kind == NoticeKind.REMINDER:
        return {"day": digest.first.day, "digest": digest}
    question = session.get(QuestionRow, (row.district_id, row.id))
    answers = Answers(question.code) if question is not None and question.code else None
    facts = {"month": row.month, "number": row.number, "digest": digest, "answers": answers, "kind": row.kind}
    return {**facts, "page": 1, "pages": 1}


def _of_nudge(session: Session, desk: Desk, row: MessageRow) -> Mapping[str, object] | None:
    """The questions it pressed for, each with what it then had without an answer and what still stands so."""
    spoken = subjects_of(session, desk.district_id, [row.id])[row.id]
    pressed = {(each.party_id, each.subject, each.version) for each in spoken}
    shown = []
    assert row.telephone_id is not None, "a nudge goes to a telephone"
    for question in questions_put_to(
        session, desk.district_id, row.telephone_id, desk.clock.now(), locked=False
    ):
        items = [
            item
            for item in question.items
            if (item.party_id, delivery_subject(item.delivery_id), item.version) in pressed
            and item.standing != Standing.SUPERSEDED
        ]
        if items:
            shown.append(as_shown(question, shown_by_number(session, desk, items)))
    return {"questions": shown, "listed": True} if shown else None
