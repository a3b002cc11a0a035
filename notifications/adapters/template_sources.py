"""Keeps the words of each version of a template from the first text that it writes: what shipped then may change."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.adapters.message_tables import TemplateSourceRow
from notifications.adapters.storing_once import insert_once
from notifications.domain.wording import Wording

_KEPT = "versions of templates known to be kept"


def keep_source(
    session: Session, district_id: str, wording: Wording, name: str, language: Language, at: datetime
) -> None:
    """Keep the version of a template that writes a text at this moment, in the text's own transaction.

    Asked for each text, it looks once in a transaction: a campaign costs no more than its first text.
    """
    key = (district_id, name, language, wording.version(name, language))
    kept: set[tuple[str, ...]] = session.info.setdefault(_KEPT, set())
    if key in kept:
        return
    if session.get(TemplateSourceRow, key) is None:
        insert_once(
            session,
            TemplateSourceRow,
            district_id=district_id,
            name=name,
            language=language,
            mark=key[-1],
            source=wording.source(name, language),
            shared=wording.shared(language),
            first_used_at=at,
        )
    kept.add(key)


def kept_source(
    session: Session, district_id: str, name: str, language: Language, mark: str
) -> TemplateSourceRow | None:
    """The words of a version; None where it wrote its texts before words were kept, or wrote none."""
    return session.get(TemplateSourceRow, (district_id, name, language, mark))


def _forget_kept(session: Session, *_: object) -> None:
    session.info.pop(_KEPT, None)


# What a transaction kept and did not commit is not kept.
sa.event.listen(Session, "after_rollback", _forget_kept)
sa.event.listen(Session, "after_commit", _forget_kept)
