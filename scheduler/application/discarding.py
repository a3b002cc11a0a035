"""Throwing a month's draft away: it says again what is published, or nothing where nothing is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.durable import emit
from config.refusal import refuse
from scheduler.adapters.calendar_repository import draft_of, published_of, replace_draft, tell_history
from scheduler.adapters.calendar_tables import MonthRow, SessionLeftOutRow, UnplacedRow
from scheduler.application.publishing import seen_month
from scheduler.application.rebasing import note_edit
from scheduler.domain.calendar import Difference, differences
from scheduler.messages import DraftDiscarded


def discard_draft(
    session: Session, clock: Clock, district_id: str, month: str, *, seen_revision: int, by: str
) -> tuple[Difference, ...]:
    """Put the last published version in the draft's place, or no draft; returns what is thrown away, draft → version.

    Refused when there is no draft or it says what is published; a conflict if it is not the revision seen.
    """
    row = seen_month(session, district_id, month, seen_revision)
    draft = draft_of(session, district_id, month)
    published = published_of(session, district_id, month, row.published_number)
    gone = differences(draft, published)
    if not row.rebase_conflicts and set(draft) == set(published):
        raise refuse(
            month,
            "这个月没有可放弃的草稿：没有排过，或与已发布的没有差别。",
            "this month has no draft to discard: it was never planned, or nothing differs from what is published.",
        )
    replace_draft(session, district_id, month, published, by=by, at=clock.now())
    row.rebase_conflicts, row.approved_revision = None, None
    row.approved_by, row.approved_at = None, None
    if not published:
        _forget_its_plan(session, row)
    note_edit(session, row)
    for each in gone:
        if each.after is not None:
            tell_history(session, district_id, each.delivery_id, "discarded", at=clock.now(), by=by)
    emit(session, DraftDiscarded(district_id, month, seen_revision, row.published_number, len(gone), by))
    return gone


def _forget_its_plan(session: Session, row: MonthRow) -> None:
    """What was told of the plan behind a draft that is no more."""
    row.outcome, row.score = None, None
    for table in (UnplacedRow, SessionLeftOutRow):
        session.execute(
            sa.delete(table).where(table.district_id == row.district_id, table.month == row.month)
        )
