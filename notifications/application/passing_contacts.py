"""When an area becomes part of another, whoever was told for it is told for the other from that day on."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.contact_repository import know_party, stable_id
from notifications.adapters.contact_tables import ContactRow
from notifications.application.desk import Desk
from scheduler.messages import AreaMerged


def pass_contacts(session: Session, desk: Desk, event: AreaMerged) -> int:
    """End the area's contacts before that day and add them behind those of the other; returns how many passed.

    A telephone that stands for the other area already stands for it as before.
    """
    first = date.fromisoformat(event.first)
    gone, stays = f"area:{event.area_id}", f"area:{event.into_id}"
    rows = session.scalars(
        sa.select(ContactRow)
        .where(
            ContactRow.district_id == desk.district_id,
            ContactRow.party_id.in_((gone, stays)),
            sa.or_(ContactRow.valid_to.is_(None), ContactRow.valid_to >= first),
        )
        .order_by(ContactRow.position)
        .with_for_update()
    ).all()
    known = {row.telephone_id: row for row in rows if row.party_id == stays}
    position = max((row.position for row in known.values()), default=0)
    know_party(session, desk.district_id, stays, "")
    passed = 0
    for row in (row for row in rows if row.party_id == gone):
        until = row.valid_to
        row.valid_to, row.edited_by, row.edited_at = first - timedelta(days=1), event.by, desk.clock.now()
        if row.telephone_id in known:
            continue
        passed += 1
        session.add(
            ContactRow(
                district_id=desk.district_id,
                id=stable_id(stays, row.telephone_id),
                party_id=stays,
                telephone_id=row.telephone_id,
                role=row.role,
                language=row.language,
                position=position + passed,
                valid_from=max(first, row.valid_from or first),
                valid_to=until,
                edited_by=event.by,
                edited_at=desk.clock.now(),
            )
        )
    session.flush()
    return passed
