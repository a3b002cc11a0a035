"""After a repair is published alone, the working draft is brought onto it; edits that contradict are listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import (
    as_delivery,
    as_values,
    draft_of,
    published_of,
    write_draft,
)
from scheduler.adapters.calendar_tables import DraftDeliveryRow, MonthRow
from scheduler.domain.calendar import Difference, differences
from scheduler.domain.delivery import changed_fields
from scheduler.domain.terms import MonthState


def rebase_draft(
    session: Session, row: MonthRow, published: Iterable[Difference], *, by: str, at: datetime
) -> list[dict[str, object]]:
    """Put what was just published into the month's draft; returns the edits that contradict it.

    A draft delivery that stood as before the repair follows it. One that somebody edited keeps the
    edit and is listed with the fields in which both differ, never dropped.
    """
    conflicts: list[dict[str, object]] = []
    touched = False
    for difference in published:
        draft = session.get(DraftDeliveryRow, (row.district_id, row.month, difference.delivery_id))
        before, after = difference.before, difference.after
        stands = as_delivery(draft) if draft is not None else None
        if stands == after:
            continue
        untouched = (
            stands == before if before is None or stands is None else not changed_fields(stands, before)
        )
        if not untouched:
            fields = changed_fields(stands, after) if stands and after else ()
            conflicts.append({"delivery_id": difference.delivery_id, "fields": list(fields), "by": by})
            continue
        touched = True
        if after is None:
            session.delete(draft)
        elif draft is None:
            session.add(
                DraftDeliveryRow(
                    district_id=row.district_id,
                    month=row.month,
                    edited_by=by,
                    edited_at=at,
                    **as_values(after),
                )
            )
        else:
            write_draft(draft, after, by=by, at=at)
    if touched:
        note_edit(session, row)
    row.rebase_conflicts = [*(row.rebase_conflicts or []), *conflicts]
    session.flush()
    drop_settled_conflicts(session, row)
    return conflicts


def note_edit(session: Session, row: MonthRow) -> None:
    """Raise the draft's revision; it is a draft again, unless it now says what is published."""
    session.flush()
    row.draft_revision += 1
    same = row.published_number and not unpublished_changes(session, row)
    row.state = MonthState.PUBLISHED if same else MonthState.DRAFT


def unpublished_changes(session: Session, row: MonthRow) -> tuple[Difference, ...]:
    """How the draft differs from the last version."""
    published = published_of(session, row.district_id, row.month, row.published_number)
    return differences(published, draft_of(session, row.district_id, row.month))


def drop_settled_conflicts(session: Session, row: MonthRow) -> None:
    """Leave listed, each once and with its present fields, only edits that still differ from the last version."""
    if not row.rebase_conflicts:
        return
    differing = {each.delivery_id: each for each in unpublished_changes(session, row)}
    listed = {each["delivery_id"]: each for each in row.rebase_conflicts}
    row.rebase_conflicts = [
        {**each, "fields": list(differing[delivery_id].changed)}
        for delivery_id, each in listed.items()
        if delivery_id in differing
    ]
