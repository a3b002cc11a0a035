"""What a reply decides about the questions put to its telephone, read beside what was said just before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from notifications.adapters.answer_repository import Question, asked_back_before, just_answered
from notifications.adapters.answer_tables import ReplyRow
from notifications.application.desk import Desk
from notifications.domain.answering import Asked, Decision
from notifications.domain.binding import decide
from notifications.domain.made_clear import decide_after, leaves_nothing_to_read
from notifications.domain.reading_rules import Word
from notifications.domain.replies import read_reply


def decided(
    session: Session, desk: Desk, row: ReplyRow, telephone_id: str, theirs: Sequence[Question]
) -> Decision:
    """What a reply decides, beside the last one that was asked back, where nothing was asked or answered since.

    What that one said leaves the inbox once it is counted, or all that is open is answered.
    """
    reading, asked = read_reply(row.text), _asked(session, desk, telephone_id, theirs)
    newest = max((question.row.asked_at for question in theirs), default=desk.clock.now())
    for before in asked_back_before(session, desk.district_id, telephone_id, row.id, newest):
        said = read_reply(before.text)
        if said.word is Word.RECEIVED and not said.reason:
            continue
        decision = decide_after(reading, said, asked)
        before.remarked = before.remarked and not leaves_nothing_to_read(decision, said, asked)
        return decision
    return decide(reading, asked)


def _asked(session: Session, desk: Desk, telephone_id: str, questions: Collection[Question]) -> list[Asked]:
    """The questions as a reply is bound to them; what was answered before the newest was put is not just said."""
    newest = max((question.row.asked_at for question in questions), default=desk.clock.now())
    just = just_answered(session, desk.district_id, telephone_id, newest)
    return [
        replace(question.asked, just_said=question.said) if question.row.id in just else question.asked
        for question in questions
    ]
