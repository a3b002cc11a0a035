"""Records what changed in the register, and makes every text about a changed licence stale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.database import raise_subjects
from notifications.market.adapters.campaigns import rows_of_businesses
from notifications.market.adapters.register import licence_subject
from notifications.market.adapters.tables import LicenceRow, RegisterChangeRow, ReminderRow
from notifications.market.domain.campaign import row_subject
from notifications.market.domain.reminder import ReminderState

Source = Literal["hand", "import"]

FIELDS_OF_TEXTS = frozenset(
    {"name", "category", "status", "kind", "number", "expires", "renewal_filed_on", "lead_days", "filing"}
)
"""What a reminder's text or its being sent rests on: a change in one of these raises the licence's version."""


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One field of one subject, old → new, as shown and as kept; `subject` is e.g. `licence:L001`."""

    subject: str
    field: str
    before: str | None
    after: str | None


def by_hand(by: str, at: datetime) -> dict[str, str]:
    """What `hand_edits` keeps of a field: who edited it and when."""
    return {"by": by, "at": at.isoformat()}


def as_shown(value: object) -> str | None:
    """A field's value as it stands in the record of changes: dates in ISO, words by their stored value."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value) if isinstance(value, StrEnum) else str(value)


def record_changes(
    session: Session,
    district_id: str,
    changes: Collection[RegisterChange],
    *,
    by: str,
    at: datetime,
    source: Source,
) -> None:
    """Keep each change with who made it, when, and whether by hand or by import."""
    if changes:
        stamp = {"district_id": district_id, "by": by, "source": source, "at": at}
        session.execute(sa.insert(RegisterChangeRow), [{**asdict(change), **stamp} for change in changes])


def licences_of(session: Session, district_id: str, business_ids: Collection[str]) -> list[str]:
    """The ids of these businesses' licences, ascending."""
    return list(
        session.scalars(
            sa.select(LicenceRow.id)
            .where(LicenceRow.district_id == district_id, LicenceRow.business_id.in_(sorted(business_ids)))
            .order_by(LicenceRow.id)
        )
    )


def raise_licences(session: Session, district_id: str, licence_ids: Collection[str]) -> None:
    """Raise each licence's subject version, so that no text composed before can leave."""
    raise_subjects(session, district_id, {licence_subject(licence_id) for licence_id in licence_ids})


def raise_campaign_rows(session: Session, district_id: str, business_ids: Collection[str]) -> None:
    """Raise the versions of all that campaigns tell these businesses: its name or being at work has changed."""
    rows = rows_of_businesses(session, district_id, business_ids)
    raise_subjects(session, district_id, {row_subject(row) for row in rows})


def withdraw_listed(
    session: Session, district_id: str, licence_ids: Collection[str], reason: Bilingual, at: datetime
) -> int:
    """Take off the lists the reminders of these licences that nobody was told of yet; returns how many."""
    changed = session.execute(
        sa.update(ReminderRow)
        .where(
            ReminderRow.district_id == district_id,
            ReminderRow.licence_id.in_(sorted(licence_ids)),
            ReminderRow.state.in_([ReminderState.DUE, ReminderState.CALL]),
        )
        .values(state=ReminderState.WITHDRAWN, reason_zh=reason.zh, reason_en=reason.en, changed_at=at)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
