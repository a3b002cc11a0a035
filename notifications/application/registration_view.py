"""How well the templates that an office registered hold the texts that it really writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.message_tables import MessageRow
from notifications.domain.notice import NoticeKind
from notifications.providers.registered_templates import fit
from notifications.providers.registration import Registered


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the latest texts of one kind: how many fit a registered template, and one that does not."""

    kind: NoticeKind
    texts: int
    fitting: int
    unfitting: str


def coverage(
    session: Session, district_id: str, registered: Registered, *, latest: int
) -> Sequence[Coverage]:
    """Judge the `latest` texts of each kind as they were written."""
    found: list[Coverage] = []
    for kind in sorted(session.scalars(sa.select(MessageRow.kind).distinct())):
        texts = session.scalars(
            sa.select(MessageRow.text)
            .where(
                MessageRow.district_id == district_id, MessageRow.kind == kind, MessageRow.channel == "sms"
            )
            .order_by(MessageRow.created_at.desc(), MessageRow.written.desc(), MessageRow.id)
            .limit(latest)
        ).all()
        unfitting = [text for text in texts if fit(text, registered.signature, registered.templates) is None]
        if texts:
            found.append(
                Coverage(NoticeKind(kind), len(texts), len(texts) - len(unfitting), "".join(unfitting[:1]))
            )
    return found
