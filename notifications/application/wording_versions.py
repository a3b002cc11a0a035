"""Which versions of the templates an office's texts were written by: numbered by first use, with dates and an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.adapters.message_tables import MessageRow


@dataclass(frozen=True, slots=True)
class VersionUsed:
    """One version of a template: `number` counts from its first, `mark` tells it from every other one.

    `texts` were written by it; one of them is `example`.
    """

    number: int
    mark: str
    first_at: datetime
    last_at: datetime
    texts: int
    example: str


def versions_used(session: Session, district_id: str) -> Mapping[tuple[str, Language], Sequence[VersionUsed]]:
    """By template and language the versions that wrote texts, the first used first; nothing where none was."""
    rows = session.execute(
        sa.select(
            MessageRow.template,
            MessageRow.language,
            MessageRow.template_version,
            sa.func.min(MessageRow.created_at),
            sa.func.max(MessageRow.created_at),
            sa.func.count(),
            sa.func.max(MessageRow.id),
        )
        .where(MessageRow.district_id == district_id)
        .group_by(MessageRow.template, MessageRow.language, MessageRow.template_version)
        .order_by(sa.func.min(MessageRow.created_at), MessageRow.template_version)
    ).all()
    written = sa.select(MessageRow.id, MessageRow.text).where(
        MessageRow.district_id == district_id, MessageRow.id.in_([row[-1] for row in rows])
    )
    examples = {row.id: row.text for row in session.execute(written)}
    found: dict[tuple[str, Language], list[VersionUsed]] = {}
    for template, language, mark, first, last, texts, example in rows:
        versions = found.setdefault((template, "en" if language == "en" else "zh"), [])
        versions.append(VersionUsed(len(versions) + 1, mark, first, last, texts, examples[example]))
    return found
