"""Keeps who wants no promotional texts, from when to when, and says what that does and does not stop."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import OptOutRow
from notifications.application.conversing import Correspondent, write_note
from notifications.application.desk import Desk
from notifications.domain.notice import NoticeKind


def opt_out(session: Session, desk: Desk, to: Correspondent) -> bool:
    """Keep an opt-out as a fact of this moment and send its receipt; False where it stands already."""
    if opted_out(session, desk.district_id, [to.telephone_id]):
        return False
    now = desk.clock.now()
    # Where the clock stands still, one that was ended at this very moment begins again.
    kept = {"district_id": desk.district_id, "telephone_id": to.telephone_id, "since": now}
    session.merge(OptOutRow(**kept, reply_id=to.reply_id, ended_at=None, ended_by=None))
    session.flush()
    since = now.astimezone(desk.clock.zone)
    composed = desk.wording.compose("opt_out", to.language, desk.office, since=since)
    write_note(session, desk, to, NoticeKind.OPT_OUT, composed)
    return True


def end_opt_out(session: Session, desk: Desk, telephone_id: str, *, by: str) -> bool:
    """A person records that a telephone wants promotional texts again; False where it never opted out."""
    rows = session.scalars(sa.select(OptOutRow).where(_standing(desk.district_id, [telephone_id]))).all()
    for row in rows:
        row.ended_at, row.ended_by = desk.clock.now(), by
    return bool(rows)


def opted_out(session: Session, district_id: str, telephone_ids: Collection[str]) -> frozenset[str]:
    """Which of these telephones want no promotional texts now."""
    found = sa.select(OptOutRow.telephone_id).where(_standing(district_id, telephone_ids))
    return frozenset(session.scalars(found))


def _standing(district_id: str, telephone_ids: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.and_(
        OptOutRow.district_id == district_id,
        OptOutRow.telephone_id.in_(sorted(telephone_ids)),
        OptOutRow.ended_at.is_(None),
    )
