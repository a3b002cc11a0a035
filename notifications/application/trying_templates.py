"""Fills a draft of a template with the facts of texts that were really written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from config.refusal import refuse
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.facts_kept import ONLY_WORDS_KEPT, facts_of
from notifications.domain.wording import Composed, Wording


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
    if template in ONLY_WORDS_KEPT:
        raise refuse(
            template,
            "模板写法无误，但不能用真实数据试填：这种短信只留存写成的文字，当时如何理解回复不随短信留存。",
            "the template reads well, but real rows cannot fill it: of these texts only the words are kept, "
            "not how the reply was read at the moment.",
        )
    rows = session.scalars(
        sa.select(MessageRow)
        .where(MessageRow.district_id == desk.district_id, MessageRow.template == template)
        .order_by(MessageRow.created_at.desc(), MessageRow.written.desc(), MessageRow.id)
        .limit(limit)
    ).all()
    tried = [
        Tried(row.id, row.template_version, row.parts, _filled(desk, wording, template, language, facts))
        for row in rows
        if (facts := facts_of(session, desk, row)) is not None
    ]
    return tried or refuse_untried(template)


def refuse_untried(template: str) -> NoReturn:
    """A draft that reads well and has no text to be filled with is refused in so many words."""
    raise refuse(
        template,
        "模板写法无误，但没有可用来试填的短信：这种短信还没有写过，或它说的事已经变了。",
        "the template reads well, but there is no text to fill it with: none was written yet, "
        "or what it spoke of has changed.",
    )


def _filled(
    desk: Desk, wording: Wording, template: str, language: Language, facts: Mapping[str, object]
) -> Composed:
    composed = wording.try_on(template, language, desk.office, **facts)
    if "listed" in facts and composed.segments.parts > desk.rules.most_parts:
        return wording.try_on(template, language, desk.office, **{**facts, "listed": False})
    return composed
