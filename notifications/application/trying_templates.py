"""Fills a draft of a template with the facts of texts that were really written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from config.refusal import refuse
from notifications.adapters.answer_repository import telling_from
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_repository import subjects_of
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.desk import Desk
from notifications.application.drafting import Answers
from notifications.domain.digest import digest_of
from notifications.domain.notice import NoticeKind
from notifications.domain.wording import Composed

KEPT_WITH_FACTS = (
    NoticeKind.DIGEST,
    NoticeKind.AREA_DIGEST,
    NoticeKind.CHANGE,
    NoticeKind.RAIN,
    NoticeKind.REMINDER,
)
"""Texts whose facts are kept with them, row by row; of a conversation only the words are kept."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A text that was written, by which version of its template, and what the draft makes of the same facts."""

    message_id: str
    version: str
    parts: int
    composed: Composed


def try_template(
    session: Session, desk: Desk, template: str, language: Language, draft: str, *, limit: int = 3
) -> Sequence[Tried]:
    """The draft filled with the latest texts of its kind. Refused where it is faulty, or nothing can fill it."""
    wording = desk.wording.with_draft(template, language, draft)
    rows = session.scalars(
        sa.select(MessageRow)
        .where(MessageRow.district_id == desk.district_id, MessageRow.template == template)
        .order_by(MessageRow.created_at.desc(), MessageRow.id)
        .limit(limit if template in KEPT_WITH_FACTS else 0)
    ).all()
    if not rows:
        raise refuse(
            template,
            "模板写法无误，但没有可用来试填的短信：这种短信还没有写过，或所用的数据没有逐条留存。",
            "the template reads well, but there is no text to fill it with: none was written yet, or its facts are not kept.",
        )
    spoken = subjects_of(session, desk.district_id, [row.id for row in rows])
    return [
        Tried(
            row.id,
            row.template_version,
            row.parts,
            wording.try_on(template, language, desk.office, **_facts(session, desk, row, spoken[row.id])),
        )
        for row in rows
    ]


def _facts(
    session: Session, desk: Desk, row: MessageRow, spoken: Sequence[MessageSubjectRow]
) -> dict[str, object]:
    digest = digest_of([telling_from(each) for each in spoken if each.delivery_id], desk.rules.reconfirm)
    if row.kind == NoticeKind.REMINDER:
        return {"day": digest.first.day, "digest": digest}
    question = session.get(QuestionRow, (row.district_id, row.id))
    answers = Answers(question.code) if question is not None and question.code else None
    facts = {"month": row.month, "number": row.number, "digest": digest, "answers": answers}
    return {**facts, "page": 1, "pages": 1}
